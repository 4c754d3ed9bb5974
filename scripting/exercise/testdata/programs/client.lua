-- The program is a client: the check is its server.

--- the exercise
exercise {
  id = "test/client", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "it asks", function(t)
    local s = t:server()
    t:run()
    local c = s:accept("dial PORT")
    local w = t:word()
    c:send(w .. "\n")
    t:eq(c:line("answer"), w:upper(), "the answer")
    c:expect_eof()
    t:ended()
  end } },
}

--- it answers
local c = dial(PORT); send(c, recv_line(c):upper() .. "\n")

--- it does not dial
print(1)
--> fails: did not connect to the server on PORT
--> fails: dial PORT

--- it does not answer
local c = dial(PORT); recv(c); recv(c)
--> fails: expected a line, got nothing
--> fails: waits in recv(c)

--- it answers and fails then
local c = dial(PORT); send(c, recv_line(c):upper() .. "\n") local x = nil + 1  --> at: program.lua:1
--> fails: end without an error

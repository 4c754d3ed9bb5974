-- A server that echoes gives up when nobody takes what it sends back, and long
-- strings that differ are told by where.

--- an echo of many bytes
exercise {
  id = "test/echo", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "the echo", function(t)
    local s = t:server{ buffer = 16384 }
    t:give("DATA", ("x"):rep(8000000))
    t:start()
    s:accept():echo(8000000, "read while you send")
    t:ended()
  end } },
}

--- it reads while it sends
local c = dial(PORT)
spawn(send, c, DATA)
assert(recv_exactly(c, #DATA) == DATA)

--- it sends all before it reads
local c = dial(PORT)
send(c, DATA)
recv_exactly(c, #DATA)
--> fails: could send back only
--> fails: of 8000000 bytes
--> fails: read while you send

--- it sends too few
local c = dial(PORT)
send(c, "few")
recv_exactly(c, 3)
--> fails: expected 8000000 bytes to send back, got 3: the end of the stream

--- a long string
exercise {
  id = "test/long", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "long", function(t)
    local s = t:server()
    t:run()
    s:accept():expect(("x"):rep(5000))
  end } },
}

--- another string
local c = dial(PORT)
send(c, ("x"):rep(4000) .. ("y"):rep(1000))
--> fails: expected 5000 bytes, got others from byte 4001 on

--- the beginning of it
local c = dial(PORT)
send(c, ("x"):rep(4000))
--> fails: expected 5000 bytes, got 4000 bytes and then the end

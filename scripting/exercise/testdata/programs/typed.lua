-- A program that is typed, line by line.

--- the exercise
exercise {
  id = "test/typed", title = "One", task = "Do it.", start = "", solution = "",
  kind = "repl",
  checks = { { "a listener", function(t)
    t:run()
    t:eq(#t:sockets{state="LISTEN"}, 1, "listeners")
  end } },
}

--- a line that fails does not end it
l.id
local l = listen(PORT)

--- a command between the lines
local l = listen(PORT)
:sockets
l.state

--- a listener that is closed
listen(PORT):close()
--> fails: listeners: expected 1, got 0

-- A task that fails ends alone, and the program goes on: nothing else would say
-- that it is not there any more.

--- the exercise
exercise {
  id = "test/tasks", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "an answer", function(t)
    t:run()
    t:client():expect("hello")
  end } },
}

--- its failure is told
local l = listen(PORT)
local function serve(s)
  send(s, 'hello')  --> at: send: s: got nil, want a socket
end
spawn(serve) accept(l) accept(l)
--> fails: expected "hello", got nothing
--> fails: your program waits in accept(l), line 5

--- a failure that the program has taken is not
local l = listen(PORT)
local function serve(s)
  send(s, 'hello')
end
try(join, spawn(serve)) accept(l) accept(l)
--> fails: expected "hello", got nothing
--> lacks: want a socket

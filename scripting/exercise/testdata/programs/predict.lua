-- Predictions of what a small world shows.

--- an exercise about a number
exercise {
  id = "test/number", title = "One", task = "Do it.", start = "", solution = "",
  kind = "predict",
  world = [[l = listen(PORT) c = dial(PORT) send(c, "hello")]],
  checks = { { "the queue", function(t)
    t:run()
    t:predicted("waiting", t:value("l.accept_queue"), "nobody has accepted")
  end } },
}

--- the right one
waiting = 1

--- the right one in quotes
waiting = "1"

--- a wrong one
waiting = 0
--> fails: you predicted waiting = 0
--> fails: turned out to be 1
--> fails: nobody has accepted

--- none yet
waiting = "?"
--> fails: not predicted waiting yet

--- a word without quotes
waiting = one
--> fails: not predicted waiting yet
--> fails: waiting is nil: a word needs its quotes

--- an exercise about a word
exercise {
  id = "test/word", title = "One", task = "Do it.", start = "", solution = "",
  kind = "predict",
  world = [[l = listen(PORT) s = l.state]],
  checks = { { "the state", function(t)
    t:run()
    t:predicted("state", t:value("l.state"))
  end } },
}

--- the right word in small letters
state = " listen"

--- a wrong word
state = "listening"
--> fails: you predicted state = "listening"

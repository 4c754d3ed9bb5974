-- A broken world, which the program repairs.

--- the exercise
exercise {
  id = "test/rescue", title = "One", task = "Do it.", start = "", solution = "",
  kind = "rescue",
  world = [[l = listen(PORT) c = dial(PORT) s = accept(l) close(c)]],
  checks = { { "no CLOSE_WAIT", function(t)
    t:run()
    t:settle()
    t:eq(#t:sockets{state="CLOSE_WAIT"}, 0, "sockets in CLOSE_WAIT")
  end } },
}

--- nothing is done
--> fails: sockets in CLOSE_WAIT: expected 0, got 1

--- the rescue
close(s)

-- A program that is started again at once.

--- the exercise
exercise {
  id = "test/restart", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "again", function(t)
    t:run(); t:client():expect_eof("hang up first")
    t:restart(); t:client():expect_eof("hang up first")
  end } },
}

--- listen sets SO_REUSEADDR
local l = listen(PORT)
while true do close(accept(l)) end

--- without it the address is in use
local l = listen(PORT, {reuseaddr=false})
while true do close(accept(l)) end
--> fails: nobody listens
--> fails: EADDRINUSE

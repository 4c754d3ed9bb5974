-- Programs that are wrong in ways that no exercise thinks of get a message that
-- says what they did.

--- the exercise
exercise {
  id = "test/greet", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "hello", function(t)
    t:run()
    t:client():expect("hello", "say hello")
  end } },
}

--- it is no Lua
local l = listen(PORT  --> fails: program.lua:1
--> fails: can't be read

--- it crashes
local l = listen(PORT)
local x = nil
x.y = 1  --> fails: program.lua:3
--> fails: nobody listens

--- another port
local l = listen(0) accept(l)
--> fails: nobody listens
--> fails: l listens on

--- it closes its listener
local l = listen(PORT)
close(l)  --> fails: closed its listener in line 2
sleep(0)
--> fails: nobody listens

--- it is empty
--> fails: has come to its end

--- bound, and no more
local s = socket("tcp") bind(s, PORT) local ch = channel() ch:get()
--> fails: s is bound to PORT and does not listen

--- a file that is not its own
read_file("/etc/passwd")
--> fails: outside the script's folder

--- another machine
dial("192.0.2.1:80")
--> fails: loopback

--- the checker's names are not there
t = t or exercise or Functions print(t.port)
--> fails: program.lua:1

--- many dials
local l = listen(PORT) for i = 1, 10000 do dial(PORT) end
--> fails: sockets open

--- half of it
local l = listen(PORT) local s = accept(l) send(s, "hell") accept(l)
--> fails: got "hell" and then nothing more
--> fails: say hello

--- a loop without end
while true do end
--> fails: does not come to rest

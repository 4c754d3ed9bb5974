-- An exercise. sockpit learn prove NAME.lua shows whether it is sound;
-- sockpit learn --pack NAME.lua tries it as a learner. The guide is docs/teaching.md.
exercise {
  id      = "mine/NAME",                    -- never changes: progress is kept by it
  title   = { en = "Say hello", vi = "Nói lời chào" },
  level   = 1, minutes = 5,
  teaches = { "accept-in-a-loop" },         -- one new idea

  -- Short. Say who closes, and whether there are one or many clients.
  task = { en = [[
Listen on PORT. Send each client one line, and close its connection:

    hello]],
    vi = [[
Lắng nghe trên PORT. Gửi cho mỗi máy khách một dòng rồi đóng kết nối của nó:

    hello]] },

  -- What the learner's file begins as. PORT is given. It must fail.
  start = [[
local l = listen(PORT)
local s = accept(l)
-- TODO: greet the client, and then the next one
]],

  -- kind = "script",                       -- or fix, predict, rescue, repl
  -- manners = { "whole", "dribble" },      -- networks that every check is run under

  -- The names of the checks are the learner's to-do list. Each run has a fresh world.
  checks = {
    { "a client is greeted", function(t)
        t:run()                             -- starts the program, waits until it waits for us
        local c = t:client()                -- dials PORT
        c:expect("hello\n", {               -- the last argument is why: one sentence for the learner
          en = "accept gives you the client's socket: send to that one.",
          vi = "accept trả về socket của máy khách: hãy gửi vào socket đó." })
        c:expect_eof({
          en = "Close the client's socket when you have said all.",
          vi = "Hãy đóng socket của máy khách khi đã nói xong." })
      end, vi = "một máy khách được chào" },

    { "the next client is greeted, too", function(t)
        t:run()
        t:client():expect("hello\n")
        t:client():expect("hello\n", {
          en = "accept gives one client. Call it again, in a loop.",
          vi = "accept chỉ cho một máy khách. Hãy gọi lại, trong một vòng lặp." })
      end, vi = "máy khách kế tiếp cũng được chào" },
  },

  hints = {                                 -- a ladder: one at a time
    { en = "accept(l) waits for a client and gives its socket.", vi = "accept(l) chờ một máy khách và trả về socket của nó." },
    { en = "while true do local s = accept(l) ... end", vi = "while true do local s = accept(l) ... end" },
  },

  solution = [[
local l = listen(PORT)
while true do
  local s = accept(l)
  send(s, "hello\n")
  close(s)
end
]],

  after = {                                 -- the idea in two sentences, and where to read on
    en = "A server is a loop around accept. Each client gets a socket of its own. See accept(2).",
    vi = "Máy chủ là một vòng lặp quanh accept. Mỗi máy khách có một socket riêng. Xem accept(2)." },

  -- Mistakes that people make; each must fail at the check named.
  wrong = {
    { name = "greets one client only", vi = "chỉ chào một máy khách", fails = "the next client is greeted, too", code = [[
local l = listen(PORT)
local s = accept(l); send(s, "hello\n"); close(s)
recv(accept(l))]] },
    { name = "never closes", vi = "không bao giờ đóng", fails = "a client is greeted", code = [[
local l = listen(PORT)
while true do send(accept(l), "hello\n") end]] },
  },
}

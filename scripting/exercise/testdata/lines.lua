exercise {
  id    = "framing/lines",
  title = { en = "A line is not a recv", vi = "Một dòng không phải là một lần recv" },
  level = 3, minutes = 15,
  needs = { "accept/one-port-three-sockets", "stream/two-sends-one-recv" },
  teaches = { "no-message-boundaries", "partial-read", "concurrency", "half-close", "close-your-side" },

  task = { en = [[
Write a server on PORT. For every line a client sends (ending in "\n"),
answer the same line in capitals. Serve many clients at the same time.
When a client stops sending (end of stream), answer what is left, then close.]] },

  start = [[
local l = listen(PORT)
local s = accept(l)
local line = recv(s, 1024)
send(s, line:upper())
]],

  manners = { "whole", "dribble", "halves" },   -- every check runs under each of these networks

  checks = {
    { "one line, one answer", function(t)
        t:run()
        local c, w = t:client(), t:word()
        c:send(w .. "\n")
        c:expect(w:upper() .. "\n", "One recv is not one line: collect bytes until you see \\n.")
    end },
    { "two lines in one send", function(t)
        t:run()
        local c, a, b = t:client(), t:word(), t:word()
        c:send(a .. "\n" .. b .. "\n")
        c:expect(a:upper() .. "\n" .. b:upper() .. "\n", "One recv may hold two lines.")
    end },
    { "an unfinished line gets no answer yet", function(t)
        t:run()
        local c, a = t:client(), t:word()
        c:send(a); t:settle()
        t:ok(#t:events{ call = "send" } == 0, "you answered before the line was complete")
        c:send("!\n")
        c:expect(a:upper() .. "!\n")
    end },
    { "a slow client does not block the others", function(t)
        t:run()
        local slow, quick = t:client(), t:client()
        slow:send("I am thinking")                       -- no newline
        quick:send("now\n")
        quick:expect("NOW\n", "Your server is busy with the first client. spawn(f, s) serves each client on its own.")
        slow:send("\n"); slow:expect("I AM THINKING\n")
    end },
    { "after the client's FIN: answer, then close", function(t)
        t:run()
        local c = t:client()
        c:send("bye\n"); c:half_close()
        c:expect("BYE\n", "end of stream on recv means the client sends no more; you may still send.")
        c:expect_eof("Your socket is still open (CLOSE_WAIT). Call close(s) when recv says eof.")
        t:settle()
        t:ok(#t:sockets{ state = "CLOSE_WAIT" } == 0, "leak: a socket is left in CLOSE_WAIT")
    end },
  },

  hints = {
    "Keep a string `buf` per client. After every recv: buf = buf .. data, then take out complete lines.",
    "while true do local line, rest = buf:match('^(.-)\\n(.*)$') ... end",
    "recv returns nil, 'eof' when the client has finished. That is the moment to close(s).",
  },

  solution = [[
local function serve(s)
  local buf = ""
  while true do
    local data = recv(s, 1024)
    if not data then break end
    buf = buf .. data
    while true do
      local line, rest = buf:match("^(.-)\n(.*)$")
      if not line then break end
      send(s, line:upper() .. "\n")
      buf = rest
    end
  end
  close(s)
end
local l = listen(PORT)
while true do
  local s = accept(l)
  spawn(serve, s)
end
]],

  wrong = {
    { name = "one recv = one line", fails = "one line, one answer", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function()
  while true do local d = recv(s, 1024); if not d then break end
    if d:sub(-1) ~= "\n" then d = d .. "\n" end; send(s, d:upper()) end; close(s) end) end]] },
    { name = "echo without lines", fails = "an unfinished line gets no answer yet", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function()
  while true do local d = recv(s, 1024); if not d then break end; send(s, d:upper()) end; close(s) end) end]] },
    { name = "one client at a time", fails = "a slow client does not block the others", code = [[
local l = listen(PORT)
while true do local s, buf = accept(l), ""
  while true do local d = recv(s, 1024); if not d then break end; buf = buf .. d
    while true do local line, rest = buf:match("^(.-)\n(.*)$"); if not line then break end
      send(s, line:upper() .. "\n"); buf = rest end end
  close(s) end]] },
    { name = "never closes", fails = "after the client's FIN: answer, then close", code = [[
local l = listen(PORT)
while true do local s = accept(l); spawn(function() local buf = ""
  while true do local d = recv(s, 1024); if not d then break end; buf = buf .. d
    while true do local line, rest = buf:match("^(.-)\n(.*)$"); if not line then break end
      send(s, line:upper() .. "\n"); buf = rest end end end) end]] },
  },
}

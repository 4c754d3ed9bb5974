exercise {
  id    = "accept/one-port-three-sockets",
  title = { en = "One port, three sockets", vi = "Một cổng, ba socket" },
  level = 1, minutes = 5,
  needs = { "listen/first-listener", "dial/ephemeral-port" },
  teaches = { "accept-returns-new-socket", "same-local-port", "listener-keeps-listening" },

  task = { en = [[
Listen on PORT. Accept TWO clients and keep both open.
Send each client one line with the port that client dialled from:

    you are 53410

Then look at `sockets`: how many of them use PORT?]],
  vi = [[
Lắng nghe trên PORT. Chấp nhận HAI client và giữ cả hai kết nối.
Gửi cho mỗi client một dòng chứa cổng mà client đó dùng để gọi đến.]] },

  start = [[
local l = listen(PORT)
local a = accept(l)
-- TODO: tell `a` which port it dialled from   (s.local_port, s.remote_port)
-- TODO: accept and greet the second client
]],

  checks = {
    { "each client is told its own port", function(t)
        t:run()
        local c1, c2 = t:client(), t:client()
        c1:expect("you are " .. c1.port .. "\n", "The client's port is the REMOTE port of the socket that accept returned.")
        c2:expect("you are " .. c2.port .. "\n", "Each accept returns a NEW socket; its remote port is that client's port.")
    end },
    { "three sockets share one local port", function(t)
        t:run()
        local c1, c2 = t:client(), t:client()
        t:settle()
        local conns = t:sockets{ kind = "conn", state = "ESTABLISHED" }
        t:ok(#conns == 2, "expected 2 open accepted sockets, found " .. #conns ..
             ". accept once per client, and do not close them.")
        for _, s in ipairs(conns) do
          t:ok(s.local_port == t.port, s.id .. " has local port " .. s.local_port .. ", not " .. t.port)
        end
        t:ok(conns[1].remote_port ~= conns[2].remote_port, "both sockets point at the same client")
    end },
    { "the listener goes on listening", function(t)
        t:run()
        t:client(); t:client(); t:settle()
        t:ok(#t:sockets{ kind = "listener", state = "LISTEN" } == 1,
             "the listener is closed. accept does not use it up: keep it open for the next client.")
        t:client()                         -- a third client can still dial: it waits in the accept queue
    end },
  },

  hints = {
    "accept(l) waits for one client and returns a new socket for that client. Call it once per client.",
    "A socket has a local_port and a remote_port. Which one belongs to the client?",
    "send(a, 'you are ' .. a.remote_port .. '\\n')",
  },

  solution = [[
local l = listen(PORT)
for i = 1, 2 do
  local s = accept(l)
  send(s, "you are " .. s.remote_port .. "\n")
end
accept(l)      -- stay alive, the listener still listens
]],

  after = { en = "Three rows with one local port: the remote address is what tells them apart (the 4-tuple)." },

  wrong = {   -- the runner proves that each of these fails, and at which check
    { name = "sends the local port", fails = "each client is told its own port", code = [[
local l = listen(PORT)
for i = 1, 2 do local s = accept(l); send(s, "you are " .. s.local_port .. "\n") end
accept(l)]] },
    { name = "accepts only once", fails = "each client is told its own port", code = [[
local l = listen(PORT)
local s = accept(l); send(s, "you are " .. s.remote_port .. "\n")
accept(l)]] },
    { name = "hangs up after greeting", fails = "three sockets share one local port", code = [[
local l = listen(PORT)
for i = 1, 2 do local s = accept(l); send(s, "you are " .. s.remote_port .. "\n"); close(s) end
accept(l)]] },
    { name = "closes the listener", fails = "the listener goes on listening", code = [[
local l = listen(PORT)
local x
for i = 1, 2 do x = accept(l); send(x, "you are " .. x.remote_port .. "\n") end
close(l); recv(x)]] },
  },
}

-- A proxy: two connections, and bytes that are passed on both ways
--
-- To the client the proxy is the server, to the server it is the client. It
-- copies what comes, in both directions at once. The fine point is the end:
-- when one side says "that was all" the proxy must say so to the other side,
-- and still carry what comes back.
-- Watch: the server answers only after the end; without passing half-close on,
--        both would wait for ever.
-- Run:   sockpit run proxy
--        sockpit run proxy 9000 9001     passes port 9000 on to 9001 until Ctrl-C

-- pump copies one direction until it ends, and passes the end on.
local function pump(from, to)
  while true do
    local data, why = try(recv, from)
    if not data then
      if why == "eof" then
        try(shutdown, to, "write")
      else
        try(reset, to) -- from broke off: do not let it look like an end
      end
      return
    end
    if not try(send, to, data) then
      return try(reset, from) -- nobody to send to: from must know
    end
  end
end

-- relay serves one client of the proxy.
local function relay(client, target)
  local server = try(dial, target, {timeout = 10})
  if not server then
    return close(client) -- an end before the first byte; a reset might hit the client while it still dials
  end
  local there, back = spawn(pump, client, server), spawn(pump, server, client)
  join(there)
  join(back)
  try(close, client) -- closed already, if one of the pumps reset it
  try(close, server)
end

local function proxy(listener, target)
  while true do
    spawn(relay, accept(listener), target)
  end
end

if arg[2] then
  local listener = listen(arg[1])
  print("proxy from " .. listener.local_address .. " to " .. arg[2] .. ", Ctrl-C stops it")
  proxy(listener, arg[2])
end

step("a server that answers when it has heard everything, and a proxy in front of it")
local target, front = listen(0), listen(0)
local server = spawn(function()
  local conn = accept(target)
  local heard = recv_all(conn) -- to the end of the client's stream
  local caller = conn.peer -- the socket at the other end; its port could be any, even the client's
  send(conn, "heard " .. #heard .. " bytes")
  close(conn)
  return caller
end)
local proxying = spawn(proxy, front, target.local_port)

step("a client talks to the proxy, and ends its direction")
local client = dial(front.local_port)
send(client, ("a long story "):rep(10000))
shutdown(client, "write")

step("the end went through to the server, and the answer came back")
expect.equal(recv_all(client), "heard 130000 bytes")
local caller = join(server)
expect(caller and caller ~= client, "the server has never met the client: its client was the proxy")
close(client)

step("a client that breaks off: the server is told so, not that this was all")
client = dial(front.local_port)
local conn = accept(target)
send(client, "half a sen")
expect.equal(recv_exactly(conn, 10), "half a sen")
reset(client)
expect.error("ECONNRESET", recv_all, conn)
close(conn)

step("no server: the proxy takes the call, and can only end it")
close(target)
client = dial(front.local_port) -- succeeds: this call ends at the proxy
local data, why = recv(client)
expect.equal(data, nil)
expect.equal(why, "eof")
close(client)

step("the proxy holds nothing back")
cancel(proxying)
close(front)
expect.eventually(function() return #sockets() == 0 and #tasks() == 1 end, 5, "nothing is left")

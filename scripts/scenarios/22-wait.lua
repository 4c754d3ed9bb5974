-- wait: one task watches many sockets
--
-- Instead of a task for each client, one loop asks the kernel which sockets
-- have something: a new client at the listener, bytes or an end at a
-- connection. It is how servers with many clients are built (select, poll).
-- Watch: after wait has named a socket, recv and accept on it do not block.
-- Run:   sockpit run wait

-- serve adds up the bytes of each client until all of them have left.
local function serve(listener, clients_to_come)
  local watched, totals = {listener}, {}

  local function forget(conn)
    for i, s in ipairs(watched) do
      if s == conn then
        table.remove(watched, i)
      end
    end
    close(conn)
  end

  while #watched > 1 or clients_to_come > 0 do
    for _, ready in ipairs(wait(watched)) do
      local s = ready.socket
      if s == listener then
        table.insert(watched, accept(listener)) -- does not block: a client is there
        clients_to_come = clients_to_come - 1
      else
        local data = recv(s) -- does not block either: bytes, or the end
        if data then
          totals[s.remote_port] = (totals[s.remote_port] or 0) + #data
        else
          send(s, "I counted " .. totals[s.remote_port])
          forget(s)
        end
      end
    end
  end
end

step("nothing is ready: wait gives an empty list when its time is up")
local listener = listen(0)
local a, b = pair("tcp")
expect.equal(#wait{listener, a, b, timeout = 0.02}, 0)

step("bytes make exactly one of them ready")
send(a, "x")
local ready = wait{listener, a, b, timeout = 10}
expect.equal(#ready, 1)
expect(ready[1].socket == b and ready[1].read, "b has something to read")
expect.equal(recv(b), "x")

step("so does an end: there is news to read, namely eof")
close(a)
ready = wait{listener, b, timeout = 10}
expect(ready[1].socket == b and ready[1].read)
expect.equal((recv(b)), nil)
close(b)

step("three clients, one task that serves them all")
local server = spawn(serve, listener, 3)
local clients = {}
for i = 1, 3 do
  clients[i] = dial(listener.local_port)
end
for round = 1, 2 do
  for i, client in ipairs(clients) do
    send(client, ("o"):rep(i * round))
  end
end

step("each gets its own sum")
for i = 3, 1, -1 do
  shutdown(clients[i], "write")
  expect.equal(recv_all(clients[i]), "I counted " .. 3 * i)
  close(clients[i])
end
join(server)
close(listener)

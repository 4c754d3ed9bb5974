-- The accept queue: first come, first served
--
-- The kernel shakes hands with clients by itself and puts the finished
-- connections into the listener's queue. accept takes the oldest one out.
-- Watch: the queue grows although the server does nothing at all.
-- Run:   sockpit run backlog

local listener = listen(0, {backlog = 5})
expect.equal(listener.backlog, 5, "so many may wait")
expect.equal(listener.accept_queue, 0)

step("three clients connect; the server is busy elsewhere")
local clients = {}
for i = 1, 3 do
  clients[i] = dial(listener.local_port)
  expect.equal(clients[i].state, "ESTABLISHED", "dial waits for the kernel, not for accept")
  expect.equal(listener.accept_queue, i, "one more waits")
end

step("the first even sends already: its bytes wait with the connection")
send(clients[1], "I was first")

step("accept serves them in the order they came")
local conns = {}
for i = 1, 3 do
  conns[i] = accept(listener)
  expect.equal(conns[i].remote_port, clients[i].local_port, "client " .. i)
  expect.equal(listener.accept_queue, 3 - i)
  send(conns[i], "you are number " .. i)
end
expect.equal(recv(conns[1]), "I was first", "bytes sent before accept are not lost")
for i, client in ipairs(clients) do
  expect.equal(recv(client), "you are number " .. i)
end

step("an empty queue: accept waits for the next client")
expect.error("TIMEOUT", accept, listener, {timeout = 0.05})

step("a client that leaves before it is accepted still has its place")
local hasty = dial(listener.local_port)
send(hasty, "bye")
close(hasty)
local conn = accept(listener)
expect.equal(recv_all(conn), "bye", "first what it said, then the end")

step("the listener closes: who still waits in the queue is sent away")
local late = dial(listener.local_port)
close(listener)
expect.error("ECONNRESET", recv, late)

for i = 1, 3 do
  close(clients[i])
  close(conns[i])
end
close(conn)
close(late)

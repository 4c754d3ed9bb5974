-- SO_REUSEPORT: two servers on one port
--
-- If both ask for it before they bind, two listeners may have the same port.
-- The kernel shares the clients out among them, each by its address and port.
-- It is how one program takes clients in several processes.
-- Watch: both queues fill; nobody can say beforehand whose turn it is.
-- Run:   sockpit run reuseport

local CLIENTS = 40

step("both must ask for it")
local one = listen(0, {reuseport = true})
local port = one.local_port
expect.error("EADDRINUSE", listen, port)
local two = listen(port, {reuseport = true})
expect.equal(two.local_address, one.local_address, "two listeners, one address")

step("many clients: the kernel gives each to one of the two")
local clients = {}
for i = 1, CLIENTS do
  clients[i] = dial(port)
end
local at_one, at_two = one.accept_queue, two.accept_queue
expect.equal(at_one + at_two, CLIENTS, "every client is in one queue, none in both")
expect(at_one > 0 and at_two > 0, "both servers get some, though seldom the same number")

step("each server answers its own")
local function serve(listener, name, count)
  for _ = 1, count do
    local conn = accept(listener)
    send(conn, name)
    close(conn)
  end
end
serve(one, "one", at_one)
serve(two, "two", at_two)
local answers = {one = 0, two = 0}
for _, client in ipairs(clients) do
  local name = recv_all(client)
  answers[name] = answers[name] + 1
  close(client)
end
expect.equal(answers, {one = at_one, two = at_two}, "the clients never knew that there are two")

step("one server goes; the other gets everybody")
close(one)
for i = 1, 4 do
  clients[i] = dial(port)
end
expect.equal(two.accept_queue, 4)
close(two) -- who still waits in its queue is sent away
for i = 1, 4 do
  expect.error("ECONNRESET", recv, clients[i])
  close(clients[i])
end

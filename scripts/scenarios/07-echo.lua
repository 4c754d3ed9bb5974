-- An echo server for several clients at once
--
-- One task accepts; each client gets a task of its own, so that a slow client
-- keeps nobody waiting. What a client sends comes back unchanged.
-- Watch: the three clients are answered in another order than they came.
-- Run:   sockpit run echo          tries itself and ends
--        sockpit run echo 9000     serves until Ctrl-C: nc 127.0.0.1 9000

-- serve answers one client until the client has finished sending. try turns a
-- failure into nil: one client that breaks off must not hurt the others.
local function serve(conn)
  while true do
    local data = try(recv, conn)
    if not data or not try(send, conn, data) then
      break
    end
  end
  close(conn)
end

local listener = listen(arg[1] or 0)

if arg[1] then
  print("echo server on " .. listener.local_address .. ", Ctrl-C stops it")
  while true do
    spawn(serve, accept(listener))
  end
end

step("a server that gives every client a task of its own")
local tasks_of_clients = {}
local server = spawn(function()
  while true do
    table.insert(tasks_of_clients, spawn(serve, accept(listener)))
  end
end)

step("three clients connect and stay")
local clients = {}
for i = 1, 3 do
  clients[i] = dial(listener.local_port)
end

step("the last to come speaks first, and is answered first")
for i = 3, 1, -1 do
  local word = "I am client " .. i
  send(clients[i], word)
  expect.equal(recv_exactly(clients[i], #word), word, "nobody waits for a client that is silent")
end

step("bytes come back as they were, whatever they are")
local odd = "\0\255 no newline, a zero byte, and a byte that is no letter"
send(clients[1], odd)
expect.equal(recv_exactly(clients[1], #odd), odd)

step("the clients leave, and the server's tasks end with them")
for _, c in ipairs(clients) do
  shutdown(c, "write")
  expect.equal(recv_all(c), "", "nothing is left over")
  close(c)
end
for _, t in ipairs(tasks_of_clients) do
  join(t)
end
expect.equal(#tasks_of_clients, 3, "one task for each client")

cancel(server)
close(listener)

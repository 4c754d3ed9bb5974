-- The rows of sockets() say what the sockets do, and a filter lets some of them through.

--- fields
l = listen(0)
c = dial(l.local_port)
s = accept(l)
u, w = pair()
fresh = socket("udp")
send(c, "hello")
for _, row in ipairs(sockets()) do
  local n = 0
  for k, v in pairs(row) do
    n = n + 1
    if k == "name" then
      expect.equal(_G[v], row.socket)
    elseif k ~= "socket" then
      expect.equal(v, row.socket[k], k)
    end
  end
  local want = 2 -- name and socket
  for _, k in ipairs{"id", "kind", "network", "state", "local_address", "local_port", "remote_address", "remote_port",
    "bytes_sent", "bytes_received", "recv_queue", "send_queue", "datagrams", "drops", "cut", "accept_queue", "backlog", "kept", "faults", "peer",
    "fd", "closed", "line"} do
    if row.socket[k] ~= nil then want = want + 1 end
  end
  expect.equal(n, want, row.name)
end

--- filter
a, b = pair("tcp")
c, d = pair()
local function found(filter)
  local names = {}
  for _, row in ipairs(sockets(filter)) do names[#names + 1] = row.name end
  return table.concat(names, " ")
end
expect.equal(found(), "a b c d")
expect.equal(found{}, "a b c d")
expect.equal(found{name = "c"}, "c")
expect.equal(found{network = "tcp4"}, "a b")
expect.equal(found{network = "tcp4", peer = a}, "b")
expect.equal(found{local_port = a.local_port}, "a")
expect.equal(found{socket = d}, "d")
expect.equal(found{closed = false, network = "udp4"}, "")
expect.equal(found{stat = "ESTABLISHED"}, "")
expect.equal(found{history = 1}, "")
expect.equal(found{"a"}, "")

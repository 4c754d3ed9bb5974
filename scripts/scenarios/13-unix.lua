-- Unix sockets: end-points named by a path
--
-- Two programs on one machine need no network. A Unix socket has the same
-- calls, but its name is a file name, or on Linux an abstract name that is in
-- no folder. There are no ports, and the client's end has no name at all.
-- Watch: the same listen, dial, accept, send, recv as with TCP.
-- Run:   sockpit run unix           the socket file lies in a temporary folder
--        sockpit run unix FOLDER    or in FOLDER

-- The name of a file that nobody else uses.
local unique = string.format("sockpit-%d-%d", os.time(), math.random(1, 1000000000))
local path = (arg[1] or temp_folder()) .. "/" .. unique .. ".sock"

-- hello lets a client and a server greet each other at address.
local function hello(address)
  local listener = listen(address)
  expect.equal(listener.local_address, address, "the name is all there is: no port")
  expect.equal(listener.local_port, nil)

  local client = dial(address)
  local server = accept(listener)
  expect.equal(client.remote_address, address)
  expect(client.peer == server, "the ends of one link, as with TCP")
  send(client, "hello, server")
  expect.equal(recv_exactly(server, 13), "hello, server")
  send(server, "hello, client")
  expect.equal(recv_exactly(client, 13), "hello, client")

  close(client)
  local _, why = recv(server)
  expect.equal(why, "eof", "a Unix stream ends like any other")
  close(server)
  return listener
end

step("a name in a folder: who may open the file may call")
local listener = hello("unix://" .. path)

step("one name, one listener")
expect.error("EADDRINUSE", listen, "unix://" .. path)
close(listener)
expect.error("ENOENT", dial, "unix://" .. path)

step("an abstract name: no file, and gone when the last socket is closed")
close(hello("unix://@" .. unique))
expect.error("ECONNREFUSED", dial, "unix://@" .. unique)

step("datagrams have names too, and unlike UDP they are not lost")
local a = listen("unixgram://@" .. unique .. "-a")
local b = listen("unixgram://@" .. unique .. "-b")
sendto(a, "a letter", b.local_address)
local data, from = recvfrom(b)
expect.equal(data, "a letter")
expect.equal(from, a.local_address)

step("and two ends can be had without any name")
local left, right = pair("unix")
send(left, "between us")
expect.equal(recv_exactly(right, 10), "between us")

for _, s in ipairs{a, b, left, right} do
  close(s)
end

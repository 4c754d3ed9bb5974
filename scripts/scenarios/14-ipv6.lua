-- IPv6: longer addresses, the same sockets
--
-- ::1 is to IPv6 what 127.0.0.1 is to IPv4: this machine. Because the address
-- has colons itself it is written in brackets, [::1]:9000.
-- Watch: an IPv6 listener does not hear IPv4 clients, unless it is asked to.
-- Run:   sockpit run ipv6

-- two_families gives an IPv6 listener, and an IPv4 socket bound to the same port
-- number that does not listen.
local function two_families()
  while true do
    local four = bind(socket("tcp4"), 0)
    local six, err = try(listen, "[::1]:" .. four.local_port)
    if six then
      return six, four
    end
    close(four)
    if err.code == "EADDRNOTAVAIL" or err.code == "EAFNOSUPPORT" then
      skip("this machine has no IPv6 address ::1 (" .. err.code .. ")")
    end
    if err.code ~= "EADDRINUSE" then
      error(err)
    end
  end
end

step("listen, dial, accept on ::1")
local listener, four = two_families()
expect.equal(listener.network, "tcp6")
expect.equal(listener.local_address, "[::1]:" .. listener.local_port, "brackets keep address and port apart")
local client = dial(listener.local_address)
local server = accept(listener)
expect.equal(server.remote_address, client.local_address)
send(client, "hello over IPv6")
expect.equal(recv_exactly(server, 15), "hello over IPv6")

step("one port number, two families: two end-points that have nothing to do with each other")
expect.equal(four.local_port, listener.local_port)
expect.error("ECONNREFUSED", dial, "127.0.0.1:" .. listener.local_port)

step("an IPv6 socket can also serve IPv4: its address is then written ::ffff:127.0.0.1")
local both = socket("tcp6")
expect.equal(getopt(both, "v6only"), false, "unless this option forbids it")
bind(both, "[::ffff:127.0.0.1]:0")
listen(both)
local old = dial("127.0.0.1:" .. both.local_port)
local conn = accept(both)
expect.equal(old.network, "tcp4", "the client knows nothing of IPv6")
expect.equal(conn.network, "tcp6", "the server's end is an IPv6 socket all the same")
send(old, "hello over IPv4")
expect.equal(recv_exactly(conn, 15), "hello over IPv4")

step("with v6only it serves IPv6 and nothing else")
local strict = socket("tcp6")
setopt(strict, "v6only", true)
expect(try(bind, strict, "[::ffff:127.0.0.1]:0") == nil, "an IPv4 address is not for this socket")

step("UDP knows IPv6 as well")
local a, b = listen("udp6://0"), listen("udp6://0")
sendto(a, "a letter", b.local_address)
expect.equal(recv(b), "a letter")

for _, s in ipairs{server, client, listener, four, conn, old, both, strict, a, b} do
  close(s)
end

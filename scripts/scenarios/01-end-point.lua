-- A socket is an end-point: an IP address plus a port number
--
-- Claim 1 of six. Two programs want to talk. Each holds one end of a two-way
-- link, and each end has a name of its own: an address and a port.
-- Watch: the two ends of a link carry the same two names, swapped.
-- Run:   sockpit run end-point

step("one program opens an end-point and waits for others")
local listener = listen(0) -- port 0: let the OS choose one that is free
expect.equal(listener.local_address, "127.0.0.1:" .. listener.local_port,
  "an end-point is named by an IP address and a port")
expect.equal(listener.remote_address, nil, "nobody is at the other end yet: this is an end-point, not a link")

step("another program opens its own end-point and links the two")
local client = dial(listener.local_address)
local server = accept(listener) -- the first program's end of this one link

step("each end knows its own name and the name of the other end")
expect.equal(client.remote_address, server.local_address, "the client's far end is the server's own end")
expect.equal(server.remote_address, client.local_address, "and the other way round")
expect(client.local_address ~= server.local_address, "two ends, two different names")

step("the link is these two ends and nothing else")
expect(client.peer == server, "what the client is linked to is the server's socket")
expect(server.peer == client, "and back")
expect.equal(client.state, "ESTABLISHED")
expect.equal(server.state, "ESTABLISHED")

close(client)
close(server)
close(listener)

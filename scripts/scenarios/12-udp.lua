-- UDP: requests and replies without a connection
--
-- A datagram socket has no connection, no stream, no accept. Each datagram is
-- a letter: it has a sender, arrives whole or not at all, and nobody promises
-- that it arrives. One socket serves all clients.
-- Watch: two sends stay two datagrams; what does not fit is cut off and lost.
-- Run:   sockpit run udp

step("a server is one bound socket; recvfrom tells who asked")
local server = listen("udp://0")
local serving = spawn(function()
  for _ = 1, 2 do
    local request, from = recvfrom(server)
    sendto(server, request:upper(), from) -- the reply goes where the request came from
  end
end)

step("two clients ask, each from a port of its own")
local ann, bob = listen("udp://0"), listen("udp://0")
sendto(ann, "ann here", server.local_address)
sendto(bob, "bob here", server.local_address)
local reply, from = recvfrom(ann, 1000, {timeout = 10})
expect.equal(reply, "ANN HERE")
expect.equal(from, server.local_address, "the reply comes from the server's one socket")
expect.equal(recvfrom(bob, 1000, {timeout = 10}), "BOB HERE")
join(serving)

step("datagrams keep their edges: two sends, two receives")
sendto(ann, "hello", bob.local_address)
sendto(ann, "world", bob.local_address)
expect.equal(recv(bob), "hello", "a stream might have given helloworld")
expect.equal(recv(bob), "world")

step("what does not fit is thrown away")
sendto(ann, "world", bob.local_address)
sendto(ann, "next", bob.local_address)
local data, _, size = recvfrom(bob, 3)
expect.equal(data, "wor", "three bytes were asked for")
expect.equal(size, 5, "the datagram had five")
expect.equal(recv(bob), "next", "ld is gone; a stream would have kept it")

step("an empty datagram is a datagram, not the end of anything")
sendto(ann, "", bob.local_address)
expect.equal(recv(bob), "", "no bytes, and no error")

step("a connected datagram socket has one partner and hears nobody else")
connect(bob, server.local_address)
send(bob, "no address needed")
expect.equal(recv(server), "no address needed")

step("so a letter from anyone else finds nobody; connected, one learns of it, late")
connect(ann, bob.local_address)
send(ann, "are you there?") -- taken by the kernel: that says nothing
expect.error("ECONNREFUSED", recv, ann, {timeout = 10})

for _, s in ipairs{ann, bob, server} do
  close(s)
end

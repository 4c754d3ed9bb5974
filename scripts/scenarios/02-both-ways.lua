-- What one end writes, the other end reads, in both directions
--
-- Claim 2 of six. A link is two streams of bytes that flow past each other:
-- one from client to server, one from server to client.
-- Watch: both ends send before either of them reads, and nothing is mixed up.
-- Run:   sockpit run both-ways

local listener = listen(0)
local client = dial(listener.local_port)
local server = accept(listener)

step("the client writes, the server reads")
send(client, "hello, server")
expect.equal(recv_exactly(server, 13), "hello, server", "every byte comes out, in the order it went in")

step("the server writes, the client reads: the same link, the other way")
send(server, "hello, client")
expect.equal(recv_exactly(client, 13), "hello, client")

step("both write before either reads")
send(client, "ping")
send(server, "pong")
expect.eventually(function() return server.recv_queue == 4 and client.recv_queue == 4 end, 5,
  "each end has four bytes waiting in a queue of its own")

step("each reads what the other wrote")
expect.equal(recv_exactly(server, 4), "ping", "nobody reads back what he wrote himself")
expect.equal(recv_exactly(client, 4), "pong")

step("the ends have counted the same bytes")
expect.equal(client.bytes_sent, server.bytes_received, "client to server")
expect.equal(server.bytes_sent, client.bytes_received, "server to client")

close(client)
close(server)
close(listener)

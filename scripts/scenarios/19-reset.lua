-- Reset: a connection that is torn up instead of ended
--
-- There are two ways to go. close says "no more bytes from me" (FIN): the other
-- end reads everything, then "eof". A reset (RST) says "there is no connection":
-- the other end's next call fails with ECONNRESET.
-- Watch: close itself sends a reset if bytes were left unread.
-- Run:   sockpit run reset

local listener = listen(0)

-- connect_two gives both ends of a new connection.
local function connect_two()
  local client = dial(listener.local_port)
  return client, accept(listener)
end

step("close: an end in good order")
local client, server = connect_two()
send(client, "last words")
close(client)
expect.equal(recv_all(server), "last words", "everything sent before the end arrives")
local _, why = recv(server)
expect.equal(why, "eof", "and the end is news, not an error")
close(server)

step("reset: the connection is gone, on both sides at once")
client, server = connect_two()
reset(client)
expect.state(server, "CLOSED")
expect.error("ECONNRESET", recv, server)
expect.error("EPIPE", send, server, "hello?") -- told once; from then on the pipe is broken
close(server)

step("a reset wakes who waits")
client, server = connect_two()
local reader = spawn(recv, server)
expect.eventually(function() return reader.waits == "recv" end, 5, "the reader waits for bytes")
reset(client)
expect.error("ECONNRESET", join, reader)
close(server)

step("close with unread bytes: the kernel says by a reset that they were not read")
client, server = connect_two()
send(client, "a long request that nobody reads")
expect.eventually(function() return server.recv_queue == 32 end, 5, "it has arrived")
close(server)
expect.error("ECONNRESET", recv, client)
close(client)

step("a server outlives a client that breaks off")
client, server = connect_two()
reset(client)
expect.equal((try(recv, server)), nil, "try makes the failure a value")
close(server)
client, server = connect_two()
send(client, "next")
expect.equal(recv_exactly(server, 4), "next", "the listener never noticed")

close(client)
close(server)
close(listener)

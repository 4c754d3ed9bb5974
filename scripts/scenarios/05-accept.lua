-- accept gives a new socket on the same local port, whose other end is the client
--
-- Claim 5 of six. The listener is the door, not the conversation. For each
-- client accept returns a new socket; that is what the server talks through.
-- Watch: the new socket has the listener's own port. No second port is opened.
-- Run:   sockpit run accept

local listener = listen(0)

step("a client dials; it is connected before anyone calls accept")
local client = dial(listener.local_port)
expect.equal(client.state, "ESTABLISHED", "the kernel shook hands on the server's behalf")
expect.equal(listener.accept_queue, 1, "the finished connection waits in the listener's queue")

step("accept takes it out of the queue")
local conn = accept(listener)
expect.equal(listener.accept_queue, 0)
expect(conn ~= listener, "a new socket, beside the listener")
expect.equal(conn.kind, "stream", "this one carries bytes")
expect.equal(listener.kind, "listener", "that one only ever accepts")

step("its local end is the listener's port, its remote end is the client")
expect.equal(conn.local_port, listener.local_port, "the same port: accept opens no other")
expect.equal(conn.remote_address, client.local_address)

step("a second client: same local port again, another remote end")
local client2 = dial(listener.local_port)
local conn2 = accept(listener)
expect.equal(conn2.local_address, conn.local_address, "two sockets with one local address")
expect(conn2.remote_port ~= conn.remote_port, "they differ in who is at the other end")

step("that difference is how bytes find their way")
send(client2, "for the second")
send(client, "for the first")
expect.equal(recv_exactly(conn, 13), "for the first")
expect.equal(recv_exactly(conn2, 14), "for the second")

step("the listener itself carries no bytes")
expect.error("MISUSE", send, listener, "hello?") -- by sockpit; Linux says EPIPE

for _, s in ipairs{client, conn, client2, conn2, listener} do
  close(s)
end

-- A server binds a port and waits, listening
--
-- Claim 3 of six. listen(addr) does three things in one go. Here they are done
-- one at a time: make a socket, bind it to a port, let it listen.
-- Watch: a port that is bound but does not listen still refuses every client.
-- Run:   sockpit run listen

step("make a socket: so far it is only a thing to talk through")
local server = socket("tcp")
expect.equal(server.state, "CLOSED", "neither bound nor connected")
expect.equal(server.local_port, nil, "and without a port")

step("bind it: now it has a port, and nobody else gets that one")
bind(server, 0)
local port = server.local_port
expect(port > 0, "the OS chose a port")
expect.error("EADDRINUSE", listen, port)

step("bound is not listening: a client is refused")
expect.error("ECONNREFUSED", dial, port)

step("listen: from now on the kernel takes calls for this port")
listen(server, 10)
expect.equal(server.state, "LISTEN")
expect.equal(server.backlog, 10, "so many clients may wait in the queue")
expect.equal(server.accept_queue, 0, "none does yet")

step("wait for a client in a task of its own")
local waiting = spawn(accept, server)
expect.eventually(function() return waiting.waits == "accept" end, 5, "the task sits in accept; nothing happens")

step("a client comes, and the wait is over")
local client = dial(port)
local conn = join(waiting)
expect.equal(conn.remote_port, client.local_port, "accept gave the socket that leads to this client")

close(conn)
close(client)
close(server)

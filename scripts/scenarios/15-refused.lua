-- Connection refused: the machine answers, and says no
--
-- ECONNREFUSED means that the call reached the machine and nobody listens on
-- that port. It comes at once, for the kernel there has answered. (No answer
-- at all is another error: see full-backlog.)
-- Watch: the same port refuses, serves, and refuses again.
-- Run:   sockpit run refused

-- A socket that is bound but does not listen keeps a port for us: nobody else
-- gets it, and nobody serves it.
local server = bind(socket("tcp"), 0)
local port = server.local_port

step("nobody listens on this port")
local err = expect.error("ECONNREFUSED", dial, port)
expect.equal(err.op, "dial", "the error says which call failed")
expect(err.message:find("connection refused"), "and what happened, in words")

step("try gives the error as a value: a program can go on")
local conn, why = try(dial, port)
expect.equal(conn, nil)
expect.equal(why.code, "ECONNREFUSED", "compare codes, never words")
expect.equal(#sockets{kind = "stream"}, 0, "a call that was refused leaves no socket behind")

step("in single steps: it is connect that is refused")
local client = socket("tcp")
expect.error("ECONNREFUSED", connect, client, port)
expect.equal(client.state, "CLOSED", "not connected")

step("the server starts, and the same call succeeds")
listen(server)
local caller = dial(port)
expect.equal(caller.state, "ESTABLISHED")

step("the server stops, and calls are refused again")
close(server)
expect.error("ECONNREFUSED", dial, port)
expect.error("ECONNRESET", recv, caller) -- nobody will accept this one any more

close(caller)
close(client)

-- Address in use: one address and port, one listener
--
-- EADDRINUSE has two causes. Somebody listens there: choose another port. Or
-- nobody does, but an old connection of that port rests in TIME_WAIT: then
-- SO_REUSEADDR lets a server start again at once, and so listen() sets it.
-- Watch: who closes first. His side keeps TIME_WAIT for a while.
-- Run:   sockpit run in-use

local listener = listen(0)
local port = listener.local_port

step("the port has a listener: no second one may have it")
expect.error("EADDRINUSE", listen, port)
expect.equal(events{error = "EADDRINUSE"}[1].call, "bind", "of the steps of listen it is bind that fails")

step("another port is no problem")
local other = listen(0)
expect(other.local_port ~= port, "and port 0 never gives one that has a listener")

step("a connection, ended by the server first")
local client = dial(port)
local conn = accept(listener)
close(conn)
local _, why = recv(client)
expect.equal(why, "eof")
close(client)
close(listener)

step("nobody listens any more, and yet the port is not quite free")
local strict = socket("tcp")
expect.error("EADDRINUSE", bind, strict, port) -- the server's end is in TIME_WAIT
expect.error("EADDRINUSE", listen, port, {reuseaddr = false})

step("SO_REUSEADDR says: I know, let me start again")
setopt(strict, "reuseaddr", true)
bind(strict, port)
listen(strict)
expect.equal(strict.local_port, port, "a server that was stopped is back on its old port")

close(strict)
close(other)

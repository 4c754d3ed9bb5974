-- A client needs the server's address and port; its own port comes from the OS
--
-- Claim 4 of six. To call a server, an address and a port are all one must
-- know. The client's end needs a name as well, but nobody has to think one up:
-- the OS lends it a port that is free.
-- Watch: three clients of one server, three local ports, one remote port.
-- Run:   sockpit run client-port

local listener = listen(0)

step("dial with nothing but the server's address and port")
local first = dial("127.0.0.1:" .. listener.local_port)
expect.equal(first.remote_port, listener.local_port, "this is the port we asked for")
expect(first.local_port, "and this one we did not ask for: the OS chose it")
expect(first.local_port ~= first.remote_port, "the client does not use the server's port")

step("two more clients: the OS gives each a port of its own")
local second = dial(listener.local_port)
local third = dial(listener.local_port)
expect(first.local_port ~= second.local_port and second.local_port ~= third.local_port
  and first.local_port ~= third.local_port, "or the server could not tell them apart")
expect.equal(second.remote_port, listener.local_port, "they all call the same port")
expect.equal(third.remote_port, listener.local_port)

step("when is the port chosen? connect does it, if bind did not")
local slow = socket("tcp")
expect.equal(slow.local_port, nil, "a fresh socket has no port")
connect(slow, listener.local_port)
expect(slow.local_port, "after connect it has one")

step("a client may bind a port first, as a server does; it seldom has a reason to")
local own = socket("tcp")
bind(own, 0)
local chosen = own.local_port
connect(own, listener.local_port)
expect.equal(own.local_port, chosen, "connect keeps the port that bind gave")

for _, s in ipairs{first, second, third, slow, own, listener} do
  close(s)
end

-- The listener goes on listening for the next client
--
-- Claim 6 of six. Accepting a client does not use the listener up. It stays in
-- LISTEN, and clients may come while others are being served.
-- Watch: the listener's state, before and after; and what its end means for others.
-- Run:   sockpit run next-client

local listener = listen(0)
local port = listener.local_port

step("serve the first client")
local client1 = dial(port)
local conn1 = accept(listener)
expect.equal(listener.state, "LISTEN", "accept changed nothing about the listener")

step("a second client comes while the first is still there")
local client2 = dial(port)
local conn2 = accept(listener)
expect.equal(listener.state, "LISTEN")
send(client1, "1")
send(client2, "2")
expect.equal(recv(conn1), "1", "both links are alive")
expect.equal(recv(conn2), "2")

step("the first client leaves; the listener does not care")
close(client1)
local data, why = recv(conn1)
expect.equal(data, nil)
expect.equal(why, "eof", "the server reads the end of that one link")
close(conn1)
expect.equal(listener.state, "LISTEN")

step("and the next one can come")
local client3 = dial(port)
local conn3 = accept(listener)
expect.equal(conn3.remote_port, client3.local_port)

step("closing the listener closes the door, not the rooms behind it")
close(listener)
expect.error("ECONNREFUSED", dial, port)
send(client2, "still here")
expect.equal(recv_exactly(conn2, 10), "still here", "a connection does not need the listener it came from")

for _, s in ipairs{client2, conn2, client3, conn3} do
  close(s)
end

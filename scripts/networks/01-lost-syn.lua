-- A lost SYN: dial waits, and tries again
--
-- The first packet of a connection is lost on the way. Nobody tells the client:
-- its kernel waits a second for the answer, and sends the SYN again.
-- Watch: the two SYNs in the packets, one second apart.
-- Run:   sockpit run lost-syn

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
local ab = net:link(a, b, {delay = 0.05})
local l = b:listen(80)

step("the link loses the first SYN")
ab:fault(function(p) if p.syn and not p.ack and p.n == 1 then return "drop" end end)
local c = a:dial("b:80")
expect.equal(net.now, 1.1, "one second for nothing, then there and back")

step("the packets tell why")
local syns = {}
for _, p in ipairs(net:packets{link = ab}) do
  if p.syn and p.from == "a" then table.insert(syns, {p.at, p.what, p.fate}) end
end
expect.equal(syns, {{0, "SYN", "lost"}, {1, "SYN, 2nd try", "arrived"}})

step("when no SYN gets through, the kernel gives up after 127 seconds")
ab:cut()
local began = net.now
expect.error("ETIMEDOUT", function() a:dial("b:80") end)
expect.equal(net.now - began, 127, "1 + 2 + 4 + … + 64")

close(c)
close(l)

-- Routing: a packet goes from net to net
--
-- Two hosts in different nets talk over a router, which passes on what is for
-- others. Each packet is seen on both links; its addresses stay the same.
-- Watch: the same segment on two links; the round trip is the sum of the delays.
-- Run:   sockpit run routing

local net = network{seed = 7}
local a = net:host("a", "10.0.0.1/24")
local b = net:host("b", "10.0.1.1/24")
local r = net:router("r", "10.0.0.254/24", "10.0.1.254/24")
local ar = net:link(a, r, {delay = 0.01})
local rb = net:link(r, b, {delay = 0.04})
local l = b:listen(80)

step("a calls b, in another net")
local c = a:dial("b:80")
expect.equal(net.now, 0.1, "0.01 + 0.04 there, and the same back")
local s = accept(l)
expect.equal(s.remote_address, c.local_address, "nobody has changed an address on the way")

step("each segment was on both links")
local function syns(link)
  local n = 0
  for _, p in ipairs(net:packets{link = link}) do if p.syn then n = n + 1 end end
  return n
end
expect.equal({syns(ar), syns(rb)}, {2, 2}, "SYN and SYN-ACK on each")

step("a port where nobody listens, and an address that nobody has")
expect.error("ECONNREFUSED", function() a:dial("10.0.1.1:81") end)

step("one of the two links is cut: nobody is told, and the call waits")
rb:cut()
expect.error("TIMEOUT", function() a:dial("b:80", {timeout = 5}) end)
rb:mend()
local again = a:dial("b:80")
expect.state(again, "ESTABLISHED")

close(c)
close(s)
close(again)
close(l)

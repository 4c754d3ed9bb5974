-- Lost data: what is not acknowledged is sent again
--
-- send only gives bytes to the kernel. They stay in its send queue until the
-- other end has acknowledged them, and go out again when that takes too long.
-- Watch: send_queue after a loss; the retransmissions, each after a longer wait.
-- Run:   sockpit run lost-data

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
local ab = net:link(a, b, {delay = 0.01})
local l = b:listen(80)
local c = a:dial("b:80")
local s = accept(l)

step("the link loses the first three tries of one piece")
local lost = 0
ab:fault(function(p)
  if #p.payload > 0 and lost < 3 then
    lost = lost + 1
    return "drop"
  end
end)
send(c, "hello")
expect.equal(c.send_queue, 5, "sent, and not acknowledged")
expect.equal(recv(s), "hello", "the receiver notices nothing but the time")
tick(0.1)
expect.equal(c.send_queue, 0, "acknowledged at last")

step("the packets tell which was which")
local tries, times = {}, {}
for _, p in ipairs(net:packets{link = ab}) do
  if #p.payload > 0 then
    table.insert(tries, p.what .. ": " .. p.fate)
    table.insert(times, p.at)
  end
end
expect.equal(tries, {"5 bytes: lost", "5 bytes, retransmission no. 1: lost",
  "5 bytes, retransmission no. 2: lost", "5 bytes, retransmission no. 3: arrived"})
expect(times[4] - times[3] > times[3] - times[2], "each wait is longer than the one before")

close(c)
close(s)
close(l)

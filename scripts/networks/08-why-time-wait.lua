-- Why TIME_WAIT: the last ACK may be lost
--
-- The side that closes first waits a minute after the end. If its last ACK is
-- lost, the other end sends its FIN again, and somebody must be there to answer.
-- Watch: the FIN that comes twice, and is acknowledged twice.
-- Run:   sockpit run why-time-wait

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
local ab = net:link(a, b, {delay = 0.01})
local l = b:listen(80)
local c = a:dial("b:80")
local s = accept(l)

step("a closes first; the last ACK, of b's FIN, is lost")
close(c)
local nothing, why = recv(s)
expect.equal(why, "eof")
local lost = 0
ab:fault(function(p)
  if p.from == "a" and p.what == "ACK" and lost == 0 then
    lost = 1
    return "drop"
  end
end)
close(s)
tick(5)

step("b has sent its FIN again, and a, in TIME_WAIT, has acknowledged it again")
local fins, acks = 0, 0
for _, p in ipairs(net:packets{link = ab}) do
  if p.fin and p.from == "b" then fins = fins + 1 end
end
expect.equal(lost, 1)
expect.equal(fins, 2, "the FIN, and the FIN again")

step("a minute later the port is free again")
tick(60)
for _, row in ipairs(sockets()) do expect(row.state ~= "TIME_WAIT", "nothing rests any more") end
close(l)

-- The closed window: a receiver that does not read
--
-- Each end says how many bytes it would take. When its buffer is full it says 0,
-- and the sender asks now and then whether there is room again.
-- Watch: the window probes, at longer and longer intervals.
-- Run:   sockpit run zero-window

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
local ab = net:link(a, b, {delay = 0.01})
local l = b:listen(80, {rcvbuf = 4096})
local c = a:dial("b:80")
local s = accept(l)

step("the sender fills both buffers")
local sending = spawn(function() send(c, ("x"):rep(200000)) end)
tick(30)
expect(s.recv_queue > 0 and c.send_queue > 0, "there and here")

step("it asks again and again")
local probes = 0
for _, p in ipairs(net:packets{link = ab}) do
  if p.what == "window probe" then probes = probes + 1 end
end
expect(probes >= 3, "window probes")

step("the receiver reads, and all of it comes")
local n = 0
while n < 200000 do n = n + #recv(s) end
join(sending)
expect.equal(n, 200000)

close(c)
close(s)
close(l)

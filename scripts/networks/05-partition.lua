-- A partition, and what heals it
--
-- The network falls into two parts for a while. A connection across it does not
-- break: what was sent meanwhile goes on when the parts are joined again.
-- Watch: the send queue grows, and empties by itself.
-- Run:   sockpit run partition

local net = network{seed = 7}
local a, b, c = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24"), net:host("c", "10.0.0.3/24")
net:switch("lan", a, b, c)
local l = c:listen(80)
local near = b:dial("c:80")
local served = accept(l)
local far = a:dial("c:80")
local s = accept(l)

step("a on one side, b and c on the other")
net:partition({a}, {b, c})
send(far, "from the other side")
send(near, "from here")
expect.equal(recv(served), "from here", "b reaches c as before")
tick(2)
expect.equal(s.recv_queue, 0, "nothing has come from a")
expect.equal(far.send_queue, 19, "a keeps it, and tries again and again")

step("the network heals")
net:heal()
expect.equal(recv(s), "from the other side")
tick(1)
expect.equal(far.send_queue, 0)

close(far)
close(s)
close(near)
close(served)
close(l)

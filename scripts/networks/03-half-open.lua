-- Half open: the other machine loses its power
--
-- A machine that crashes says nothing. Its connections stay ESTABLISHED at the
-- other end for ever, unless that one sends something, or asks with keepalive.
-- Watch: the state after the crash; what a rebooted machine answers.
-- Run:   sockpit run half-open

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
net:link(a, b, {delay = 0.01})
local l = b:listen(80)
local c = a:dial("b:80")
local s = accept(l)

step("b crashes: nobody tells a")
b:crash()
tick(3600)
expect.equal(c.state, "ESTABLISHED", "an hour later still")

step("b is back, and knows nothing of the connection: it answers with a reset")
b:reboot()
send(c, "are you there?")
expect.error("ECONNRESET", recv, c)

step("with keepalive a finds out by itself, in two virtual hours")
close(c)
local l2 = b:listen(80)
local c2 = a:dial("b:80")
setopt(c2, "keepalive", true)
setopt(c2, "keepidle", 7200)
setopt(c2, "keepintvl", 75)
setopt(c2, "keepcnt", 9)
b:crash()
local began = net.now
expect.error("ETIMEDOUT", recv, c2)
local waited = net.now - began
expect(waited > 7800 and waited < 8000, "7200 s of silence, then 9 questions 75 s apart")

close(c2)
for _, gone in ipairs{l, s, l2} do close(gone) end

-- UDP over a bad link: what is lost stays lost
--
-- UDP does not number, acknowledge or repeat. Over a link that loses, doubles and
-- reorders, datagrams are missing, come twice, and come in another order.
-- Watch: what has come of a hundred; the seed decides, so it is the same each time.
-- Run:   sockpit run lossy-udp

local net = network{seed = 7}
local a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
local ab = net:link(a, b, {delay = 0.01, loss = 0.1, duplicate = 0.05, reorder = 0.05})
local server = b:listen("udp://53")
local client = a:dial("udp://b:53")

step("a hundred datagrams, one a millisecond")
for i = 1, 100 do
  send(client, tostring(i))
  tick(0.001)
end
tick(1)

step("what has come")
local seen, came, twice, late, last = {}, 0, 0, 0, 0
while true do
  local data = try(recv, server, {timeout = 0})
  if not data then break end
  local i = tonumber(data)
  came = came + 1
  if seen[i] then twice = twice + 1 elseif i < last then late = late + 1 end
  seen[i], last = true, math.max(last, i)
end
local missing = 0
for i = 1, 100 do if not seen[i] then missing = missing + 1 end end
print(("%d came: %d missing, %d twice, %d late"):format(came, missing, twice, late))
expect(missing > 0, "some are lost")
expect.equal(came, 100 - missing + twice)

step("TCP over the same link: everything, once, in order")
local l = b:listen(80)
local c = a:dial("b:80")
local s = accept(l)
local sending = spawn(function()
  for i = 1, 100 do send(c, i .. "\n") end
  close(c)
end)
local next = 1
for line in recv_all(s):gmatch("%d+") do
  expect.equal(tonumber(line), next)
  next = next + 1
end
expect.equal(next, 101)
join(sending)

close(client)
close(server)
close(s)
close(l)

-- Calls that wait until another task does its part. Each sets call, a function, and want,
-- what it gives.

--- accept
local l = listen(0)
call, want = function() return accept(l).local_port end, l.local_port
later(function() dial(l.local_port) end)

--- recv
local a, b = pair("tcp")
call, want = function() return recv(b) end, "bytes"
later(function() send(a, "bytes") end)

--- send
local a, b = pair("unix")
local data = ("x"):rep(1000000)
call, want = function() return send(a, data) end, 1000000
later(function() recv_exactly(b, 1000000) end)

--- connect
local l = listen("unix://@" .. name, {backlog = 0})
local first, second = socket("unix"), socket("unix")
connect(first, "unix://@" .. name)
call, want = function() return connect(second, "unix://@" .. name) == second end, true
later(function() accept(l) end)

--- join
local t = spawn(function() sleep(0.002) return "done" end)
call, want = function() return join(t) end, "done"

--- get
local ch = channel()
call, want = function() return ch:get() end, "value"
later(function() ch:put("value") end)

--- put
local ch = channel()
local t = spawn(function() sleep(0.002) return ch:get() end)
call, want = function() ch:put("value") return join(t) end, "value"

--- sleep
call, want = function() sleep(0.002) return "slept" end, "slept"

--- wait
local a, b = pair("tcp")
call, want = function() return wait{b}[1].socket == b end, true
later(function() send(a, "x") end)

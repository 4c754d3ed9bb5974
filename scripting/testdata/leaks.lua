-- Flows of tasks, each of which leaves nothing.

--- spawn, a blocking call, join
local a, b = pair("unix")
local t = spawn(recv, b)
send(a, "x")
join(t)
close(a) close(b)

--- cancelled
local a, b = pair("unix")
local t = spawn(recv_line, b)
expect.eventually(function() return t.waits end)
cancel(t)
try(join, t)
close(a) close(b)

--- timed out
local a, b = pair("unix")
expect.error("TIMEOUT", recv, b, 1, {timeout = 0.00001})
close(a) close(b)

--- closed under a task that waits
local a, b = pair("unix")
local t = spawn(function() return try(recv_exactly, b, 5) end)
expect.eventually(function() return t.waits end)
close(b) join(t) close(a)

--- failed task
local t = spawn(function() local s = socket("tcp") close(s) send(s, "x") end)
expect.error("CLOSED", join, t)

--- reset
local a, b = pair("tcp")
reset(a)
expect.error("ECONNRESET", recv, b)
close(b)

--- channel
local ch = channel()
local t = spawn(function() return ch:get() end)
ch:put("x") join(t) ch:close()

--- coroutine in which a call waits
local a, b = pair("unix")
local co = coroutine.wrap(function() coroutine.yield(1) return recv(b) end)
co() send(a, "x") co()
close(a) close(b)

--- wait
local a, b = pair("unix")
wait{a, b, timeout = 0.00001}
close(a) close(b)

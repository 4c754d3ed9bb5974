-- Results and errors of a task go to whoever joins it, however often.

--- twice
local t = spawn(function(...) return select("#", ...), ... end, 1, nil, 3)
expect.equal({join(t)}, {3, 1, nil, 3})
expect.equal({join(t)}, {3, 1, nil, 3})
local t = spawn(error, {code = "mine"})
for _ = 1, 2 do expect.error("", join, t) local _, err = pcall(join, t) expect.equal(err.code, "mine") end

--- by several
local ch = channel()
local t = spawn(function() return ch:get() end)
local joiners = {}
for i = 1, 5 do joiners[i] = spawn(join, t) end
ch:put("all")
for i = 1, 5 do expect.equal(join(joiners[i]), "all") end

--- with a timeout
local t = spawn(sleep, 100)
expect.error("TIMEOUT", join, t, {timeout = 0.001})
expect.equal(t.done, false)
expect.equal(t.waits, "sleep")

--- itself
local me
me = spawn(function() sleep(0) return try(join, me) end)
local n, err = join(me)
expect.equal(err.code, "ARGUMENT")

--- cancelled
local t = spawn(function() pcall(sleep, 100) while true do end end)
sleep(0)
cancel(t)
cancel(t)
expect.error("CANCELLED", join, t)
local t = spawn(print)
join(t)
cancel(t)
expect.equal({join(t)}, {})

--- a cancelled task leaves its sockets
local a, b = pair()
local t = spawn(recv, b)
expect.eventually(function() return t.waits == "recv" end)
cancel(t)
expect.error("CANCELLED", join, t)
send(a, "x")
expect.equal(recv(b), "x")

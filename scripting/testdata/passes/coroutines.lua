-- Coroutines, as those of lua5.1, where other tasks run meanwhile.

--- values go both ways
local co = coroutine.create(function(a, b)
  local c = coroutine.yield(a + b)
  local d, e = coroutine.yield(c * 2)
  return d + e
end)
expect.equal({coroutine.resume(co, 1, 2)}, {true, 3})
expect.equal({coroutine.resume(co, 10)}, {true, 20})
expect.equal({coroutine.resume(co, 3, 4)}, {true, 7})
expect.equal({coroutine.resume(co)}, {false, "cannot resume dead coroutine"})
expect.equal(coroutine.status(co), "dead")

--- a yield as the last thing
local co = coroutine.create(function() return coroutine.yield(1) end)
expect.equal({coroutine.resume(co)}, {true, 1})
expect.equal({coroutine.resume(co, 2, 3)}, {true, 2, 3})
expect.equal(coroutine.status(co), "dead")
local co = coroutine.create(function() local function inner() return coroutine.yield(1) end local a, b = inner() return a + b end)
expect.equal({coroutine.resume(co)}, {true, 1})
expect.equal({coroutine.resume(co, 2, 3)}, {true, 5})

--- a yield as the last thing, by another name
local pause = coroutine.yield
local co = coroutine.create(function() return pause(1) end)
expect.equal({coroutine.resume(co)}, {true, 1})
expect.equal({coroutine.resume(co, 2, 3)}, {true, 2, 3})
expect.equal(coroutine.status(co), "dead")
co = coroutine.create(pause)
expect.equal({coroutine.resume(co, 1, 2)}, {true, 1, 2})
expect.equal({coroutine.resume(co, 3, 4)}, {true, 3, 4})
expect.equal(coroutine.status(co), "dead")

--- as an iterator
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in range(100) do sum = sum + i end
expect.equal(sum, 5050)

--- running and status are right while others run (L3)
local noise = spawn(function() while true do local co = coroutine.wrap(function() sleep(0.0002) coroutine.yield() sleep(0.0002) end) co() co() end end)
expect.equal(coroutine.running(), nil)
local co
co = coroutine.create(function()
  for _ = 1, 20 do
    expect(coroutine.running() == co, "it is the one that runs")
    expect.equal(coroutine.status(co), "running")
    sleep(0.0005)
    expect(coroutine.running() == co, "and still is after a wait")
    expect.equal(coroutine.status(co), "running")
    local inner = coroutine.create(function() return coroutine.status(co) end)
    local _, outer = coroutine.resume(inner)
    expect.equal(outer, "normal")
  end
  coroutine.yield("halfway")
end)
expect.equal({coroutine.resume(co)}, {true, "halfway"})
expect.equal(coroutine.status(co), "suspended")
expect.equal(coroutine.running(), nil)

--- blocked in another task it can't be resumed (L3)
local ch = channel()
local co = coroutine.create(function() return ch:get() end)
local owner = spawn(coroutine.resume, co)
expect.eventually(function() return owner.waits == "get" end)
expect.equal({coroutine.resume(co)}, {false, "cannot resume non-suspended coroutine"})
expect.equal(coroutine.status(co), "normal")
ch:put("mine")
expect.equal({join(owner)}, {true, "mine"})

--- begun in one task it goes on in another
local co = coroutine.create(function(x) while true do sleep(0.0005) x = coroutine.yield(x * 2) end end)
expect.equal({coroutine.resume(co, 1)}, {true, 2})
expect.equal({join(spawn(coroutine.resume, co, 5))}, {true, 10})
expect.equal({coroutine.resume(co, 7)}, {true, 14})

--- a yield within a protected call is a clean error (L2)
local co = coroutine.create(function()
  local ok, err = pcall(coroutine.yield, 1)
  expect(not ok and tostring(err):find("attempt to yield across a protected call"), tostring(err))
  local ok, err = pcall(function() coroutine.yield(1) end)
  expect(not ok and tostring(err):find("attempt to yield across a protected call"), tostring(err))
  coroutine.yield("later")
  return "end"
end)
expect.equal({coroutine.resume(co)}, {true, "later"})
expect.equal({coroutine.resume(co)}, {true, "end"})

--- a yield across Go code is a clean error
local function refused(f)
  local ok, err = coroutine.resume(coroutine.create(f))
  expect(not ok and tostring(err):find("attempt to yield across metamethod/C-call boundary", 1, true), tostring(err))
end
refused(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end)
refused(function() string.gsub("abc", ".", function() coroutine.yield() end) end)
refused(function() return setmetatable({}, {__index = function() coroutine.yield() end}).x end)
refused(function() return setmetatable({}, {__add = function() coroutine.yield() end}) + 1 end)
refused(function() tostring(setmetatable({}, {__tostring = function() coroutine.yield() end})) end)
refused(function() table.foreach({1}, coroutine.yield) end)
refused(function() for _ in function() coroutine.yield() return nil end do end end)

--- a yield outside is a clean error
local ok, err = pcall(coroutine.yield, 1)
expect(not ok and tostring(err):find("attempt to yield outside a coroutine"), tostring(err))

--- nested wrap ends soon (L6)
local depth = 0
local function deeper() depth = depth + 1 return coroutine.wrap(deeper)() end
local ok, err = pcall(deeper)
expect(not ok and tostring(err):find("stack overflow"), tostring(err))
expect(depth > 100 and depth < 300, "it got " .. depth .. " deep")

--- an error ends it and keeps its object
local e = {}
local co = coroutine.create(function() error(e) end)
local ok, err = coroutine.resume(co)
expect(not ok and err == e, "the same table")
expect.equal(coroutine.status(co), "dead")
local ok, err = pcall(coroutine.wrap(function() error(e) end))
expect(not ok and err == e, "the same table")

--- recursion without end within one
local function deep() return 1 + deep() end
local ok, err = coroutine.resume(coroutine.create(deep))
expect(not ok and tostring(err):find("stack overflow"), tostring(err))
local ok, err = pcall(coroutine.wrap(deep))
expect(not ok and tostring(err):find("stack overflow"), tostring(err))

--- of functions of sockpit
local a, b = pair("tcp")
local co = coroutine.wrap(recv)
spawn(function() sleep(0.001) send(a, "x") end)
expect.equal(co(b), "x")
local ok, err = pcall(coroutine.wrap(recv), b, -1)
expect.equal(err.code, "ARGUMENT")

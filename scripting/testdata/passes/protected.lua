-- Captured locals and failing protected calls.

--- a failed call does not cut captured locals in two
for _, failing in ipairs{
  function() return pcall(error, "x") end,
  function() return pcall(function() local a = nil; return a.b end) end,
  function() return xpcall(function() error("x") end, function(e) return e end) end,
  function() return try(error, "x") end,
  function() return try(recv, 5) end,
  function() return coroutine.resume(coroutine.create(function() error("x") end)) end,
  function() return pcall(coroutine.wrap(function() error("x") end)) end,
  function() return pcall(join, spawn(function() error("x") end)) end,
} do
  local conn = "old"
  local function use() return conn end
  failing()
  conn = "new"
  expect.equal(use(), "new")
  local function set() conn = "set" end
  failing()
  set()
  expect.equal(conn, "set")
end

--- what a failed function captured lives on
local f
for _, protected in ipairs{pcall, function(g) return xpcall(g, tostring) end, try} do
  protected(function() local x = 42; f = function() return x end; error("x") end)
  local a, b, c, d = "r", "r", "r", "r"
  expect.equal(f(), 42)
end

--- results
expect.equal({pcall(function(...) return select("#", ...), ... end, 1, nil, 3)}, {true, 3, 1, nil, 3})
expect.equal(select("#", pcall(function() end)), 1)
expect.equal({xpcall(function() return 1, 2 end, print)}, {true, 1, 2})
expect.equal({try(function() return 1, nil, 3 end)}, {1, nil, 3})
expect.equal(select("#", try(function() end)), 0)
expect.equal({pcall(setmetatable({}, {__call = function(_, a) return a end}), 7)}, {true, 7})

--- what is called must be callable
local ok, err = pcall(nil)
expect(not ok and err:find("got nil, want a function"), tostring(err))
expect(not pcall(pcall), "pcall wants a function")
expect(not pcall(xpcall, print), "xpcall wants a handler")

--- errors keep their identity
local e = {code = 1}
local ok, err = pcall(error, e)
expect(err == e, "the same table")
local ok, err = pcall(function() local ok, err = pcall(error, e); error(err) end)
expect(err == e, "also raised again")
local ok, first = pcall(recv, 5)
local ok, again = pcall(error, first)
expect(first == again and first.code == "ARGUMENT", "the same object")
local ok, joined = pcall(join, spawn(error, e))
expect(joined == e, "also through a task")
local n, err = try(error, e)
expect(n == nil and err == e, "also through try")
expect.equal({pcall(error, nil)}, {false, nil})
expect.equal({pcall(error)}, {false, nil})
expect.equal({pcall(error, 5)}, {false, "5"})
expect.equal({pcall(error, false)}, {false, false})

--- the handler sees the error, once
local calls = 0
local ok, v = xpcall(function() error({5}) end, function(e) calls = calls + 1 return e[1] end)
expect.equal({ok, v, calls}, {false, 5, 1})
local ok, v = xpcall(function() error("x") end, function(e) calls = calls + 1 error("again") end)
expect.equal({ok, calls}, {false, 2})
local ok, v = xpcall(function() error("x") end, debug.traceback)
expect(v:find("t.lua:%d+: x\nstack traceback:\n\t%[C%]: in function .error.\n\tt.lua:%d+: in"), v)

--- calls inside each other end soon
local depth = 0
local function deeper() depth = depth + 1 return pcall(deeper) end
deeper()
expect(depth > 100 and depth < 300, "it got " .. depth .. " deep")
local function deep() return 1 + deep() end
for _ = 1, 3 do
  local ok, err = pcall(deep)
  expect(not ok and err:find("t.lua:%d+: stack overflow: functions call each other more than 2048 deep %(limit: %-%-max%-calls%)"), tostring(err))
end

--- many of them
local n = 0
for i = 1, 3000 do
  local ok = pcall(function() if i % 2 == 0 then error("x") end n = n + 1 end)
  expect.equal(ok, i % 2 == 1)
end
expect.equal(n, 1500)

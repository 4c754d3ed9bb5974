-- debug.traceback as §5.9 of the manual has it, with the lines of lua5.1 but for the last,
-- "[C]: ?", which is lua5.1's own main function; and the names of chunks.

--- debug.traceback

local function same(got, ...) expect.equal(got, table.concat({...}, "\n\t")) end
same(debug.traceback("m"), "m\nstack traceback:", "t.lua:3: in main chunk")
same(debug.traceback("m", 0), "m\nstack traceback:", "[C]: in function 'traceback'", "t.lua:4: in main chunk")
same(debug.traceback(7, 2), "7\nstack traceback:")
local e = {}
expect(debug.traceback(e) == e and debug.traceback(nil) == nil and debug.traceback(false) == false, "what is no string comes back")
local function named() return (debug.traceback()) end
same(named(), "stack traceback:", "t.lua:8: in function 'named'", "t.lua:9: in main chunk")
local t = {field = function() return (debug.traceback()) end}
same(t:field(), "stack traceback:", "t.lua:10: in function 'field'", "t.lua:11: in main chunk")
local function left(n) if n > 0 then return left(n - 1) end return (debug.traceback()) end
same((left(2)), "stack traceback:", "t.lua:12: in function <t.lua:12>", "(tail call): ?", "(tail call): ?", "t.lua:13: in main chunk")
local _, text = pcall(function() return (debug.traceback()) end)
same(text, "stack traceback:", "t.lua:14: in function <t.lua:14>", "[C]: in function 'pcall'", "t.lua:14: in main chunk")
local co = coroutine.create(function() local function inner() coroutine.yield() error("oops") end inner() end)
same(debug.traceback(co, "new"), "new\nstack traceback:")
coroutine.resume(co)
same(debug.traceback(co), "stack traceback:", "[C]: in function 'yield'", "t.lua:16: in function 'inner'", "t.lua:16: in function <t.lua:16>")
same(debug.traceback(co, "one", 2), "one\nstack traceback:", "t.lua:16: in function <t.lua:16>")
coroutine.resume(co)
same(debug.traceback(co, "dead"), "dead\nstack traceback:", "[C]: in function 'error'", "t.lua:16: in function 'inner'", "t.lua:16: in function <t.lua:16>")
expect(debug.traceback(co, e) == e, "what is no string comes back")
same(coroutine.wrap(function() return (debug.traceback("in")) end)(), "in\nstack traceback:", "t.lua:24: in function <t.lua:24>")
local _, err = xpcall(function() recv(5) end, debug.traceback)
expect.equal(err.code, "ARGUMENT")
local function deep(n) if n == 0 then return (debug.traceback()) end return (deep(n - 1)) end
local lines = select(2, deep(100):gsub("\n", "\n"))
expect.equal(lines, 11 + 1 + 10)

--- the names of chunks stand in every error and in events

local function of(name) return select(2, pcall(loadstring("\nerror('x')", name))), select(2, loadstring("\nx = = 1", name)):match("^(.*): did") end
expect.equal({of("=c")}, {"c:2: x", "c:2"})
expect.equal({of("@dir/f.lua")}, {"dir/f.lua:2: x", "dir/f.lua:2"})
expect.equal({of("a:7: b")}, {'[string "a:7: b"]:2: x', '[string "a:7: b"]:2'})
expect.equal({of()}, {'[string "..."]:2: x', '[string "..."]:2'})
expect.equal(select(2, pcall(loadstring("local x x()", "a:7: b"))), '[string "a:7: b"]:1: x is nil, not a function')
loadstring("a, b = pair()", "=made")()
expect.equal(a.line, "made:1")
local log = events()
expect.equal(log[#log].line, "made:1")

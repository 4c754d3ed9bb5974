package scripting

import (
	"fmt"
	"testing"
)

// blocking are calls that wait until another task does its part. Each is
// prepared by a chunk that sets call, a function, and want, what it gives.
var blocking = map[string]string{
	"accept": `local l = listen(0)
		call, want = function() return accept(l).local_port end, l.local_port
		later(function() dial(l.local_port) end)`,
	"recv": `local a, b = pair("tcp")
		call, want = function() return recv(b) end, "bytes"
		later(function() send(a, "bytes") end)`,
	"send": `local a, b = pair("unix")
		local data = ("x"):rep(1000000)
		call, want = function() return send(a, data) end, 1000000
		later(function() recv_exactly(b, 1000000) end)`,
	"connect": `local l = listen("unix://@" .. name, {backlog = 0})
		local first, second = socket("unix"), socket("unix")
		connect(first, "unix://@" .. name)
		call, want = function() return connect(second, "unix://@" .. name) == second end, true
		later(function() accept(l) end)`,
	"join": `local t = spawn(function() sleep(0.002) return "done" end)
		call, want = function() return join(t) end, "done"`,
	"get": `local ch = channel()
		call, want = function() return ch:get() end, "value"
		later(function() ch:put("value") end)`,
	"put": `local ch = channel()
		local t = spawn(function() sleep(0.002) return ch:get() end)
		call, want = function() ch:put("value") return join(t) end, "value"`,
	"sleep": `call, want = function() sleep(0.002) return "slept" end, "slept"`,
	"wait": `local a, b = pair("tcp")
		call, want = function() return wait{b}[1].socket == b end, true
		later(function() send(a, "x") end)`,
}

// contexts are places in which Lua calls a function; each gives what call gave.
var contexts = map[string]string{
	"plain":            `return call()`,
	"pcall":            `local ok, v = pcall(call) return ok and v`,
	"xpcall":           `local ok, v = xpcall(call, print) return ok and v`,
	"nested pcall":     `local _, ok, v = pcall(pcall, call) return ok and v`,
	"try":              `return (try(call))`,
	"error handler":    `local ok, v = xpcall(error, function() return call() end) return v`,
	"coroutine.resume": `local ok, v = coroutine.resume(coroutine.create(call)) return ok and v`,
	"coroutine.wrap":   `return coroutine.wrap(call)()`,
	"after a yield":    `local co = coroutine.wrap(function() coroutine.yield(1) return call() end) co() return co()`,
	"pcall in a coroutine": `local co = coroutine.wrap(function() local ok, v = pcall(call) coroutine.yield(v) end)
		local v = co() co() return v`,
	"__index":           `return setmetatable({}, {__index = function() return call() end}).x`,
	"__newindex":        `local v; setmetatable({}, {__newindex = function() v = call() end}).x = 1 return v`,
	"__add":             `local v; local _ = setmetatable({}, {__add = function() v = call() return 1 end}) + 1 return v`,
	"__unm":             `local v; local _ = -setmetatable({}, {__unm = function() v = call() return 1 end}) return v`,
	"__lt":              `local v; local mt = {__lt = function() v = call() return true end} local _ = setmetatable({}, mt) < setmetatable({}, mt) return v`,
	"__le":              `local v; local mt = {__le = function() v = call() return true end} local _ = setmetatable({}, mt) <= setmetatable({}, mt) return v`,
	"__eq":              `local v; local mt = {__eq = function() v = call() return true end} local _ = setmetatable({}, mt) == setmetatable({}, mt) return v`,
	"__call":            `return setmetatable({}, {__call = function() return call() end})()`,
	"__concat":          `local v; local _ = setmetatable({}, {__concat = function() v = call() return "" end}) .. "x" return v`,
	"__tostring":        `local v; tostring(setmetatable({}, {__tostring = function() v = call() return "" end})) return v`,
	"iterator":          `for v in function(_, last) if last == nil then return call() end end do return v end`,
	"table.sort":        `local v; table.sort({2, 1}, function(a, b) v = v or call() return a < b end) return v`,
	"string.gsub":       `local v; string.gsub("x", "x", function() v = call() end) return v`,
	"table.foreach":     `return table.foreach({1}, function() return call() end)`,
	"tail call":         `local function f() return call() end return (f())`,
	"loadstring":        `return loadstring("return call()")()`,
	"expect.eventually": `return expect.eventually(function() return call() end, 5)`,
}

// A call may wait wherever Lua calls a function, while other tasks run.
func TestBlockingEverywhere(t *testing.T) {
	t.Parallel()
	for what, prepare := range blocking {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			script := `ticks = 0
busy = spawn(function() while true do ticks = ticks + 1 sleep(0.0002) end end)
function later(f) spawn(function() sleep(0.002) f() end) end
`
			for where, use := range contexts {
				name := fmt.Sprintf("sockpit-test-%p-%s", t, where)
				script += fmt.Sprintf("do name = %q\n%s\nexpect.equal((function() %s\nend)(), want, %q)\nend\n", name, prepare, use, where)
			}
			script += `expect(ticks > 10, "others ran meanwhile")`
			h, _ := passOn(t, Config{}, script)
			if h.root.G.CurrentThread == nil {
				t.Error("no thread is marked as running")
			}
		})
	}
}

// Two tasks that wait in the same kind of place, one inside the other's time.
func TestTasksInterleave(t *testing.T) {
	t.Parallel()
	for where, use := range contexts {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			pass(t, fmt.Sprintf(`
local function work(n)
  local function call() sleep(0.001 * n) return "task " .. n end
  for _ = 1, 3 do expect.equal((function() %s
end)(), "task " .. n) end
end
local all = {}
for n = 1, 4 do all[n] = spawn(work, n) end
for _, t in ipairs(all) do join(t) end`, loadable(use)))
		})
	}
}

// loadable lets a chunk made by loadstring see call, a local elsewhere.
func loadable(use string) string {
	if use == contexts["loadstring"] {
		return `return loadstring("return (...)()")(call)`
	}
	return use
}

// A script that begins when its host has been closed ends at once.
func TestRunAfterClose(t *testing.T) {
	t.Parallel()
	h := New(Config{})
	h.Close()
	if o := h.Run("late.lua", "while true do end"); o.OK() {
		t.Error("it ran to its end")
	}
}

package scripting

import (
	"fmt"
	"testing"

	"sockpit/scripting/luatest"
)

// A call may wait wherever Lua calls a function, while other tasks run.
func TestBlockingEverywhere(t *testing.T) {
	t.Parallel()
	contexts := luatest.Cases(t, "testdata/contexts.lua")
	for _, prepare := range luatest.Cases(t, "testdata/blocking.lua") {
		t.Run(prepare.Name, func(t *testing.T) {
			t.Parallel()
			script := `ticks = 0
busy = spawn(function() while true do ticks = ticks + 1 sleep(0.0002) end end)
function later(f) spawn(function() sleep(0.002) f() end) end
`
			for _, use := range contexts {
				name := fmt.Sprintf("sockpit-test-%p-%s", t, use.Name)
				script += fmt.Sprintf("do name = %q\n%s\nexpect.equal((function() %s\nend)(), want, %q)\nend\n", name, prepare.Source, use.Source, use.Name)
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
	for _, use := range luatest.Cases(t, "testdata/contexts.lua") {
		t.Run(use.Name, func(t *testing.T) {
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
func loadable(use luatest.Case) string {
	if use.Name == "loadstring" {
		return `return loadstring("return (...)()")(call)`
	}
	return use.Source
}

// A script that begins when its host has been closed ends at once.
func TestRunAfterClose(t *testing.T) {
	t.Parallel()
	h := newWorld(Config{})
	h.Close()
	if o := h.Run("late.lua", "while true do end"); o.OK() {
		t.Error("it ran to its end")
	}
}

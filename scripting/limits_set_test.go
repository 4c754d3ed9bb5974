package scripting

import (
	"strings"
	"testing"
	"time"

	"sockpit/scripting/limit"
)

// A limit that is set holds for what comes next, and its error names the flag
// that raises it.
func TestSetLimits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, value, entry, flag string }{
		{"time", "50ms", "while true do end", "--timeout"},
		{"instructions", "10000", "while true do end", "--max-instructions"},
		{"memory", "8", "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) end", "--max-memory"},
		{"string", "1", "return ('x'):rep(2e6)", "--max-string"},
		{"tasks", "5", "while true do spawn(sleep, 9) end", "--max-tasks"},
		{"sockets", "3", "while true do listen(0) end", "--max-sockets"},
		{"source", "1", "", "--max-source"},
		{"nesting", "20", "return " + strings.Repeat("{", 30), "--max-nesting"},
		{"nesting", "20", "return 1" + strings.Repeat("+1", 300), "--max-nesting"},
		{"depth", "10", "local function f() local ok, e = pcall(f) return assert(ok, e) end f()", "--max-depth"},
		{"calls", "100", "local function f() return 1 + f() end f()", "--max-calls"},
		{"depth", "10", "local function f() return coroutine.wrap(f)() end f()", "--max-depth"},
	} {
		h, _ := newHost(t, Config{})
		l := h.Limits()
		for _, m := range limit.All() {
			if m.Name == test.name {
				if err := m.Set(&l, test.value); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.SetLimits(l)
		entry := test.entry
		if test.name == "source" {
			entry = "return '" + strings.Repeat("x", 2000) + "'"
		}
		r := h.Eval(entry, 80)
		if r.Failed == nil || !strings.Contains(r.Failed.Error(), "(limit: "+test.flag+")") {
			t.Errorf("%s: got %v, want an error that names %s", test.name, r.Failed, test.flag)
		}
		h.SetLimits(limit.Limits{})
		if r := h.Eval("return 1 + 1", 80); r.Failed != nil {
			t.Errorf("%s: the next line fails: %v", test.name, r.Failed)
		}
	}
}

// A source that takes long to compile is given up, and can be interrupted.
func TestCompileLimit(t *testing.T) {
	t.Parallel()
	const slow = `local t = {} for i = 1, 15000 do t[i] = i end
local f, err = loadstring("return {" .. table.concat(t, ",") .. "}") return err`
	h, _ := newHost(t, Config{Limits: limit.Limits{Compile: 20 * time.Millisecond}})
	defer h.compiler.running.Wait()
	r := h.Eval(slow, 200)
	if len(r.Values) != 1 || !strings.Contains(r.Values[0], "(limit: --max-compile)") {
		t.Errorf("got %v and %v, want an error that names --max-compile", r.Values, r.Failed)
	}
	began := time.Now()
	h, _ = newHost(t, Config{Limits: limit.Limits{Time: 100 * time.Millisecond, Compile: time.Hour}})
	defer h.compiler.running.Wait()
	if r := h.Eval(slow, 200); r.Failed == nil || !strings.Contains(r.Failed.Error(), "--timeout") {
		t.Errorf("got %v and %v, want an error that names --timeout", r.Values, r.Failed)
	}
	if d := time.Since(began); d > 3*time.Second {
		t.Errorf("it took %s", d)
	}
}

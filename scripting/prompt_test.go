package scripting

import (
	"strings"
	"testing"

	"sockpit/runtime/event"
)

// typed runs entries, each with what it shows: its values, or "! " and how it
// failed.
func typed(t *testing.T, h *Host, lines ...string) {
	t.Helper()
	for i := 0; i+1 < len(lines); i += 2 {
		r := h.Eval(lines[i], 60)
		got := strings.Join(r.Values, "; ")
		if r.Failed != nil {
			got = "! " + r.Failed.Error()
		}
		if got != lines[i+1] {
			t.Errorf("> %s\n got %s\nwant %s", lines[i], got, lines[i+1])
		}
	}
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"expressions": {
			"1 + 1", "2", "= 5", "5", "=5, 6", "5; 6", "1, nil, 3", "1; nil; 3", "nil", "nil", "x", "nil", "(function() end)()", "",
			"x = 5", "", "x", "5", "return x", "5", "print()", "", `"a" .. "b"`, `"ab"`, "", "", "-- a comment", "", "{1,\n2}", "{1, 2}",
			"function() end", "function at [prompt]:17 `function() end`", "f = function() return 1, 2 end", "", "f()", "1; 2", "select('#', f())", "2",
		},
		"the last value": {
			"_", "nil", "5", "5", "_ + 1", "6", "_ * 2", "12", "x = 1", "", "_", "12", "error('x')", "! [prompt]:7: x", "_", "12",
			"_error", `"[prompt]:7: x"`, "recv({})", "! [prompt]:10: recv: s: got a table, want a socket", "_error.code", `"ARGUMENT"`,
		},
		"locals stay": {
			"local x = 1", "", "x", "1", "x = x + 1", "", "x", "2", "local x = x * 10", "", "x", "20",
			"local function f() return x end", "", "f()", "20", "x = 3", "", "f()", "3",
			"local a, b = 1, 2", "", "a + b", "3", "local a, b = b, a", "", "a .. b", `"21"`, "local n", "", "n", "nil",
			"do local inner = 5 end", "", "inner", "nil", "for i = 1, 2 do local y = i end", "", "y", "nil",
			"local r = 1; r = r + 1; local s = r", "", "s", "2", "function g() local x = 9; return x end", "", "g() + x", "12",
			"_G.x", "nil", "local p, q = (function() return 1, 2 end)()", "", "q", "2", "local fact = nil", "",
			"local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end", "", "fact(5)", "120",
		},
		"lines count on": {
			"error('a')", "! [prompt]:1: a", "x = 1\ny = 2", "", "error('b')", "! [prompt]:4: b",
			"function f()\n  error('c')\nend", "", "f()", "! [prompt]:6: c", "x = = 1", "! [prompt]:9: did not expect '=' here",
			"lisen(1)", "! [prompt]:10: no function called lisen. Did you mean listen?",
			"local zone", "", "zome.x", "! [prompt]:12: zome is nil: it has no x", "zone.x", "! [prompt]:13: zone is nil: it has no x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := newHost(t, Config{})
			typed(t, h, lines...)
		})
	}
}

// That locals stay is said once.
func TestLocalsNote(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	if r := h.Eval("x = 1", 60); r.Note != "" {
		t.Errorf("a global: %q", r.Note)
	}
	if r := h.Eval("local l = 1", 60); !strings.HasPrefix(r.Note, "local l stays") {
		t.Errorf("the first: %q", r.Note)
	}
	if r := h.Eval("local m = 1", 60); r.Note != "" {
		t.Errorf("the second: %q", r.Note)
	}
}

func TestBackground(t *testing.T) {
	t.Parallel()
	ended := make(chan *Task, 3)
	h, _ := newHost(t, Config{OnEnd: func(t *Task) { ended <- t }})
	typed(t, h, "l = listen(0)", "", "local port = l.local_port", "")
	task, failed := h.Background("s = accept(l)")
	if failed != nil {
		t.Fatal(failed)
	}
	typed(t, h, "c = dial(port)", "")
	if got := <-ended; got != task || got.Failure() != nil {
		t.Errorf("%v ended, failed %v", got.Name, got.Failure())
	}
	typed(t, h, "s.peer == c", "true", "send(c, 'x')", "1")
	task, _ = h.Background("recv(s), 5")
	<-ended
	if got := strings.Join(h.Values(task, 60), "; "); got != `"x"; 5` {
		t.Errorf("gave %s", got)
	}
	task, _ = h.Background("error('lost')")
	<-ended
	if f := task.Failure(); f == nil || f.Error() != "[prompt]:8: lost" {
		t.Errorf("failed with %v", f)
	}
	if _, failed := h.Background("x = = 1"); failed == nil || failed.Place.Line != 9 {
		t.Errorf("no Lua: %v", failed)
	}
	typed(t, h, "error('here')", "! [prompt]:10: here")
}

// Names of sockets, as lists and messages give them.
func TestNames(t *testing.T) {
	t.Parallel()
	pass(t, `
local a, b = pair()
global = listen(0)
local names = {}
for _, row in ipairs(sockets()) do names[row.id] = row.name end
expect.equal(names, {"a", "b", "global"})
local function use(given)
  local err = select(2, try(recv, given, {timeout = 0}))
  expect(err.message:find("^recv: %a+: timed out"), err.message)
end
use(a)
local _, err = pcall(function() accept(listen(0), {timeout = 0}) end)
expect(err.message:find("^accept: #%d+: timed out"), err.message)
local t = {s = a}
a = nil
expect(select(2, try(recv, t.s, {timeout = 0})).message:find("^recv: .+: timed out"), "a field is no name yet")`)
}

// An error in a function of another file names the entry that called it, though an
// entry is read as "return f()", a tail call.
func TestTraceReachesThePrompt(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	if o := h.Run("tool.lua", "local function inner(x) return 1 + x.y end\nfunction tool(x) local n = inner(x) return n end"); !o.OK() {
		t.Fatal(o.Failures)
	}
	for i, entry := range []string{"tool()", "x = tool()", "tool(), 1", "return tool()", "(tool())"} {
		r := h.Eval(entry, 80)
		if r.Failed == nil {
			t.Fatalf("%s: no error", entry)
		}
		last := r.Failed.Trace[len(r.Failed.Trace)-1]
		if want := (event.Place{Source: PromptSource, Line: i + 1}); last.Place != want {
			t.Errorf("%s: the trace ends at %v, want %v: %v", entry, last.Place, want, r.Failed.Trace)
		}
	}
	if r := h.Eval("(function(...) return select('#', ...), ... end)(1, nil, 3)", 80); r.Failed != nil || len(r.Values) != 4 {
		t.Errorf("all values are given: %+v", r)
	}
}

// An entry that was found to be complete is not parsed again when it is run; another
// one is, and so is the same text on later lines.
func TestEntryIsParsedOnce(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	for _, entry := range []string{"x = 1", "x + 1", "function f()\n  return x\nend", "x = 1"} {
		if h.Incomplete(entry) {
			t.Fatalf("%q is incomplete", entry)
		}
		read := h.prompt.read.tree
		if r := h.Eval(entry, 80); r.Failed != nil {
			t.Fatal(r.Failed)
		}
		if typed := h.sources.typed.tree; typed[len(typed)-1] != read[len(read)-1] {
			t.Errorf("%q was parsed again", entry)
		}
		if h.prompt.read != nil {
			t.Errorf("%q is kept when it has run", entry)
		}
	}
	h.Incomplete("error('a')")
	if r := h.Eval("error('b')", 80); r.Failed == nil || r.Failed.Message != "b" || r.Failed.Place.Line != 7 {
		t.Errorf("what was asked about is taken for what is run: %+v", r.Failed)
	}
}

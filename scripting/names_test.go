package scripting

import (
	"strings"
	"testing"

	"sockpit/runtime/printable"
)

// Two values that differ are written so that they look different, and one value
// looks the same each time.
func TestValuesThatDifferLookDifferent(t *testing.T) {
	t.Parallel()
	for _, make := range []string{
		`socket("tcp")`, `socket("udp")`, `spawn(sleep, 9)`, `channel()`, `function() end`, `coroutine.create(print)`,
		`select(2, try(recv, 5))`, `{}`, `plainly(1)`,
	} {
		h, _ := newHost(t, Config{})
		for _, line := range []string{
			`function plainly() return setmetatable({}, {__tostring = function() return "it" end}) end`,
			"x = " + make, "y = " + make,
		} {
			if r := h.Eval(line, 200); r.Failed != nil {
				t.Fatal(line, r.Failed)
			}
		}
		for _, form := range []string{"{[x] = 1, [y] = 1}", "{x, y}"} {
			if form == "{x, y}" && (make == "{}" || make == "plainly(1)") {
				continue // a table as a value shows what it has
			}
			text := h.Eval(form, 200).Values[0]
			parts := strings.Split(strings.Trim(text, "{}\n "), ", ")
			if len(parts) == 1 {
				parts = strings.Split(strings.Trim(text, "{}\n, "), ",\n")
			}
			if len(parts)%2 != 0 || strings.Join(parts[:len(parts)/2], ",") == strings.Join(parts[len(parts)/2:], ",") {
				t.Errorf("x, y = %s: %s is written %s", make, form, text)
			}
		}
		same := h.Eval("{x, x}", 200).Values[0]
		if strings.Contains(same, "(2)") {
			t.Errorf("x = %s: {x, x} is written %s", make, same)
		}
	}
}

// A socket is called by the variable that got it from the call; not by one that got
// what was done with it, nor if the call failed.
func TestNamesOfLines(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	o := h.Run("names.lua", `do
  local l = listen(0)
  local c = dial(l.local_port)
  local s = l:accept()
  local d, why = try(dial, l.local_port)
  local n = send(dial(l.local_port), "x")
  local e = try(dial, 1)
  local x, y = dial(l.local_port), dial(l.local_port)
  local p, q = pair("unix")
end`)
	if !o.OK() {
		t.Fatal(o.Main)
	}
	for id, want := range []string{"", "l", "c", "s", "d", "", "", "", "", "p", "q"} {
		if got := h.wasCalled(id); got != want {
			t.Errorf("#%d was called %q, want %q", id, got, want)
		}
	}
}

// What is remembered of names is bounded.
func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	var g givenNames
	for id := range 5 * maxGiven {
		g.note(id, "s")
		if len(g.names) > 2*maxGiven {
			t.Fatalf("%d names are kept", len(g.names))
		}
	}
	if g.names[5*maxGiven-1] == "" || g.names[4*maxGiven+1] == "" || g.names[0] != "" {
		t.Error("it is not the newest that are kept")
	}
}

// A key of _G that is no name names no socket: of the empty one even the first letter
// was looked for.
func TestNamesAreNames(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "#7", "a b", "end", "1x", "x\x1b[1m"} {
		h, _ := newHost(t, Config{})
		if r := h.Eval("_G["+printable.Quote(key)+"] = socket() why(1) try(send, 1, 'x')", 80); r.Failed != nil {
			t.Errorf("%q: %v", key, r.Failed)
		}
		events, _ := h.Session.Log.All()
		if tag := h.Tags(events)[1]; tag != "#1" {
			t.Errorf("_G[%q] is called %q", key, tag)
		}
	}
}

package scripting

import (
	"strings"
	"testing"

	"sockpit/scripting/luatest"
)

// What a learner reads: the variable is named, its value told, and, where an
// earlier call gave nothing, which.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Lines(t, "testdata/mistakes.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			f := fails(t, "-- a line before\n"+c.Source)
			if f.Message != c.Text("error") || f.Hint != c.Text("hint") {
				t.Errorf("%s:\n got %q, %q\nwant %q, %q", c.Place, f.Message, f.Hint, c.Text("error"), c.Text("hint"))
			}
			if f.Place.Line != 2 || f.Source != c.Source {
				t.Errorf("%s: at %v: %q", c.Place, f.Place, f.Source)
			}
		})
	}
}

// A variable that is nil because a call gave nothing: which call, and why.
func TestNilBecause(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Cases(t, "testdata/nilbecause.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			f := fails(t, c.Source)
			if f.Message != c.Text("error") || f.Hint != c.Text("hint") || f.Place.Line != c.Line("error") {
				t.Errorf("%s:\n got %d: %q, %q\nwant %d: %q, %q", c.Place, f.Place.Line, f.Message, f.Hint, c.Line("error"), c.Text("error"), c.Text("hint"))
			}
		})
	}
	t.Run("a later success is no reason", func(t *testing.T) {
		t.Parallel()
		f := fails(t, `a, b = pair("tcp")
send(a, "x")
shutdown(a, "write")
local d
for i = 1, 2 do local was = d; d = recv(b) end
a, b = pair("tcp")
send(a, "x")
local function again() d = recv(b) end
again()
d = nil
print(d.x)`)
		if strings.Contains(f.Hint, "line 9") || f.Message != "d is nil: it has no x" {
			t.Errorf("got %q, %q", f.Message, f.Hint)
		}
	})
}

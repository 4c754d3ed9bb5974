package api

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/luatest"
)

// A failed expectation says what was got and wanted, why, in which step, and
// how the sockets were.
func TestFailedExpectations(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Lines(t, "testdata/failedexpectations.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			f := fails(t, "l = listen(0)\nstep('the first')\nstep('the second')\n"+c.Source)
			var e *scripting.Expectation
			if !errors.As(f, &e) {
				t.Fatalf("is no expectation: %v", f)
			}
			at, _ := strconv.Atoi(c.Text("at"))
			if e.Got != c.Text("got") || e.Want != c.Text("want") || e.Why != c.Text("why") || e.At != at {
				t.Errorf("got %q, want %q, why %q, at %d", e.Got, e.Want, e.Why, e.At)
			}
			if f.Step != "the second" || f.Place.Line != 4 {
				t.Errorf("in step %q, line %d", f.Step, f.Place.Line)
			}
			if len(f.Sockets) != 1 || f.Sockets[0].Name != "l" || f.Sockets[0].State.Name != stack.Listen {
				t.Errorf("sockets: %+v", f.Sockets)
			}
		})
	}
}

func TestFailureNamesItsStep(t *testing.T) {
	t.Parallel()
	if f := fails(t, "step('a')\nstep('b')\ndial(1)"); f.Step != "b" {
		t.Errorf("in step %q", f.Step)
	}
	if f := fails(t, "dial(1)"); f.Step != "" {
		t.Errorf("in step %q", f.Step)
	}
}

// Expectations that held are counted, also in tasks.
func TestMet(t *testing.T) {
	t.Parallel()
	o := run(t, `expect(1) expect.equal(1, 1) expect.error("", error, "x") pcall(expect, false) join(spawn(expect, true))`)
	if !o.OK() || o.Met != 4 {
		t.Errorf("met %d, %v", o.Met, o.Failures)
	}
	if o := run(t, "step('a') step('b')"); len(o.Steps) != 2 || o.Steps[1].Text != "b" || o.Steps[1].Place.Line != 1 {
		t.Errorf("steps %v", o.Steps)
	}
	if f := fails(t, `expect.equal(("x"):rep(100000), "y")`); len(f.Message) > 20000 || !strings.Contains(f.Message, "…") && !strings.Contains(f.Message, "more") {
		t.Errorf("a long value is written in %d bytes", len(f.Message))
	}
}

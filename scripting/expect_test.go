package scripting

import (
	"errors"
	"strings"
	"testing"
)

// A failed expectation says what was got and wanted, why, in which step, and
// how the sockets were.
func TestFailedExpectations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, got, want, why string
		at                   int
	}{
		{`expect(false, "it holds")`, "false", "something true", "it holds", 0},
		{`expect(nil)`, "nil", "something true", "", 0},
		{`expect.equal(1, 2, "same")`, "1", "2", "same", -1},
		{`expect.equal("hello", "help!")`, `"hello"`, `"help!"`, "", 3},
		{`expect.equal("a\0b", "a\0c")`, `"a\000b"`, `"a\000c"`, "", 2},
		{`expect.equal({1, {a = 2}}, {1, {a = 3}})`, "{1, {a = 2}}", "{1, {a = 3}}", "", -1},
		{`expect.equal({1}, {1, 2})`, "{1}", "{1, 2}", "", -1},
		{`expect.equal({1, 2}, {1})`, "{1, 2}", "{1}", "", -1},
		{`expect.equal(1, "1")`, "1", `"1"`, "", -1},
		{`expect.equal(nil, false)`, "nil", "false", "", -1},
		{`expect.error("TIMEOUT", print)`, "no error", "an error TIMEOUT", "", 0},
		{`expect.error("TIMEOUT", function() return 5 end)`, "no error but 5", "an error TIMEOUT", "", 0},
		{`expect.error("TIMEOUT", error, "x")`, "x", "an error TIMEOUT", "", 0},
		{`expect.error("TIMEOUT", recv, {})`, "ARGUMENT (recv: s: got a table, want a socket)", "an error TIMEOUT", "", 0},
		{`expect.state(l, "CLOSED", {within = 0})`, "LISTEN", "CLOSED", "l was waited for 0s", 0},
		{`expect.eventually(function() end, 0, "soon")`, "nothing true in 0s", "something true", "soon", 0},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			f := fails(t, "l = listen(0)\nstep('the first')\nstep('the second')\n"+c.text)
			var e *Expectation
			if !errors.As(f, &e) {
				t.Fatalf("is no expectation: %v", f)
			}
			if e.Got != c.got || e.Want != c.want || e.Why != c.why || e.At != c.at {
				t.Errorf("got %q, want %q, why %q, at %d", e.Got, e.Want, e.Why, e.At)
			}
			if f.Step != "the second" || f.Place.Line != 4 {
				t.Errorf("in step %q, line %d", f.Step, f.Place.Line)
			}
			if len(f.Sockets) != 1 || f.Sockets[0].Name != "l" || f.Sockets[0].State.Name != "LISTEN" {
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

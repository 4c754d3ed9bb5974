package stdlib

import (
	"errors"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luatest"
)

// errStop is what the tests' hosts stop a loop with.
var errStop = errors.New("stopped by the host")

// stopAfter returns an Env whose Check fails at the nth question.
func stopAfter(n int) Env {
	return Env{Check: func(*lua.LState) error {
		if n--; n < 0 {
			return errStop
		}
		return nil
	}}
}

// quick fails the test unless f ends well before a bomb would, on however slow
// a machine.
func quick(t *testing.T, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestTooLong has each function that builds a string build one too long.
func TestTooLong(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{LimitName: "--max-string"})
	wantError(t, v, `return ("x"):rep(1e10)`, "snippet:1: string longer than 16 MB (limit: --max-string)")

	const limit = 1000
	small := Env{MaxString: func() int { return limit }}
	v = newVM(t, small)
	if _, err := v.run(`big = ("x"):rep(1000) small = ("y"):rep(600)`); err != nil {
		t.Fatal(err)
	}
	for _, c := range luatest.Lines(t, "testdata/toolong.lua") {
		wantError(t, v, c.Source, "snippet:1: string longer than 1000 bytes")
	}
	for _, c := range luatest.Lines(t, "testdata/fits.lua") {
		wantTrue(t, v, c.Source)
	}
}

// TestOversizeInput checks the functions whose result is as long as their
// argument: what came from outside may be over the limit.
func TestOversizeInput(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{MaxString: func() int { return 10 }})
	v.SetGlobal("big", lua.LString("01234567890"))
	for _, f := range []string{"upper", "lower", "reverse"} {
		wantError(t, v, "return big:"+f+"()", "snippet:1: string longer than 10 bytes")
	}
}

// TestBombs runs patterns that take other matchers, gopher-lua's included,
// minutes or all memory.
func TestBombs(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Lines(t, "testdata/bombs.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			// Ten million steps; the quadratic ways take a thousand times that.
			v := newVM(t, stopAfter(10e6/pollEvery))
			quick(t, func() { wantTrue(t, v, c.Source) })
		})
	}
}

// TestStopped interrupts what would otherwise run for hours.
func TestStopped(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Lines(t, "testdata/stopped.lua") {
		v := newVM(t, stopAfter(20))
		quick(t, func() { wantError(t, v, c.Source, "snippet:1: "+errStop.Error()) })
	}
}

// TestCheckIsAskedOften bounds the work between two questions.
func TestCheckIsAskedOften(t *testing.T) {
	t.Parallel()
	asked := 0
	v := newVM(t, Env{Check: func(*lua.LState) error { asked++; return nil }})
	wantTrue(t, v, `return ("a"):rep(2000):find("a-b") == nil`)
	// 2000 starts of 1000 steps on average.
	if want := 2000 * 1000 / pollEvery; asked < want {
		t.Errorf("asked %d times, want %d or more", asked, want)
	}
}

// TestRaise checks that the host gets its own error, and the limit's as a
// type, to raise as it likes.
func TestRaise(t *testing.T) {
	t.Parallel()
	env := stopAfter(0)
	var got error
	env.Raise = func(L *lua.LState, err error) {
		got = err
		L.Error(lua.LString("raised by the host"), 0)
	}
	v := newVM(t, env)
	wantError(t, v, `return ("a"):rep(5000):match("a-b")`, "raised by the host")
	if got != errStop {
		t.Errorf("got %v, want %v", got, errStop)
	}
	wantError(t, v, `return ("a"):rep(1e9)`, "raised by the host")
	var tooLong *TooLongError
	if !errors.As(got, &tooLong) || tooLong.Limit != DefaultMaxString {
		t.Errorf("got %v, want a TooLongError of %d", got, DefaultMaxString)
	}
}

// TestDeepPatterns checks that the Go stack is bounded by the pattern.
func TestDeepPatterns(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	v.SetGlobal("deep", lua.LString(strings.Repeat("a?", 1e6)))
	v.SetGlobal("subject", lua.LString(strings.Repeat("a", 1e6)))
	wantError(t, v, `return subject:match(deep)`, "snippet:1: pattern too complex")
	wantTrue(t, v, `return #subject:match(deep:sub(1, 2 * 9000)) == 9000`)
	wantTrue(t, v, `return #subject:match(("a"):rep(1e5)) == 1e5`)
}

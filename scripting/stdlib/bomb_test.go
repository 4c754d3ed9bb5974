package stdlib

import (
	"errors"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
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
	for _, source := range []string{
		`return ("x"):rep(1001)`,
		`return ("xyz"):rep(334)`,
		`return ("x"):rep(math.huge)`,
		`return ("xx"):rep(2^62)`,
		`return small .. small`,
		`return big .. 1`,
		`return "a" .. (small .. "b") .. "c" .. small`,
		`return ("%s%s"):format(small, small)`,
		`return ("%q"):format(big)`,
		`return ("%99d"):rep(10):format(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) .. "12345678901"`,
		`return table.concat({small, small})`,
		`return table.concat({big, ""}, ",")`,
		`return big:gsub("x", "xx")`,
		`return big:gsub("", "-")`,
		`return big:gsub("x", {x = "xx"})`,
		`return big:gsub("x", function() return "xx" end)`,
		`return ("x"):gsub("x", ("%0"):rep(499) .. ("%0"):rep(1) .. small)`,
		`return big:gsub(".*", "%0%0")`,
		`return tohex(small)`,
		`return tohex(("x"):rep(400), ", ")`,
		`return pack("zz", small, small)`,
		`return pack("c1001", "")`,
		`return pack(("x"):rep(900) .. "s", small)`,
		`return string.char(unpack({}, 1, 0)) .. big .. "x"`,
	} {
		wantError(t, v, source, "snippet:1: string longer than 1000 bytes")
	}
	for _, source := range []string{
		`return #("x"):rep(1000) == 1000`,
		`return #(small .. ("z"):rep(400)) == 1000`,
		`return #big:upper() == 1000 and #big:reverse() == 1000`,
		`return #big:gsub("x", "y") == 1000`,
		`return #("%s"):format(big) == 1000`,
		`return #table.concat({small, ("z"):rep(400)}) == 1000`,
		`return #pack("c1000", "") == 1000`,
		`return (""):rep(1e10) == ""`,
		`return ("x"):rep(-1e10) == ""`,
	} {
		wantTrue(t, v, source)
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
	for _, source := range []string{
		`return #("a"):rep(5e6):match("a*") == 5e6`,
		`return #("a"):rep(2e5):match("(a-)$") == 2e5`,
		`return ("a"):rep(1e6):find(".-b") == nil`,
		`return ("a"):rep(2e5):find("(.-)\r\n") == nil`,
		`return ("a"):rep(2e5):gsub(".-b", "") == ("a"):rep(2e5)`,
		`local n = 0 for _ in ("a"):rep(2e5):gmatch(".-b") do n = n + 1 end return n == 0`,
		`return select(2, ("a"):rep(1e5):gsub(".", "xx")) == 1e5`,
		`return select(2, ("a"):rep(1e5):gsub("", "-")) == 1e5 + 1`,
		`return #("("):rep(1e5):gsub("%(", "%%") == 1e5`,
		`return (("("):rep(1e5) .. (")"):rep(1e5)):find("%b()") == 1`,
		`local t = {} for i = 1, 2e5 do t[i] = i end while #t > 0 do table.remove(t) end return true`,
		`local t = {} for i = 1, 1e5 do t[i] = "x" end return #table.concat(t, ",") == 199999`,
		`return select("#", unpack({}, 1, 1e5)) == 1e5`,
		`return select("#", ("x"):rep(1e5):byte(1, -1)) == 1e5`,
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			// Ten million steps; the quadratic ways take a thousand times that.
			v := newVM(t, stopAfter(10e6/pollEvery))
			quick(t, func() { wantTrue(t, v, source) })
		})
	}
}

// TestStopped interrupts what would otherwise run for hours.
func TestStopped(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`return ("a"):rep(40):match(("a?"):rep(40) .. ("a"):rep(40) .. "b")`,
		`return ("a"):rep(28):match((".-"):rep(14) .. "b")`,
		`return ("a"):rep(28):find((".*"):rep(14) .. "b")`,
		`return ("a"):rep(28):gsub(("(.-)"):rep(14) .. "b", "")`,
		`return ("a"):rep(28):gmatch((".-"):rep(14) .. "b")()`,
		`return ("a"):rep(1e5):find("a-b")`,
		`return ("("):rep(1e5):find("%b()")`,
		`return ("a"):rep(1e5):find("(a*)%1%1b")`,
		`return ("a"):rep(1e5):find("[" .. ("b"):rep(1e6) .. "]")`,
		`return ("a"):rep(1e5):find("[" .. ("b"):rep(1e6) .. "a]*")`,
		`return ("a"):rep(1e5):gsub("()", ("%0"):rep(1e6))`,
		`table.insert({}, -1e9, 1)`,
		`table.insert({}, -math.huge, 1)`,
		`local t = {} for i = 1, 1e5 do t[i] = i end table.sort(t)`,
		`local t = {} for i = 1, 1e5 do t[i] = "" end return table.concat(t)`,
		`local t = {} for i = 1, 1e5 do t[i] = "" end return table.maxn(t)`,
	} {
		v := newVM(t, stopAfter(20))
		quick(t, func() { wantError(t, v, source, "snippet:1: "+errStop.Error()) })
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

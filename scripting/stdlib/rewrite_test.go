package stdlib

import (
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestConcatBomb doubles a string until the limit stops it.
func TestConcatBomb(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{MaxString: func() int { return 1 << 20 }})
	for _, source := range []string{
		`local s = "x" while true do s = s .. s end`,
		`local s = "x" while true do s = "a" .. s .. s .. "b" end`,
		`local s = "x" while true do s = s:gsub(".*", "%0%0", 1) end`,
	} {
		wantError(t, v, source, "snippet:1: string longer than 1 MB")
	}
}

// TestConcatOutOfReach has a script try to replace or to catch the function
// behind the operator.
func TestConcatOutOfReach(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{MaxString: func() int { return 1000 }})
	for _, source := range []string{
		`string.rep, table.concat, tostring = nil, nil, nil return "a" .. 1 .. "b" == "a1b"`,
		`setfenv(1, {}) return "a" .. "b" == "ab"`,
		`local g, p = _G, pairs for k in p(g) do g[k] = nil end return "a" .. "b" == "ab"`,
		`getmetatable("").__concat = function() return "mine" end return "a" .. "b" == "ab"`,
		`for k in pairs(_G) do assert(type(k) == "string" and not k:find("%W") or k:find("_")) end return true`,
		`local s = "\0" .. "0" return s == "\0000" and #s == 2`,
		`local s = "\0000" local t = "a" .. "b" return type(s) == "string" and #s == 2 and t == "ab"`,
		`return ({["\0000"] = "a" .. "b"})["\0000"] == "ab"`,
		`local t = {} t["\0000"] = "a" .. "b" return t["\0000"] == "ab" and type(next(t)) == "string"`,
	} {
		w := newVM(t, Env{})
		wantTrue(t, w, source)
	}
	wantError(t, v, `string.rep = nil local s = "x" while true do s = s .. s end`, "snippet:1: string longer than 1000 bytes")
}

// TestConcatLines checks the line an error is reported for.
func TestConcatLines(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	wantError(t, v, "local x\n\nreturn 'a'\n.. x", "snippet:3: attempt to concatenate local 'x' (a nil value)")
	wantError(t, v, "local x = 'a'\nlocal y = x .. 'b'\nx = y .. nothing", "snippet:3: attempt to concatenate global 'nothing' (a nil value)")
	wantError(t, v, "local a\nlocal b = 1\nb, a = 2,\n  a + b", "snippet:4: cannot perform add operation between nil and number")
}

// TestConcatMetamethodError checks that error levels count the operator as
// nothing: level 2 is the line that concatenates.
func TestConcatMetamethodError(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	wantError(t, v, "local t = setmetatable({}, {__concat = function() error('mine', 2) end})\n\nreturn t .. 'x'", "snippet:3: mine")
}

// TestLongChains goes over the number of registers a function has.
func TestLongChains(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	for _, n := range []int{2, 49, 50, 51, 99, 100, 101, 200, 500, 5000} {
		results, err := v.run("local s = 'xy' return " + strings.Repeat("s .. ", n) + "'end'")
		if err != nil {
			t.Fatalf("%d operands: %v", n, err)
		}
		if want := strings.Repeat("xy", n) + "end"; results[0] != lua.LString(want) {
			t.Errorf("%d operands: wrong result", n)
		}
	}
	wantError(t, v, "local x local s = 'xy' return "+strings.Repeat("s .. ", 300)+"x", "snippet:1: attempt to concatenate local 'x' (a nil value)")
}

// TestMarkers checks that the constants standing for calls differ from every
// literal of the chunk.
func TestMarkers(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	var source strings.Builder
	source.WriteString("local t = {")
	for n := range 20 {
		source.WriteString(`"` + strings.Repeat(`\000`, n) + `0", `)
	}
	source.WriteString("} for i = 1, 20 do assert(type(t[i]) == 'string' and #t[i] == i, i) end return 'a' .. 'b' == 'ab'")
	wantTrue(t, v, source.String())
}

func BenchmarkConcat(b *testing.B) {
	v := newVM(b, Env{})
	f, err := v.load(`local s for i = 1, 1000 do s = "a" .. i .. "b" end`, "snippet")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.call(f); err != nil {
			b.Fatal(err)
		}
	}
}

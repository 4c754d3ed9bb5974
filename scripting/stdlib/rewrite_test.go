package stdlib

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luatest"
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
	for _, c := range luatest.Lines(t, "testdata/concatreach.lua") {
		w := newVM(t, Env{})
		wantTrue(t, w, c.Source)
	}
	wantError(t, v, `string.rep = nil local s = "x" while true do s = s .. s end`, "snippet:1: string longer than 1000 bytes")
}

// TestConcatErrors checks the error of a program and the line that it is
// reported for.
func TestConcatErrors(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	for _, c := range luatest.Cases(t, "testdata/concaterrors.lua") {
		wantError(t, v, c.Source, fmt.Sprintf("snippet:%d: %s", c.Line("error"), c.Text("error")))
	}
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

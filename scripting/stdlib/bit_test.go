package stdlib

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luatest"
)

// TestBit has the examples of the LuaBitOp manual.
func TestBit(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	for _, c := range luatest.Lines(t, "testdata/bit.lua") {
		want := c.Text("")
		if text := c.Text("error"); text != "" {
			want = "error: " + text
		}
		if got := v.answer(c.Source); got != want {
			t.Errorf("%s: %s: got %s, want %s", c.Place, c.Source, got, want)
		}
	}
}

func TestHex(t *testing.T) {
	t.Parallel()
	var all []byte
	for i := range 256 {
		all = append(all, byte(i))
	}
	for _, separator := range []string{"", " ", ":", "-", "\r\n"} {
		digits, _ := ToHex(string(all), separator, nil)
		got, err := FromHex(digits, nil)
		if err != nil || got != string(all) {
			t.Errorf("separator %q: got %q, %v", separator, got, err)
		}
	}
}

// TestBitFromGo runs a function of Bit as another library might, from Go.
func TestBitFromGo(t *testing.T) {
	t.Parallel()
	L := lua.NewState()
	defer L.Close()
	if err := L.CallByParam(lua.P{Fn: L.NewFunction(Bit()["bor"]), NRet: 1, Protect: true}, lua.LNumber(1), lua.LNumber(6)); err != nil {
		t.Fatal(err)
	}
	if got := L.Get(-1); got != lua.LNumber(7) {
		t.Errorf("got %v, want 7", got)
	}
}

package scripting

import (
	"reflect"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// The line of a call, as it is read from gopher-lua's records, is the one that
// gopher-lua tells.
func TestCallLine(t *testing.T) {
	t.Parallel()
	if !tricks {
		t.Skip("the library is asked as ever: the tag plain")
	}
	if !frames.known {
		t.Fatal("gopher-lua keeps its frames otherwise: every call makes a record on the heap to tell its line")
	}
	read := 0
	here := &Func{Name: "here", Group: "test", Summary: "gives the line of its call", Params: []Param{{Name: "any", Type: "..."}}}
	here.Does(func(c *Call) error {
		th := c.top()
		place, ok := callLine(th)
		told, hasTold := linePlace(th, 1)
		if ok && (!hasTold || place != told) {
			t.Errorf("read %v, told %v %v", place, told, hasTold)
		}
		if ok {
			read++
		}
		return c.Return(lua.LNumber(c.caller.Place.Line))
	})
	passOn(t, Config{Functions: []*Func{here}}, `expect.equal(here(), 1)
local function inner() return (here()) end
expect.equal(inner(), 2)
local function tail() return here() end
expect.equal(tail(), 4)
local function tails(n) if n > 0 then return tails(n - 1) end
  return (here()) end
expect.equal(tails(5), 7)
expect.equal(select(2, pcall(here)), 9)
expect.equal(select(2, pcall(function() return (here()) end)), 10)
local co = coroutine.wrap(function() coroutine.yield((here()))
  coroutine.yield((here())) end)
expect.equal(co(), 11)
expect.equal(co(), 12)
local t = setmetatable({}, {__index = function() return (here()) end, __call = here})
expect.equal(t.x, 15)
expect.equal(t(), 17)
expect.equal(join(spawn(function() return (here()) end)), 18)
for _ in here do break end
table.sort({1, 2}, function(a, b) here() return a < b end)
local text = ("x"):gsub("x", function() return tostring((here())) end)
expect.equal(text, "21")
expect.equal(loadstring("\n\nreturn (here())")(), 3)
here() -- what follows is of another line
here()`)
	if read < 10 {
		t.Errorf("read %d times only", read)
	}
}

// The place of an instruction, as it is read from gopher-lua's records, is the one
// that reflection finds.
func TestPosition(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	asked := 0
	h.With(func() {
		h.root.SetGlobal("ask", h.root.NewFunction(func(L *lua.LState) int {
			for i := 1; ; i++ {
				dbg, ok := L.GetStack(i)
				if !ok {
					return 0
				}
				frame := reflect.ValueOf(dbg).Elem().FieldByName("frame").Elem()
				pc, depth := position(dbg)
				if wantPC, want := int(frame.FieldByName("Pc").Int())-1, int(frame.FieldByName("Idx").Int()); pc != wantPC || depth != want {
					t.Errorf("level %d: got instruction %d and depth %d, want %d and %d", i, pc, depth, wantPC, want)
				}
				asked++
			}
		}))
	})
	eval(t, h, `local function f(n) local a = n + 1 if n > 0 then local r = f(n - 1) return r end ask() return a end f(3)`)
	if asked < 5 {
		t.Errorf("asked of %d calls", asked)
	}
}

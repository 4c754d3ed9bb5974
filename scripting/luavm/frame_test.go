package luavm

import (
	"reflect"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestCallerPlace compares the line of a call, as it is read from gopher-lua's
// records, with the one that gopher-lua tells.
func TestCallerPlace(t *testing.T) {
	t.Parallel()
	if tricks && !frames.known {
		t.Error("gopher-lua keeps its frames otherwise: every call makes a record on the heap to tell its line")
	}
	vm := lua.NewState()
	defer vm.Close()
	read := 0
	vm.SetGlobal("here", vm.NewFunction(func(th *lua.LState) int {
		place, ok := frames.callerPlace(th)
		told, hasTold := LinePlace(th, 1)
		if ok && (!hasTold || place != told) {
			t.Errorf("read %v, told %v %v", place, told, hasTold)
		}
		if ok {
			read++
		}
		place, _ = CallerPlace(th)
		th.Push(lua.LNumber(place.Line))
		return 1
	}))
	vm.SetGlobal("equal", vm.NewFunction(func(th *lua.LState) int {
		if got, want := th.Get(1), th.Get(2); got != want {
			t.Errorf("got line %v, want %v", got, want)
		}
		return 0
	}))
	if err := vm.DoString(`equal(here(), 1)
local function inner() return (here()) end
equal(inner(), 2)
local function tail() return here() end
equal(tail(), 4)
local function tails(n) if n > 0 then return tails(n - 1) end
  return (here()) end
equal(tails(5), 7)
equal(select(2, pcall(here)), 9)
equal(select(2, pcall(function() return (here()) end)), 10)
local co = coroutine.wrap(function() coroutine.yield((here()))
  coroutine.yield((here())) end)
equal(co(), 11)
equal(co(), 12)
local t = setmetatable({}, {__index = function() return (here()) end, __call = here})
equal(t.x, 15)
equal(t(), 17)
for _ in here do break end
table.sort({1, 2}, function(a, b) here() return a < b end)
local text = ("x"):gsub("x", function() return tostring((here())) end)
equal(text, "20")
equal(loadstring("\n\nreturn (here())")(), 3)
here() -- what follows is of another line
here()`); err != nil {
		t.Fatal(err)
	}
	if tricks && read < 10 {
		t.Errorf("read %d times only", read)
	}
}

// TestPosition compares the place of an instruction, as it is read from gopher-lua's
// records, with the one that reflection finds.
func TestPosition(t *testing.T) {
	t.Parallel()
	vm := lua.NewState()
	defer vm.Close()
	asked := 0
	vm.SetGlobal("ask", vm.NewFunction(func(th *lua.LState) int {
		for i := 1; ; i++ {
			dbg, ok := th.GetStack(i)
			if !ok {
				return 0
			}
			frame := reflect.ValueOf(dbg).Elem().FieldByName("frame").Elem()
			pc, depth := Position(dbg)
			if wantPC, want := int(frame.FieldByName("Pc").Int())-1, int(frame.FieldByName("Idx").Int()); pc != wantPC || depth != want {
				t.Errorf("level %d: got instruction %d and depth %d, want %d and %d", i, pc, depth, wantPC, want)
			}
			asked++
		}
	}))
	if err := vm.DoString(`local function f(n) local a = n + 1 if n > 0 then local r = f(n - 1) return r end ask() return a end f(3)`); err != nil {
		t.Fatal(err)
	}
	if asked < 5 {
		t.Errorf("asked of %d calls", asked)
	}
}

// benchInside calls f in a function of Go's that a line of Lua has called.
func benchInside(b *testing.B, f func(th *lua.LState)) {
	vm := lua.NewState()
	defer vm.Close()
	vm.SetGlobal("inside", vm.NewFunction(func(th *lua.LState) int {
		b.ReportAllocs()
		for b.Loop() {
			f(th)
		}
		return 0
	}))
	if err := vm.DoString("inside()\n"); err != nil {
		b.Fatal(err)
	}
}

// The line of a call, read from the records, against what the library tells.
func BenchmarkCallerPlace(b *testing.B) {
	b.Run("read", func(b *testing.B) { benchInside(b, func(th *lua.LState) { CallerPlace(th) }) })
	b.Run("library", func(b *testing.B) { benchInside(b, func(th *lua.LState) { LinePlace(th, 1) }) })
}

// The place of an instruction, read from the records, against reflection.
func BenchmarkPosition(b *testing.B) {
	b.Run("read", func(b *testing.B) {
		benchInside(b, func(th *lua.LState) {
			dbg, _ := th.GetStack(1)
			Position(dbg)
		})
	})
	b.Run("reflection", func(b *testing.B) {
		known := frames.known
		defer func() { frames.known = known }()
		frames.known = false
		benchInside(b, func(th *lua.LState) {
			dbg, _ := th.GetStack(1)
			Position(dbg)
		})
	})
}

package stdlib

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// The functions here are the luaL_check* of Lua 5.1, with its words. Those of
// gopher-lua read "010" as octal, refuse "10" as an integer, turn huge numbers
// into negative ones, and format their errors differently.

// An args is one call of a library function: its name as the book writes it,
// and the state its arguments are on.
type args struct {
	L    *lua.LState
	name string
}

// raise raises an error with the position of the running script in front. It
// does not return. The VM's own RaiseError would leave a blank in front when
// no Lua function is running.
func raise(L *lua.LState, format string, a ...any) {
	L.Error(lua.LString(position(L)+fmt.Sprintf(format, a...)), 0)
}

// Raise raises the error of a function outside this package as those in it do.
func Raise(L *lua.LState, format string, a ...any) { raise(L, format, a...) }

// Args checks the arguments of a function outside this package, called by the
// name that its errors say.
type Args struct{ args }

// Check gives the arguments of the function that runs.
func Check(L *lua.LState, name string) Args { return Args{args{L, name}} }

// Bad raises the error of argument n.
func (a Args) Bad(n int, format string, v ...any) { a.bad(n, format, v...) }

// Any gives argument n, which may be nil but must be there.
func (a Args) Any(n int) lua.LValue { return a.any(n) }

// String gives argument n, a string or a number.
func (a Args) String(n int) string { return a.str(n) }

// OptString is String with a default.
func (a Args) OptString(n int, def string) string { return a.optStr(n, def) }

// OptInt gives argument n without its fraction, or a default.
func (a Args) OptInt(n, def int) int { return a.optInt(n, def) }

// Table gives argument n.
func (a Args) Table(n int) *lua.LTable { return a.table(n) }

// Function gives argument n.
func (a Args) Function(n int) *lua.LFunction { return a.function(n) }

// Thread gives argument n, a coroutine.
func (a Args) Thread(n int) *lua.LState {
	th, ok := a.L.Get(n).(*lua.LState)
	if !ok {
		a.bad(n, "coroutine expected")
	}
	return th
}

// position is "chunk:line: " of the innermost Lua function, or nothing.
func position(L *lua.LState) string {
	for level := 0; ; level++ {
		dbg, ok := L.GetStack(level)
		if !ok {
			return ""
		}
		if _, err := L.GetInfo("Sl", dbg, lua.LNil); err == nil && dbg.Source != "" {
			return fmt.Sprintf("%s:%d: ", dbg.Source, dbg.CurrentLine)
		}
	}
}

// bad raises the error of argument n.
func (a args) bad(n int, format string, v ...any) {
	reason := fmt.Sprintf(format, v...)
	if calledAsMethod(a.L, a.name) {
		// self is not counted, and has an error of its own.
		if n--; n == 0 {
			raise(a.L, "calling '%s' on bad self (%s)", a.name, reason)
		}
	}
	raise(a.L, "bad argument #%d to '%s' (%s)", n, a.name, reason)
}

func (a args) wrongType(n int, want string) {
	a.bad(n, "%s expected, got %s", want, a.typeName(n))
}

func (a args) typeName(n int) string {
	if n > a.L.GetTop() {
		return "no value"
	}
	return a.L.Get(n).Type().String()
}

// missing reports whether argument n is absent or nil.
func (a args) missing(n int) bool { return a.L.Get(n) == lua.LNil }

// any returns argument n, which may be nil but must be there.
func (a args) any(n int) lua.LValue {
	if n > a.L.GetTop() {
		a.bad(n, "value expected")
	}
	return a.L.Get(n)
}

// str returns argument n, a string or a number.
func (a args) str(n int) string {
	s, ok := toString(a.L.Get(n))
	if !ok {
		a.wrongType(n, "string")
	}
	return s
}

func (a args) optStr(n int, def string) string {
	if a.missing(n) {
		return def
	}
	return a.str(n)
}

// number returns argument n, a number or a string that reads as one.
func (a args) number(n int) float64 {
	f, ok := toNumber(a.L.Get(n))
	if !ok {
		a.wrongType(n, "number")
	}
	return f
}

// int returns argument n without its fraction. A number too large for an int
// becomes the largest, so that s:sub(2, math.huge) means what it says.
func (a args) int(n int) int { return truncate(a.number(n)) }

func (a args) optInt(n, def int) int {
	if a.missing(n) {
		return def
	}
	return a.int(n)
}

func (a args) table(n int) *lua.LTable {
	t, ok := a.L.Get(n).(*lua.LTable)
	if !ok {
		a.wrongType(n, "table")
	}
	return t
}

func (a args) function(n int) *lua.LFunction {
	f, ok := a.L.Get(n).(*lua.LFunction)
	if !ok {
		a.wrongType(n, "function")
	}
	return f
}

// truncate drops the fraction of f. NaN becomes the smallest int, as it does
// in C on the usual machines.
func truncate(f float64) int {
	switch {
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f > math.MinInt64:
		return int(f)
	}
	return math.MinInt64
}

// calledAsMethod reports whether the running Go function was called as
// x:name(...). It reads the caller's instructions, since gopher-lua keeps no
// record; it is asked only when an error is to be worded.
func calledAsMethod(L *lua.LState, name string) bool {
	dbg, ok := L.GetStack(1)
	if !ok {
		return false
	}
	v, err := L.GetInfo("fl", dbg, lua.LNil)
	fn, ok := v.(*lua.LFunction)
	if err != nil || !ok || fn.Proto == nil {
		return false
	}
	p := fn.Proto
	for _, call := range p.DbgCalls {
		if call.Name == name && p.DbgSourcePositions[call.Pc] == dbg.CurrentLine {
			return loadsMethod(p.Code[:call.Pc], p.Code[call.Pc])
		}
	}
	return false
}

// loadsMethod reports whether the last write to the register that call calls
// is an OP_SELF.
func loadsMethod(code []uint32, call uint32) bool {
	for i := len(code) - 1; i >= 0; i-- {
		if registerA(code[i]) == registerA(call) {
			return int(code[i]>>26) == lua.OP_SELF
		}
	}
	return false
}

func registerA(inst uint32) uint32 { return inst >> 18 & 0xff }

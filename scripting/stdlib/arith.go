package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// The VM reads a string operand itself, and reads "010" as octal 8. But first
// it looks for a metamethod, so strings get the arithmetic metamethods and the
// VM's own reading is never reached.

func arithmeticEvents() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"__add": arithmetic("__add", func(x, y float64) float64 { return x + y }),
		"__sub": arithmetic("__sub", func(x, y float64) float64 { return x - y }),
		"__mul": arithmetic("__mul", func(x, y float64) float64 { return x * y }),
		"__div": arithmetic("__div", func(x, y float64) float64 { return x / y }),
		"__mod": arithmetic("__mod", modulo),
		"__pow": arithmetic("__pow", math.Pow),
		"__unm": negate,
	}
}

// remainder carries out a % b. The VM's own gives -0 for -4 % 2, which prints so.
func remainder(L *lua.LState) int {
	a, b := L.Get(1), L.Get(2)
	x, okX := a.(lua.LNumber)
	y, okY := b.(lua.LNumber)
	if okX && okY {
		L.Push(lua.LNumber(modulo(float64(x), float64(y))))
		return 1
	}
	meta := L.GetMetaField(a, "__mod")
	if meta == lua.LNil {
		meta = L.GetMetaField(b, "__mod")
	}
	if meta == lua.LNil { // in the words of the VM
		raise(L, "cannot perform mod operation between %s and %s", a.Type(), b.Type())
	}
	L.Push(call(L, meta, a, b))
	return 1
}

// modulo has the sign of y. It never is -0, as Lua's a - floor(a/b)*b is not.
func modulo(x, y float64) float64 {
	r := math.Mod(x, y)
	if r*y < 0 {
		r += y
	}
	if r == 0 {
		return 0
	}
	return r
}

// arithmetic returns the metamethod for event. One operand at least is a
// string.
func arithmetic(event string, f func(x, y float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		a, b := L.Get(1), L.Get(2)
		x, okX := toNumber(a)
		y, okY := toNumber(b)
		switch {
		case okX && okY:
			L.Push(lua.LNumber(f(x, y)))
		case hasOwn(L, a, event):
			L.Push(call(L, L.GetMetaField(a, event), a, b))
		case hasOwn(L, b, event):
			L.Push(call(L, L.GetMetaField(b, event), a, b))
		case okX:
			raise(L, "attempt to perform arithmetic on a %s value", b.Type())
		default:
			raise(L, "attempt to perform arithmetic on a %s value", a.Type())
		}
		return 1
	}
}

// hasOwn reports whether v, other than by being a string, has the metamethod.
// In Lua 5.1 it would be the only one.
func hasOwn(L *lua.LState, v lua.LValue, event string) bool {
	return v.Type() != lua.LTString && L.GetMetaField(v, event) != lua.LNil
}

func negate(L *lua.LState) int {
	f, ok := toNumber(L.Get(1))
	if !ok {
		raise(L, "attempt to perform arithmetic on a %s value", L.Get(1).Type())
	}
	L.Push(lua.LNumber(-f))
	return 1
}

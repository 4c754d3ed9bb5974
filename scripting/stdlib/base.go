package stdlib

import (
	"errors"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func (l *Library) baseFuncs() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"assert":   assert,
		"error":    l.raiseError,
		"getfenv":  l.getfenv,
		"select":   selectFrom,
		"setfenv":  l.setfenv,
		"tonumber": tonumber,
		"tostring": tostring,
		"unpack":   l.unpack,
	}
}

// ToString is Lua's tostring: it honours __tostring and may so run Lua code.
func ToString(L *lua.LState, v lua.LValue) lua.LValue {
	if s, ok := toString(v); ok {
		return lua.LString(s)
	}
	if meta := L.GetMetaField(v, "__tostring"); meta != lua.LNil {
		return call(L, meta, v)
	}
	return lua.LString(v.String())
}

// call calls f and returns its first result.
func call(L *lua.LState, f lua.LValue, a ...lua.LValue) lua.LValue {
	L.Push(f)
	for _, v := range a {
		L.Push(v)
	}
	L.Call(len(a), 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

func tostring(L *lua.LState) int {
	L.Push(ToString(L, args{L, "tostring"}.any(1)))
	return 1
}

func tonumber(L *lua.LState) int {
	a := args{L, "tonumber"}
	base := a.optInt(2, 10)
	f, ok := 0.0, false
	if base == 10 {
		f, ok = toNumber(a.any(1))
	} else {
		s := a.str(1)
		if base < 2 || base > 36 {
			a.bad(2, "base out of range")
		}
		f, ok = parseInBase(s, base)
	}
	if !ok {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LNumber(f))
	return 1
}

// parseInBase reads s as C's strtoul does: a sign is allowed and wraps around,
// and a number that is too large becomes the largest.
func parseInBase(s string, base int) (float64, bool) {
	digits, sign := cutSign(strings.Trim(s, space))
	digits = strings.ToLower(digits)
	if hex := strings.TrimPrefix(digits, "0x"); base == 16 && hex != "" {
		digits = hex
	}
	if digits == "" || strings.ContainsAny(digits, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		if !errors.Is(err, strconv.ErrRange) {
			return 0, false
		}
		return math.MaxUint64, true
	}
	if sign < 0 {
		n = -n
	}
	return float64(n), true
}

func (l *Library) unpack(L *lua.LState) int {
	a := args{L, "unpack"}
	t := a.table(1)
	first := a.optInt(2, 1)
	last := t.Len()
	if !a.missing(3) {
		last = a.int(3)
	}
	if first > last {
		return 0
	}
	n := last - first + 1
	if n <= 0 || !roomFor(L, n) {
		raise(L, "too many results to unpack")
	}
	Reserve(L, n)
	for i := range n {
		l.poll(L, i)
		L.Push(t.RawGet(lua.LNumber(first + i)))
	}
	return n
}

// Reserve makes room on the stack for n values that are pushed next. The VM makes
// it for a thousand at a time, and copies all that is there each time.
func Reserve(L *lua.LState, n int) {
	if n < 1000 {
		return
	}
	top := L.GetTop()
	L.SetTop(top + n)
	L.SetTop(top)
}

// PushAll pushes values, of which there may be many.
func PushAll(L *lua.LState, values []lua.LValue) {
	Reserve(L, len(values))
	for _, v := range values {
		L.Push(v)
	}
}

// roomFor reports whether n results can be returned. The VM would raise
// "registry overflow" otherwise. Half of the registry is left to the caller,
// which gets the results copied, and to what is already on it.
func roomFor(L *lua.LState, n int) bool {
	size := max(L.Options.RegistrySize, L.Options.RegistryMaxSize)
	if size == 0 {
		size = lua.RegistrySize
	}
	return n < size/2
}

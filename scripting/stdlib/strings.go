package stdlib

import (
	lua "github.com/yuin/gopher-lua"
)

func (l *Library) stringFuncs() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"byte":    stringByte,
		"char":    l.char,
		"find":    l.find,
		"format":  l.format,
		"gmatch":  l.gmatch,
		"gsub":    l.gsub,
		"len":     length,
		"lower":   l.lower,
		"match":   l.match,
		"rep":     l.rep,
		"reverse": l.reverse,
		"sub":     sub,
		"upper":   l.upper,
	}
}

func length(L *lua.LState) int {
	L.Push(lua.LNumber(len(args{L, "len"}.str(1))))
	return 1
}

func sub(L *lua.LState) int {
	a := args{L, "sub"}
	s := a.str(1)
	first := max(relative(a.int(2), len(s)), 1)
	last := min(relative(a.optInt(3, -1), len(s)), len(s))
	if first > last {
		s = ""
	} else {
		s = s[first-1 : last]
	}
	L.Push(lua.LString(s))
	return 1
}

func stringByte(L *lua.LState) int {
	a := args{L, "byte"}
	s := a.str(1)
	first := relative(a.optInt(2, 1), len(s))
	last := min(relative(a.optInt(3, first), len(s)), len(s))
	first = max(first, 1)
	if first > last {
		return 0
	}
	n := last - first + 1
	if !roomFor(L, n) {
		raise(L, "string slice too long")
	}
	Reserve(L, n)
	for i := first - 1; i < last; i++ {
		L.Push(lua.LNumber(s[i]))
	}
	return n
}

func (l *Library) char(L *lua.LState) int {
	a := args{L, "char"}
	bytes := make([]byte, L.GetTop())
	l.fit(L, len(bytes))
	for i := range bytes {
		c := a.int(i + 1)
		if c < 0 || c > 255 {
			a.bad(i+1, "invalid value")
		}
		bytes[i] = byte(c)
	}
	L.Push(lua.LString(bytes))
	return 1
}

func (l *Library) rep(L *lua.LState) int {
	a := args{L, "rep"}
	s, n := a.str(1), max(a.int(2), 0)
	if len(s) == 0 {
		n = 0
	}
	// The product may overflow; the quotient cannot.
	if limit := l.maxString(); n > 0 && n > limit/len(s) {
		l.fit(L, limit+1)
	}
	L.Push(lua.LString(l.repeat(L, s, n)))
	return 1
}

func (l *Library) reverse(L *lua.LState) int {
	s := args{L, "reverse"}.str(1)
	l.fit(L, len(s))
	out := make([]byte, len(s))
	l.pieces(L, len(out), func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = s[len(s)-1-i]
		}
	})
	L.Push(lua.LString(out))
	return 1
}

func (l *Library) lower(L *lua.LState) int {
	return l.mapBytes(L, "lower", toLower)
}

func (l *Library) upper(L *lua.LState) int {
	return l.mapBytes(L, "upper", toUpper)
}

func (l *Library) mapBytes(L *lua.LState, name string, f func(byte) byte) int {
	s := args{L, name}.str(1)
	l.fit(L, len(s))
	out := make([]byte, len(s))
	l.pieces(L, len(out), func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = f(s[i])
		}
	})
	L.Push(lua.LString(out))
	return 1
}

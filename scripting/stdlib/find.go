package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// matcher returns a matcher that asks the host on behalf of L.
func (l *Library) matcher(L *lua.LState, src, pat string) *matcher {
	return &matcher{src: src, pat: pat, check: func() error { return l.check(L) }}
}

// raisePattern raises what stopped m, if anything did: an error of the pattern
// as Lua does, one of the host's as it wants.
func (l *Library) raisePattern(L *lua.LState, m *matcher) {
	switch err := m.err.(type) {
	case nil:
	case patternError:
		raise(L, "%s", err)
	default:
		l.raise(L, err)
	}
}

// search finds the first match at init or after. It returns noMatch as its
// start when there is none.
func (m *matcher) search(init int) (start, end int) {
	p := 0
	once := strings.HasPrefix(m.pat, "^")
	if once {
		p = 1
	}
	once = once || m.reachesAll()
	for s := init; s <= len(m.src) && m.step(1); s++ {
		if end := m.run(s, p); end != noMatch {
			return s, end
		}
		if once {
			break
		}
	}
	return noMatch, noMatch
}

// reachesAll reports whether a pattern that fails at one position must fail at
// all later ones: it begins with a repeated dot, which has then already tried
// them. That makes the common find(".-\r\n") linear on data without a match.
// A back-reference spoils it, for what it wants depends on the start.
func (m *matcher) reachesAll() bool {
	p := strings.TrimPrefix(m.pat, "(")
	if len(p) < 2 || p[0] != '.' || !strings.ContainsRune("*+-", rune(p[1])) {
		return false
	}
	for i := range len(p) - 1 {
		if p[i] == '%' && isDigit(p[i+1]) {
			return false
		}
	}
	return true
}

// value returns capture i as a Lua value. Without captures, capture 0 is the
// whole match src[start:end].
func (m *matcher) value(i, start, end int) lua.LValue {
	if i >= m.level {
		if i == 0 {
			return lua.LString(m.src[start:end])
		}
		m.fail("invalid capture index")
		return lua.LNil
	}
	switch c := m.captures[i]; c.length {
	case openCapture:
		m.fail("unfinished capture")
		return lua.LNil
	case positionCapture:
		return lua.LNumber(c.start + 1)
	default:
		return lua.LString(m.src[c.start : c.start+c.length])
	}
}

// pushCaptures pushes the captures, or the whole match if there are none and
// whole is set, and returns how many values that was.
func (l *Library) pushCaptures(L *lua.LState, m *matcher, start, end int, whole bool) int {
	n := m.level
	if n == 0 && whole {
		n = 1
	}
	for i := range n {
		v := m.value(i, start, end)
		l.raisePattern(L, m)
		L.Push(v)
	}
	return n
}

// relative turns a position as Lua counts, from 1 or backwards from -1, into
// one that counts from 1 or is 0.
func relative(pos, length int) int {
	if pos < 0 {
		pos += length + 1
	}
	return max(pos, 0)
}

// startAt returns argument n, a position, as an offset into s.
func (a args) startAt(n int, s string) int {
	init := relative(a.optInt(n, 1), len(s)) - 1
	return min(max(init, 0), len(s))
}

func (l *Library) find(L *lua.LState) int {
	a := args{L, "find"}
	s, pat := a.str(1), a.str(2)
	init := a.startAt(3, s)
	if L.ToBool(4) || !strings.ContainsAny(pat, "^$*+?.([%-") {
		i := strings.Index(s[init:], pat)
		if i < 0 {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(lua.LNumber(init + i + 1))
		L.Push(lua.LNumber(init + i + len(pat)))
		return 2
	}
	m := l.matcher(L, s, pat)
	start, end := m.search(init)
	l.raisePattern(L, m)
	if start == noMatch {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LNumber(start + 1))
	L.Push(lua.LNumber(end))
	return 2 + l.pushCaptures(L, m, start, end, false)
}

func (l *Library) match(L *lua.LState) int {
	a := args{L, "match"}
	s, pat := a.str(1), a.str(2)
	init := a.startAt(3, s)
	m := l.matcher(L, s, pat)
	start, end := m.search(init)
	l.raisePattern(L, m)
	if start == noMatch {
		L.Push(lua.LNil)
		return 1
	}
	return l.pushCaptures(L, m, start, end, true)
}

// gmatch returns an iterator. As in Lua 5.1, a ^ is no anchor in it.
func (l *Library) gmatch(L *lua.LState) int {
	a := args{L, "gmatch"}
	s, pat := a.str(1), a.str(2)
	next, once := 0, l.matcher(L, s, pat).reachesAll()
	L.Push(L.NewFunction(func(L *lua.LState) int {
		m := l.matcher(L, s, pat)
		for ; next <= len(s) && m.step(1); next++ {
			start := next
			end := m.run(start, 0)
			if end == noMatch {
				if once {
					next = len(s)
				}
				continue
			}
			// An empty match must not be found again.
			next = max(end, start+1)
			return l.pushCaptures(L, m, start, end, true)
		}
		l.raisePattern(L, m)
		return 0
	}))
	return 1
}

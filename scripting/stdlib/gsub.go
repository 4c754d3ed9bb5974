package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func (l *Library) gsub(L *lua.LState) int {
	a := args{L, "gsub"}
	s, pat := a.str(1), a.str(2)
	replacement := L.Get(3)
	most := a.optInt(4, len(s)+1)
	switch replacement.(type) {
	case lua.LString, lua.LNumber, *lua.LTable, *lua.LFunction:
	default:
		a.bad(3, "string/function/table expected")
	}
	g := &substitution{l: l, L: L, with: replacement, matcher: l.matcher(L, s, pat)}
	g.out.limit = l.maxString()
	n := g.run(most)
	l.raisePattern(L, g.matcher)
	if g.out.full {
		l.fit(L, g.out.limit+1)
	}
	L.Push(lua.LString(g.out.String()))
	L.Push(lua.LNumber(n))
	return 2
}

// A substitution is one gsub in progress.
type substitution struct {
	*matcher
	l    *Library
	L    *lua.LState
	with lua.LValue
	out  builder
}

// run replaces up to most matches and returns how many it found. It stops
// early, leaving err or out.full set, when something is wrong.
func (g *substitution) run(most int) (n int) {
	p := 0
	anchored := strings.HasPrefix(g.pat, "^")
	if anchored {
		p = 1
	}
	once := g.reachesAll()
	s := 0
	for n < most && g.step(1) && !g.out.full {
		end := g.matcher.run(s, p)
		if end != noMatch {
			n++
			g.out.add(g.replace(s, end))
		}
		switch {
		case end > s:
			s = end
		case s < len(g.src):
			g.out.add(g.src[s : s+1])
			s++
		default:
			return n
		}
		if anchored || once && end == noMatch {
			break
		}
	}
	g.out.add(g.src[s:])
	return n
}

// replace returns what takes the place of the match src[start:end].
func (g *substitution) replace(start, end int) string {
	var v lua.LValue
	switch with := g.with.(type) {
	case *lua.LTable:
		key := g.value(0, start, end)
		g.l.raisePattern(g.L, g.matcher)
		v = g.L.GetTable(with, key)
	case *lua.LFunction:
		g.L.Push(with)
		n := g.l.pushCaptures(g.L, g.matcher, start, end, true)
		g.L.Call(n, 1)
		v = g.L.Get(-1)
		g.L.Pop(1)
	default:
		text, _ := toString(with)
		return g.expand(text, start, end)
	}
	if lua.LVIsFalse(v) {
		return g.src[start:end]
	}
	text, ok := toString(v)
	if !ok {
		raise(g.L, "invalid replacement value (a %s)", v.Type())
	}
	return text
}

// expand replaces %0 to %9 in text. As in Lua 5.1, % before any other byte
// stands for that byte, and a % at the end for a NUL.
func (g *substitution) expand(text string, start, end int) string {
	// Scanning the text may be all that happens, many times over.
	if !g.step(len(text) / bytesPerStep) {
		return ""
	}
	if !strings.Contains(text, "%") {
		return text
	}
	out := builder{limit: g.out.limit}
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			out.add(text[i : i+1])
			continue
		}
		i++
		switch {
		case i == len(text):
			out.add("\x00")
		case text[i] == '0':
			out.add(g.src[start:end])
		case isDigit(text[i]):
			s, _ := toString(g.value(int(text[i]-'1'), start, end))
			out.add(s)
		default:
			out.add(text[i : i+1])
		}
	}
	g.out.full = g.out.full || out.full
	return out.String()
}

// A builder is a strings.Builder that takes no more than limit bytes.
type builder struct {
	strings.Builder
	limit int
	full  bool // something did not fit
}

func (b *builder) add(s string) {
	if b.full = b.full || len(s) > b.limit-b.Len(); !b.full {
		b.WriteString(s)
	}
}

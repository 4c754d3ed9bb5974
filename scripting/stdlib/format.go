package stdlib

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// format is string.format. The directives are C's, written out in printf.go.
func (l *Library) format(L *lua.LState) int {
	a := args{L, "format"}
	f := a.str(1)
	out := builder{limit: l.maxString()}
	arg := 1
	for turn := 0; !out.full; turn++ {
		l.poll(L, turn)
		text, rest, found := strings.Cut(f, "%")
		out.add(text)
		if !found {
			break
		}
		if f = rest; strings.HasPrefix(f, "%") {
			out.add("%")
			f = f[1:]
			continue
		}
		if arg++; arg > L.GetTop() {
			a.bad(arg, "no value")
		}
		s, rest, problem := parseSpec(f)
		if problem != "" {
			raise(L, "%s", problem)
		}
		f = rest
		if s.verb == 'q' {
			out.add(l.quoted(L, a.str(arg)))
		} else {
			out.add(a.directive(s, arg))
		}
	}
	if out.full {
		l.fit(L, out.limit+1)
	}
	L.Push(lua.LString(out.String()))
	return 1
}

// directive formats argument arg.
func (a args) directive(s spec, arg int) string {
	switch s.verb {
	case 'c':
		s.zero = false
		return pad(s, "", string([]byte{byte(toInt64(a.number(arg)))}))
	case 'd', 'i':
		return formatInt(s, toInt64(a.number(arg)))
	case 'o', 'u', 'x', 'X':
		return formatUint(s, toUint64(a.number(arg)))
	case 'e', 'E', 'f', 'g', 'G':
		return formatFloat(s, a.number(arg))
	case 's':
		text := a.str(arg)
		s.zero = false
		if s.hasPrecision() && len(text) > s.precision {
			text = text[:s.precision]
		}
		return pad(s, "", text)
	case 0:
		raise(a.L, "invalid option '%%' to 'format'")
	}
	raise(a.L, "invalid option '%%%s' to 'format'", string([]byte{s.verb}))
	return ""
}

// quoted is Quote in pieces.
func (l *Library) quoted(L *lua.LState, s string) string {
	var b strings.Builder
	b.WriteByte('"')
	l.pieces(L, len(s), func(from, to int) { quoteInto(&b, s[from:to]) })
	b.WriteByte('"')
	return b.String()
}

// Quote writes s as a Lua string literal that reads back as s, as the
// directive %q does.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	quoteInto(&b, s)
	b.WriteByte('"')
	return b.String()
}

func quoteInto(b *strings.Builder, s string) {
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\', '\n':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\r':
			b.WriteString(`\r`)
		case 0:
			b.WriteString(`\000`)
		default:
			b.WriteByte(c)
		}
	}
}

// toInt64 converts as C does on the usual machines: what does not fit becomes
// the smallest integer.
func toInt64(f float64) int64 {
	if f >= math.MinInt64 && f < math.MaxInt64 {
		return int64(f)
	}
	return math.MinInt64
}

// toUint64 takes a negative number as its two's complement, so that
// %x of -1 is sixteen f.
func toUint64(f float64) uint64 {
	switch {
	case f < math.MaxInt64:
		return uint64(toInt64(f))
	case f < math.MaxUint64:
		return uint64(f)
	}
	return 0
}

package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// pieceSize is how many bytes are worked on between two looks: a tenth of a
// millisecond or two.
const pieceSize = 128 << 10

// Pieces calls do for each piece of n bytes, one after the other. Before each but
// the first it asks look, whose error ends it. Nil never does.
func Pieces(n int, look func() error, do func(from, to int)) error {
	for from := 0; from < n; from += pieceSize {
		if from > 0 && look != nil {
			if err := look(); err != nil {
				return err
			}
		}
		do(from, min(n, from+pieceSize))
	}
	return nil
}

// pieces is Pieces for a function that a script has called.
func (l *Library) pieces(L *lua.LState, n int, do func(from, to int)) {
	if err := Pieces(n, func() error { return l.check(L) }, do); err != nil {
		l.raise(L, err)
	}
}

// repeat is strings.Repeat in pieces.
func (l *Library) repeat(L *lua.LState, s string, n int) string {
	if len(s)*n <= pieceSize {
		return strings.Repeat(s, n)
	}
	some := strings.Repeat(s, max(1, pieceSize/len(s)))
	var b strings.Builder
	b.Grow(len(s) * n)
	l.pieces(L, len(s)*n, func(from, to int) {
		for b.Len() < to {
			b.WriteString(some[:min(len(some), len(s)*n-b.Len())])
		}
	})
	return b.String()
}

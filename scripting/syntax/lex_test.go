package syntax

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The lexer reads any bytes to their end, and never beyond: whoever parses holds
// the baton.
func TestLexerEnds(t *testing.T) {
	t.Parallel()
	pieces := []string{"\\", "\"", "'", "[", "[[", "[==[", "]]", "]=]", "--", "--[[", "--[=", "\n", "\r", "\f", "0x", "1e", "1e+", ".", "..", "...", "a", "end", "\x00", "\xff", "é", "\\\n", "\\999", "\\z"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		lx, lines := lexer{text: text}, 0
		for {
			was := lx.pos
			word, passed := lx.next()
			lines += passed
			if lx.pos < was || lx.pos > len(text) || word != "" && lx.pos == was {
				t.Fatalf("%q: from %d to %d of %d", text, was, lx.pos, len(text))
			}
			if word == "" {
				break
			}
		}
		if want := strings.Count(text, "\n"); lx.pos != len(text) || lines != want {
			t.Fatalf("%q: read %d of %d bytes, %d of %d lines", text, lx.pos, len(text), lines, want)
		}
		scannable(text)
	}
}

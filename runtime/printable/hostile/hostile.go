// Package hostile has texts as strangers send them, and what of a text must not reach a
// terminal: for tests.
package hostile

import (
	"math/rand/v2"
	"unicode"
	"unicode/utf8"
)

// venom are pieces of payloads that fool a terminal or a reader.
var venom = []string{
	"\x1b[31m", "\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b", "\x9b31m", "\u009b2J", "\u0085", "\x00", "\b\b", "\r", "\n", "\t", "\v\f", "\x7f",
	"\u202e", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u2028", "\u2029", "\u3164", "\u2800", "\U000e0041", "\ue000", "\u0301\u0301\u0301",
	"\xff\xfe", "\xe2\x80", "\xed\xa0\x80", "Việt", "日本語", "👩\u200d👧", "\"", "\\", "%s%n", "]]", "\\027", "--[[", "\r\n\r\n", "GET / HTTP/1.1",
}

// Text gives bytes of one of several kinds.
func Text(r *rand.Rand) string {
	n := r.IntN(60)
	if r.IntN(50) == 0 {
		n = 200 + r.IntN(200) // around what an event keeps
	}
	var b []byte
	kind := r.IntN(4)
	for len(b) < n {
		switch kind {
		case 0:
			b = append(b, byte(r.Uint32()))
		case 1:
			b = utf8.AppendRune(b, rune(r.IntN(0x3000)))
		case 2:
			b = append(b, byte(0x20+r.IntN(0x5f)))
		default:
			b = append(b, venom[r.IntN(len(venom))]...)
		}
	}
	return string(b)
}

// Unsafe gives the first rune that must not reach a terminal, as the Unicode
// tables have it. Newlines, and the tabs of print, are ours.
func Unsafe(s string) (rune, bool) {
	for _, r := range s {
		if r == ' ' || r == '\n' || r == '\t' {
			continue
		}
		if r == 0x2800 || r == 0x3164 || unicode.In(r, unicode.C, unicode.Z, unicode.Bidi_Control, unicode.Other_Default_Ignorable_Code_Point) {
			return r, true
		}
	}
	return utf8.RuneError, !utf8.ValidString(s)
}

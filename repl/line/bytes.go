package line

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Two ranges of the last private-use plane stand for what is no rune: folded
// texts (fold.go), and bytes that are no UTF-8. Nobody types them: a rune of that
// plane is taken as its four bytes.
const (
	foldFirst = 0x100000
	byteFirst = 0x10FF00
)

// byteRune is the rune that stands for a byte.
func byteRune(c byte) rune { return byteFirst + rune(c) }

// byteOfRune gives the byte that a rune stands for.
func byteOfRune(r rune) (byte, bool) { return byte(r - byteFirst), r >= byteFirst }

// bufferText makes text fit to stand in a buffer, where all is runes: it is
// composed, and every byte that is no UTF-8 is there as a rune.
func bufferText(text string) string {
	if ascii(text) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && n == 1 || r >= foldFirst {
			for _, c := range []byte(text[:n]) {
				b.WriteRune(byteRune(c))
			}
		} else {
			b.WriteRune(r)
		}
		text = text[n:]
	}
	return norm.NFC.String(b.String())
}

// entryText gives the text that a part of a buffer stands for; folded texts stay
// runes.
func entryText(line []rune) string {
	var b strings.Builder
	for _, r := range line {
		if c, ok := byteOfRune(r); ok {
			b.WriteByte(c)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// typedText removes what must not get into a line: control characters. With
// lines, newlines and tabs stay. Bytes that are no UTF-8 are somebody's data and
// stay as they are.
func typedText(s string, lines bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		control := r < 0x20 || r >= 0x7f && r < 0xa0
		if !control || lines && (r == '\n' || r == '\t') {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// cleanPaste makes a paste fit to be part of an entry: lines end in \n, there
// are no blank lines at its end and no control characters.
func cleanPaste(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return typedText(strings.TrimRight(s, "\n"), true)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

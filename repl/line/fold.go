package line

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Texts above either bound are folded; shorter ones are shown and edited.
const (
	foldRunes = 1000
	foldLines = 10
)

// folds keeps the texts that are too long to show. A fold is never dropped
// while the reader lives, as the yank buffer may still hold its rune.
type folds struct {
	texts []string
}

// shorten gives what stands for text in the buffer: its runes, or one.
func (f *folds) shorten(text string) string {
	small := len(text) <= foldRunes || utf8.RuneCountInString(text) <= foldRunes
	if small && strings.Count(text, "\n") < foldLines {
		return bufferText(text)
	}
	if utf8.ValidString(text) {
		text = norm.NFC.String(text)
	}
	for i, t := range f.texts {
		if len(t) == len(text) && t == text {
			return string(rune(foldFirst + i))
		}
	}
	if len(f.texts) == byteFirst-foldFirst {
		return ""
	}
	f.texts = append(f.texts, text)
	return string(rune(foldFirst + len(f.texts) - 1))
}

func (f *folds) text(r rune) (string, bool) {
	if r < foldFirst || int(r-foldFirst) >= len(f.texts) {
		return "", false
	}
	return f.texts[r-foldFirst], true
}

// expand gives the entry that the buffer stands for.
func (f *folds) expand(line []rune) string {
	var b strings.Builder
	for _, r := range line {
		c, isByte := byteOfRune(r)
		t, isFold := f.text(r)
		switch {
		case isByte:
			b.WriteByte(c)
		case isFold:
			b.WriteString(t)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// label is what the screen shows for a folded text, and for a byte.
func (f *folds) label(r rune) (string, bool) {
	if c, ok := byteOfRune(r); ok {
		return fmt.Sprintf(`\x%02x`, c), true
	}
	t, ok := f.text(r)
	if !ok {
		return "", false
	}
	if !utf8.ValidString(t) {
		return fmt.Sprintf("[%s bytes]", thousands(len(t))), true
	}
	size := thousands(utf8.RuneCountInString(t)) + " characters"
	if n := strings.Count(t, "\n"); n > 0 {
		size = thousands(n+1) + " lines, " + size
	}
	return "[" + size + "]", true
}

// thousands writes n with a comma between groups.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

package line

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldFirst begins the private-use plane whose runes stand for folded texts.
// Nobody types them: cleanText replaces them.
const foldFirst = 0x100000

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

// shorten gives what stands for text in the buffer: itself, or one rune.
func (f *folds) shorten(text string) string {
	small := len(text) <= foldRunes || utf8.RuneCountInString(text) <= foldRunes
	if small && strings.Count(text, "\n") < foldLines && utf8.ValidString(text) {
		return text
	}
	for i, t := range f.texts {
		if len(t) == len(text) && t == text {
			return string(rune(foldFirst + i))
		}
	}
	if len(f.texts) == utf8.MaxRune-foldFirst {
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
		if t, ok := f.text(r); ok {
			b.WriteString(t)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// label is what the screen shows for a folded text.
func (f *folds) label(r rune) (string, bool) {
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

// cleanText removes what must not get into a line: control characters, the
// runes that stand for folded texts, bytes that are no UTF-8. With lines,
// newlines and tabs stay.
func cleanText(s string, lines bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case lines && (r == '\n' || r == '\t'):
			return r
		case r < 0x20, r >= 0x7f && r < 0xa0:
			return -1
		case r >= foldFirst:
			return utf8.RuneError
		}
		return r
	}, s)
}

// cleanPaste makes a paste fit to be part of an entry: lines end in \n, there
// are no blank lines at its end and no control characters. Bytes that are no
// UTF-8 stay as they are, as they are somebody's data.
func cleanPaste(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.TrimRight(s, "\n")
	if utf8.ValidString(s) {
		return norm.NFC.String(cleanText(s, true))
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; c == '\n' || c == '\t' || c >= 0x20 && c != 0x7f {
			b = append(b, c)
		}
	}
	return string(b)
}

package line

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// complete asks for the words that may stand at the cursor, and puts in what
// they have in common. When that is nothing new, it returns the words to
// show.
func (e *editor) complete(ask func(string, int) ([]string, int)) (show []string, ok bool) {
	if ask == nil {
		return nil, false
	}
	line, pos := e.line(), e.pos()
	text, at := string(line), len(string(line[:pos]))
	words, from := ask(text, at)
	if len(words) == 0 || from < 0 || from > at || !utf8.RuneStart((text + "x")[from]) {
		return nil, false
	}
	common := words[0]
	for _, w := range words[1:] {
		common = commonPrefix(common, w)
	}
	typed := text[from:at]
	if len(words) > 1 && (common == typed || !strings.HasPrefix(common, typed)) {
		return words, true
	}
	start := utf8.RuneCountInString(text[:from])
	fresh := []rune(cleanText(common, false))
	e.buf.SetWithIdx(start+len(fresh), slices.Concat(line[:start], fresh, line[pos:]))
	return nil, true
}

func commonPrefix(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return a[:n]
}

// columnsOf lays words out in columns, read downwards as a dictionary is, in
// at most rows rows.
func columnsOf(words []string, columns, rows int) string {
	widest := 0
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = cleanText(w, false)
		widest = max(widest, textWidth(shown[i]))
	}
	perRow := max(columns/(widest+2), 1)
	rows = max(rows, 1)
	left := 0
	if n := perRow * rows; len(shown) > n {
		left, shown = len(shown)-n, shown[:n]
	}
	height := (len(shown) + perRow - 1) / perRow
	var b strings.Builder
	for r := range height {
		row := ""
		for i := r; i < len(shown); i += height {
			row += strings.Repeat(" ", max(0, (i/height)*(widest+2)-textWidth(row))) + shown[i]
		}
		b.WriteString(row + "\n")
	}
	if left > 0 {
		fmt.Fprintf(&b, "… and %s more\n", thousands(left))
	}
	return b.String()
}

func textWidth(s string) int {
	n := 0
	for _, r := range s {
		if !isMark(r) {
			n += runeWidth(r)
		}
	}
	return n
}

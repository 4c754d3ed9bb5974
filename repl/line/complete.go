package line

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// words asks for the words that may stand at the cursor, and gives where in the
// line they begin.
func (e *editor) words(ask func(string, int) ([]string, int)) (words []string, from int) {
	if ask == nil {
		return nil, 0
	}
	line, pos := e.line(), e.pos()
	before := entryText(line[:pos])
	words, at := ask(before+entryText(line[pos:]), len(before))
	if len(words) == 0 || at < 0 || at > len(before) {
		return nil, 0
	}
	for n := 0; from < pos && n < at; from++ {
		n += len(entryText(line[from : from+1]))
	}
	return words, from
}

// complete puts in what the words that may stand at the cursor have in common.
// When that is nothing new, it returns the words to show.
func (e *editor) complete(ask func(string, int) ([]string, int)) (show []string, ok bool) {
	words, from := e.words(ask)
	if len(words) == 0 {
		return nil, false
	}
	common := words[0]
	for _, w := range words[1:] {
		common = commonPrefix(common, w)
	}
	typed := entryText(e.line()[from:e.pos()])
	if len(words) > 1 && (common == typed || !strings.HasPrefix(common, typed)) {
		return words, true
	}
	e.replace(from, e.pos(), []rune(bufferText(typedText(common, false))))
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
// at most rows rows. It gives how many it has shown.
func columnsOf(words []string, columns, rows int) (text string, n int) {
	widest := 0
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = typedText(strings.ToValidUTF8(w, "\uFFFD"), false)
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
		fmt.Fprintf(&b, "Tab: %s more\n", thousands(left))
	}
	return b.String(), len(shown)
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

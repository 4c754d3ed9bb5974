package line

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A content is what there is to show: a prompt and the text behind it.
type content struct {
	prompt string // of the first line, may hold colours
	more   string // of the further lines
	text   []rune
	pos    int
	label  func(rune) (string, bool) // what is shown for a rune instead of it
}

// A page is a content laid out in rows.
type page struct {
	rows []row
	cur  point
}

type point struct{ row, col int }

// A row is what stands in one row of the screen. When it is full and not
// hard, the next one is its continuation, and the terminal makes the step by
// itself: a copy with the mouse then has no newline there.
type row struct {
	cells []cell
	width int
	hard  bool
}

// A cell is one letter with all that belongs to it; it does not depend on the
// cells before it.
type cell struct {
	text  string
	width int
}

// A layouter fills rows. Of a long text only the rows that will be painted
// are kept; the others are counted.
type layouter struct {
	columns  int
	from, to int // the rows to keep
	rows     []row
	at       point // where the next cell goes
}

// lay lays c out in rows of columns, and returns those from from up to to;
// the place of the cursor is among all rows, and so is their number. The
// cursor is always within a row: a text that fills its last row has an empty
// one behind it.
func lay(c content, columns, from, to int) (p page, rows int) {
	l := &layouter{columns: max(columns, 2), from: from, to: to}
	if from == 0 {
		l.rows = []row{{}}
	}
	l.styled(c.prompt)
	for i := 0; i < len(c.text); {
		next := i + 1
		for next < len(c.text) && isMark(c.text[next]) && c.text[i] != '\n' {
			next++
		}
		at := l.letter(c, c.text[i:next])
		if i <= c.pos && c.pos < next {
			p.cur = at
		}
		i = next
	}
	l.room(1)
	if c.pos >= len(c.text) {
		p.cur = l.at
	}
	p.rows = l.rows
	return p, l.at.row + 1
}

// letter lays out one letter with its marks, or a newline, and returns where
// it stands.
func (l *layouter) letter(c content, letter []rune) point {
	r := letter[0]
	switch {
	case r == '\n':
		l.room(1)
		at := l.at
		l.wrap(true)
		l.styled(c.more)
		return at
	case len(letter) == 1 && r < foldFirst && r != '\t' && visible(r) && !isMark(r):
		w := runeWidth(r)
		l.room(w)
		at := l.at
		if row := l.kept(); row != nil {
			row.cells = append(row.cells, cell{string(r), w})
			row.width += w
		}
		l.at.col += w
		return at
	}
	cells := c.cells(letter)
	l.room(cells[0].width)
	at := l.at
	for _, x := range cells {
		l.put(x)
	}
	return at
}

// maxMarks is how many combining marks on one letter are shown as such.
const maxMarks = 2

// cells is how one letter and its combining marks are shown.
func (c content) cells(letter []rune) []cell {
	letter = slices.DeleteFunc(slices.Clone(letter), func(r rune) bool {
		// Asks for a text or emoji form: widths are surer without.
		return r == 0xfe0e || r == 0xfe0f
	})
	if len(letter) == 0 {
		return []cell{{"", 0}}
	}
	r := letter[0]
	if c.label != nil {
		if s, ok := c.label(r); ok {
			return append(inverse(s), c.marks(letter[1:])...)
		}
	}
	if !visible(r) || isMark(r) {
		return append(escaped(r), c.marks(letter[1:])...)
	}
	if r == '\t' {
		return append([]cell{{"    ", 4}}, c.marks(letter[1:])...)
	}
	base := cell{string(r), runeWidth(r)}
	n := 1
	for n < len(letter) && n <= maxMarks && unicode.IsPrint(letter[n]) {
		base.text += string(letter[n])
		n++
	}
	return append([]cell{base}, c.marks(letter[n:])...)
}

func (c content) marks(marks []rune) []cell {
	var cells []cell
	for _, m := range marks {
		cells = append(cells, escaped(m)...)
	}
	return cells
}

// visible says whether r is seen as itself. Hangul fillers and the blank
// Braille pattern count as printable, and show nothing.
func visible(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800:
		return false
	case '\t':
		return true
	}
	return unicode.IsPrint(r) || unicode.Is(unicode.Co, r) || r == 0x3000
}

// escaped shows a rune by its number, in the way Lua 5.3 writes it.
func escaped(r rune) []cell { return inverse(fmt.Sprintf(`\u{%x}`, r)) }

// inverse shows that s is not the text itself.
func inverse(s string) []cell {
	var cells []cell
	for _, r := range s {
		cells = append(cells, cell{"\x1b[7m" + string(r) + "\x1b[m", 1})
	}
	return cells
}

// runeWidth is how many columns a visible rune takes.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// kept is the row where the next cell goes, nil when that is not kept.
func (l *layouter) kept() *row {
	if l.at.row < l.from || l.at.row >= l.to {
		return nil
	}
	return &l.rows[l.at.row-l.from]
}

func (l *layouter) wrap(hard bool) {
	if r := l.kept(); r != nil {
		r.hard = hard
	}
	l.at = point{l.at.row + 1, 0}
	if l.at.row >= l.from && l.at.row < l.to {
		l.rows = append(l.rows, row{})
	}
}

// room steps to the next row when n columns do not fit in this one. What
// stays free there is filled, as the terminal steps on from full rows only.
func (l *layouter) room(n int) {
	if l.at.col+n <= l.columns {
		return
	}
	if r := l.kept(); r != nil {
		for ; r.width < l.columns; r.width++ {
			r.cells = append(r.cells, cell{" ", 1})
		}
	}
	l.wrap(false)
}

func (l *layouter) put(c cell) {
	if c.width > l.columns { // a tab in three columns
		c = cell{" ", 1}
	}
	l.room(c.width)
	if r := l.kept(); r != nil {
		r.cells = append(r.cells, c)
		r.width += c.width
	}
	l.at.col += c.width
}

// styled lays out a prompt: text with colours (SGR sequences). Any other
// sequence or control character is left out.
func (l *layouter) styled(s string) {
	style := ""
	for len(s) > 0 {
		if sgr, rest, ok := cutSGR(s); ok {
			if style += sgr; sgr == "\x1b[m" || sgr == "\x1b[0m" {
				style = ""
			}
			s = rest
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		switch {
		case r == '\n':
			l.wrap(true)
		case !visible(r):
		case isMark(r):
			if row := l.kept(); row != nil && len(row.cells) > 0 {
				row.cells[len(row.cells)-1].text += string(r)
			}
		case style == "":
			l.put(cell{string(r), runeWidth(r)})
		default:
			l.put(cell{style + string(r) + "\x1b[m", runeWidth(r)})
		}
	}
}

// cutSGR takes a colour sequence off the front of s.
func cutSGR(s string) (sgr, rest string, ok bool) {
	if !strings.HasPrefix(s, "\x1b[") {
		return "", s, false
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return s[:i+1], s[i+1:], true
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return "", s, false
		}
	}
	return "", s, false
}

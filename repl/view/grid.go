package view

import (
	"strings"
	"unicode"

	"sockpit/runtime/printable"
)

// A cell is a piece of text with its colour. Its width is that of the text.
type cell struct {
	text  string
	paint func(string) string
	tail  bool // what does not fit is cut at the left: the end of an address tells more
	said  bool // it is a sentence: where it is a paragraph, what does not fit goes on beneath
}

// plain makes a cell. Every text goes through printable here once more, so that
// a view that forgets it shows nothing unsafe.
func plain(text string) cell { return cell{text: printable.Line(text)} }

func painted(text string, paint func(string) string) cell {
	return cell{text: printable.Line(text), paint: paint}
}

// address makes a cell whose end matters most.
func address(text string) cell { return cell{text: printable.Line(text), tail: true} }

func (c cell) width() int { return printable.Width(c.text) }

// fit writes the cell in exactly w columns, or without spaces behind it if it is
// the last one.
func (c cell) fit(w int, last bool) string {
	text := c.text
	if c.width() > w {
		text = printable.Fit(text, w)
		if c.tail {
			text = fitTail(c.text, w)
		}
	}
	space := strings.Repeat(" ", max(0, w-printable.Width(text)))
	if c.paint != nil {
		text = c.paint(text)
		if c.width() > w { // what is cut is painted as one
			return text + space
		}
	}
	if last {
		return text
	}
	return text + space
}

// fitTail gives the end of s in at most w columns, with … before what is cut.
func fitTail(s string, w int) string {
	if printable.Width(s) <= w {
		return s
	}
	runes := []rune(s)
	for i := beforeTail(runes, w); i < len(runes); i++ {
		rest := string(runes[i:])
		if printable.Width(rest) < w && !unicode.Is(unicode.M, runes[i]) {
			return printable.Ellipsis + rest
		}
	}
	return printable.Fit(s, w)
}

// beforeTail gives a place shortly before the last runes that fit into w columns.
func beforeTail(runes []rune, w int) int {
	const pictures = 8 // runes that are drawn as one
	i := len(runes)
	for used := 0; i > 0 && used < w; i-- {
		used += printable.Width(string(runes[i-1]))
	}
	return max(0, i-pictures)
}

// A grid is rows of cells in columns as wide as their widest cell.
type grid struct {
	rows   [][]cell
	gap    int      // spaces between columns
	labels []string // what stands before a cell where there is no room for columns
	headed bool     // the first row is headings
	prose  bool     // the last column has sentences: what does not fit goes on beneath
	behind int      // columns behind the one with the sentences
}

func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// A give is a column that gives way where there is little room, and to how
// many columns.
type give struct{ column, least int }

// render writes the grid in at most width columns: columns give way in the
// order named. If that is not enough, each row is a paragraph of its own.
func (g *grid) render(width int, gives ...give) string {
	widths := g.widths()
	over := g.total() - width
	for _, v := range gives {
		if over > 0 && v.column < len(widths) {
			less := min(over, max(0, widths[v.column]-v.least))
			widths[v.column] -= less
			over -= less
		}
	}
	if over > 0 {
		return g.paragraphs(width)
	}
	var b strings.Builder
	for _, row := range g.rows {
		var line strings.Builder
		at := 0 // where the column begins
		beneath := ""
		for i, c := range row {
			if i > 0 {
				line.WriteString(strings.Repeat(" ", g.gap))
				at += g.gap
			}
			if g.prose && i == len(widths)-1-g.behind && c.width() > widths[i] {
				c, beneath = c.under(at, widths[i])
			}
			line.WriteString(c.fit(widths[i], i == len(row)-1))
			at += widths[i]
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n" + beneath)
	}
	return b.String()
}

// under makes a cell that is wider than w columns a paragraph: a cell with its
// first line, and the lines that go beneath it at column at.
func (c cell) under(at, w int) (first cell, beneath string) {
	lines := printable.Wrap(c.text, w)
	for _, l := range lines[1:] {
		if c.paint != nil {
			l = c.paint(l)
		}
		beneath += strings.Repeat(" ", at) + l + "\n"
	}
	return cell{text: lines[0], paint: c.paint}, beneath
}

// paragraphs writes each row as cells behind each other, broken between them.
func (g *grid) paragraphs(width int) string {
	var b strings.Builder
	rows := g.rows
	if g.headed {
		rows = rows[1:]
	}
	for _, row := range rows {
		f := flow{width: width, indent: 4}
		for i, c := range row {
			if i < len(g.labels) {
				if i > 0 && (c.text == "–" || c.text == "*") {
					continue // "there is none" needs no word where there are no columns
				}
				c.text = g.labels[i] + c.text
			}
			f.add(c, g.gap)
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// total is how many columns the grid takes when nothing gives way.
func (g *grid) total() int {
	widths := g.widths()
	n := max(0, len(widths)-1) * g.gap
	for _, w := range widths {
		n += w
	}
	return n
}

func (g *grid) widths() []int {
	var widths []int
	for _, row := range g.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], c.width())
		}
	}
	return widths
}

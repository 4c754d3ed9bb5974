package view

import (
	"strings"

	"sockpit/runtime/printable"
)

// A cell is a piece of text with its colour. Its width is that of the text.
type cell struct {
	text  string
	paint func(string) string
	right bool // align to the right
}

func plain(text string) cell { return cell{text: text} }

func painted(text string, paint func(string) string) cell { return cell{text: text, paint: paint} }

func (c cell) width() int { return printable.Width(c.text) }

// fit writes the cell in exactly w columns, or as it is for the last one.
func (c cell) fit(w int, last bool) string {
	text := c.text
	if printable.Width(text) > w {
		text = printable.Fit(text, w)
		if c.paint != nil {
			return c.paint(text)
		}
		return text
	}
	space := strings.Repeat(" ", w-c.width())
	if c.paint != nil {
		text = c.paint(text)
	}
	switch {
	case c.right:
		return space + text
	case last:
		return text
	}
	return text + space
}

// A grid is rows of cells in columns as wide as their widest cell.
type grid struct {
	rows [][]cell
	gap  int // spaces between columns
}

func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// render writes the grid in at most width columns: the column named by shrink
// gives way first, down to a few columns, then the last one.
func (g *grid) render(width, shrink int) string {
	widths := g.widths()
	total := func() int {
		n := 0
		for i, w := range widths {
			n += w
			if i > 0 {
				n += g.gap
			}
		}
		return n
	}
	for _, col := range []int{shrink, len(widths) - 1} {
		if col >= 0 && col < len(widths) {
			if over := total() - width; over > 0 {
				widths[col] = max(min(widths[col], 8), widths[col]-over)
			}
		}
	}
	var b strings.Builder
	for _, row := range g.rows {
		var line strings.Builder
		for i, c := range row {
			if i > 0 {
				line.WriteString(strings.Repeat(" ", g.gap))
			}
			line.WriteString(c.fit(widths[i], i == len(row)-1))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
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

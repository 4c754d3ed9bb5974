package view

import (
	"strings"

	"sockpit/runtime/printable"
)

// A strip is cells behind each other, one row of a picture.
type strip []cell

// fit writes the strip in exactly w columns.
func (s strip) fit(w int) string {
	var b strings.Builder
	for _, c := range s {
		n := min(c.width(), w)
		b.WriteString(c.fit(n, false))
		w -= n
	}
	return b.String() + strings.Repeat(" ", max(0, w))
}

func linesOf(lines []string) []strip {
	var rows []strip
	for _, l := range lines {
		rows = append(rows, strip{plain(l)})
	}
	return rows
}

func rowAt(rows []strip, i int) strip {
	if i < len(rows) {
		return rows[i]
	}
	return nil
}

// cut leaves out what does not fit in n rows, and says so.
func cut(rows []strip, n int) []strip {
	if n = max(0, n); len(rows) <= n || n == 0 {
		return rows[:min(n, len(rows))]
	}
	left := len(rows) - n + 1
	return append(rows[:n-1:n-1], strip{plain("  … " + printable.Count(left) + " more")})
}

func widest(lines []string) int {
	n := 0
	for _, l := range lines {
		n = max(n, printable.Width(printable.Line(l)))
	}
	return n
}

// A frameBox draws rows between borders.
type frameBox struct {
	b     strings.Builder
	width int
	style Style
}

// border draws a horizontal one with a title.
func (f *frameBox) border(left, right, title string) {
	f.b.WriteString(f.style.Soft(left) + f.bar(title, f.width-2) + f.style.Soft(right) + "\n")
}

// borders draws one with two titles, above panes that are beside each other.
func (f *frameBox) borders(left, middle, right string, leftWidth int, title, title2 string) {
	f.b.WriteString(f.style.Soft(left) + f.bar(title, leftWidth) + f.style.Soft(middle) +
		f.bar(title2, f.width-leftWidth-3) + f.style.Soft(right) + "\n")
}

func (f *frameBox) bar(title string, width int) string {
	if title != "" {
		title = " " + printable.Fit(printable.Line(title), max(1, width-2)) + " "
	}
	title = printable.Fit(title, width)
	return f.style.Name(title) + f.style.Soft(strings.Repeat("─", max(0, width-printable.Width(title))))
}

// rule is a border inside a pane.
func (f *frameBox) rule(title string, width int) strip {
	return strip{painted(title+" "+strings.Repeat("─", max(0, width-printable.Width(title)-1)), f.style.Soft)}
}

// body draws so many rows, empty ones at the end.
func (f *frameBox) body(rows []strip, n int) {
	side := f.style.Soft("│")
	for i := range n {
		f.b.WriteString(side + rowAt(rows, i).fit(f.width-2) + side + "\n")
	}
}

// pair draws a row of two panes.
func (f *frameBox) pair(a, b strip, left, right int) {
	side := f.style.Soft("│")
	f.b.WriteString(side + a.fit(left) + side + b.fit(right) + side + "\n")
}

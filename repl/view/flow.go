package view

import (
	"strings"
	"unicode/utf8"

	"sockpit/runtime/printable"
)

// A flow writes cells behind each other, each at its column if it can be, and
// goes on in the next line where one does not fit.
type flow struct {
	width, indent int // columns; how far lines after the first are moved in
	b             strings.Builder
	used          int
}

// add writes a cell gap columns behind the last one.
func (f *flow) add(c cell, gap int) { f.at(c, 0, gap) }

// at writes a cell in that column, or gap columns behind the last one if that
// is further or the line would be too long.
func (f *flow) at(c cell, column, gap int) {
	if c.text == "" {
		return
	}
	if f.used == 0 {
		gap = 0
	}
	start := max(column, f.used+gap)
	if start+c.width() > f.width {
		start = f.used + gap
	}
	if start+c.width() > f.width && f.used > f.indent {
		f.b.WriteByte('\n')
		f.used, start = 0, f.indent
	}
	room := max(1, f.width-start)
	f.b.WriteString(strings.Repeat(" ", start-f.used))
	if c.said && c.width() > room {
		first, beneath := c.under(start, room)
		f.b.WriteString(first.fit(room, true) + "\n" + strings.TrimSuffix(beneath, "\n"))
		f.used = f.width // a line of its own
		return
	}
	f.b.WriteString(c.fit(min(c.width(), room), true))
	f.used = start + min(c.width(), room)
}

// String gives the lines, the last one ended.
func (f *flow) String() string { return f.b.String() + "\n" }

// hanging writes text in lines of at most width columns, those after the first
// moved in, each painted. A line that fits is left as it is.
func hanging(text string, width, indent int, paint func(string) string) string {
	var b strings.Builder
	first := true
	for _, line := range strings.Split(printable.Text(text), "\n") {
		line = strings.ReplaceAll(line, "\t", "  ")
		parts := []string{line}
		if w := width - indent; printable.Width(line) > w && !(first && printable.Width(line) <= width) {
			parts = printable.Wrap(line, w)
		}
		for _, part := range parts {
			if !first {
				b.WriteString(strings.Repeat(" ", indent))
			}
			first = false
			b.WriteString(paint(part) + "\n")
		}
	}
	return b.String()
}

// excerpt gives the columns of s from skip on, at most width of them, with …
// where something is left out.
func excerpt(s string, skip, width int) string {
	if skip <= 0 {
		return printable.Fit(s, width)
	}
	for i, r := range s {
		if printable.Width(s[:i]) > skip && printable.Width(string(r)) > 0 {
			return printable.Ellipsis + printable.Fit(s[i:], width-1)
		}
	}
	_, n := utf8.DecodeLastRuneInString(s)
	return printable.Ellipsis + s[len(s)-n:]
}

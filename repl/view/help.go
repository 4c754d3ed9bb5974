package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Function draws all that is known of one function.
func Function(f *scripting.Func, width int, st Style) string {
	var b strings.Builder
	usage := f.Usage()
	if title := f.Title(); title != f.Name {
		usage = strings.Replace(usage, f.Name+"(", title+"(", 1)
	}
	b.WriteString("  " + hanging(printable.Line(usage), width-2, 6, st.Name))
	wrap(&b, f.Summary+".", width)
	if len(f.Params) > 0 {
		b.WriteString("\n")
	}
	g := grid{gap: 2}
	for _, p := range f.Params {
		if p.Means == "" {
			continue
		}
		g.add(plain("  "+p.Name), plain(p.Means))
		for _, field := range p.Fields {
			g.add(plain("    "+field.Name+"="), plain(field.Means))
		}
	}
	b.WriteString(columns(g, width))
	if f.Returns != "" {
		wrap(&b, "Gives "+f.Returns+".", width)
	}
	if f.Detail != "" {
		b.WriteString("\n")
		wrap(&b, strings.ReplaceAll(f.Detail, "\n", " "), width)
	}
	if f.Example != "" {
		b.WriteString("\n" + st.Soft("  Example") + "\n")
		b.WriteString(indent(indent(strings.ReplaceAll(printable.Text(f.Example), "\t", "  "))))
	}
	return b.String()
}

func wrap(b *strings.Builder, text string, width int) {
	for _, line := range printable.Wrap(printable.Line(text), width-2) {
		b.WriteString("  " + line + "\n")
	}
}

// columns draws a grid of two columns whose second one is wrapped.
func columns(g grid, width int) string {
	var b strings.Builder
	first := 0
	for _, row := range g.rows {
		first = max(first, row[0].width())
	}
	first = min(first, max(0, width-22))
	for _, row := range g.rows {
		lines := printable.Wrap(row[1].text, max(20, width-first-2))
		for i, line := range lines {
			left := row[0]
			if i > 0 {
				left = plain("")
			}
			b.WriteString(strings.TrimRight(left.fit(first, false)+"  "+line, " ") + "\n")
		}
	}
	return b.String()
}

// Overview draws the list of all functions by group.
func Overview(functions []*scripting.Func, width int, st Style) string {
	var b strings.Builder
	group := ""
	g := grid{gap: 2}
	flush := func() {
		b.WriteString(columns(g, width))
		g = grid{gap: 2}
	}
	for _, f := range functions {
		if f.Group != group {
			flush()
			group = f.Group
			b.WriteString("  " + st.Head(printable.Fit(printable.Line(group), width-2)) + "\n")
		}
		g.add(painted("    "+f.Title(), st.Name), plain(printable.Line(f.Summary)))
	}
	flush()
	b.WriteString(Sentence("help(name) explains one of them; :help lists the commands of the prompt", width, st))
	return b.String()
}

// Type draws the fields and methods of a type.
func Type(h scripting.FieldHelp, width int, st Style) string {
	var b strings.Builder
	b.WriteString("  " + st.Head(printable.Fit("a "+printable.Line(h.Type), width-2)) + "\n")
	g := grid{gap: 2}
	for _, f := range h.Fields {
		g.add(painted("    ."+f.Name, st.Name), plain(f.Means))
	}
	for _, f := range h.Methods {
		g.add(painted("    :"+f.Name+"()", st.Name), plain(f.Summary))
	}
	b.WriteString(columns(g, width))
	return b.String()
}

// Commands draws the list of the prompt's commands.
func Commands(rows [][3]string, width int, st Style) string {
	var b strings.Builder
	group := ""
	g := grid{gap: 2}
	flush := func() {
		b.WriteString(columns(g, width))
		g = grid{gap: 2}
	}
	for _, r := range rows {
		if r[0] != group {
			flush()
			group = r[0]
			b.WriteString("  " + st.Head(printable.Fit(printable.Line(group), width-2)) + "\n")
		}
		g.add(painted("    "+r[1], st.Name), plain(r[2]))
	}
	flush()
	return b.String()
}

// Hex draws bytes as offsets, hex and text, 16 a line.
func Hex(data []byte, st Style) string {
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		row := data[at:min(at+16, len(data))]
		var hex, text strings.Builder
		for i := range 16 {
			if i == 8 {
				hex.WriteByte(' ')
			}
			if i < len(row) {
				fmt.Fprintf(&hex, "%02x ", row[i])
			} else {
				hex.WriteString("   ")
			}
		}
		for _, c := range row {
			if c < 0x20 || c > 0x7e {
				c = '.'
			}
			text.WriteByte(c)
		}
		fmt.Fprintf(&b, "  %s  %s %s\n", st.Soft(fmt.Sprintf("%08x", at)), hex.String(), text.String())
	}
	if len(data) == 0 {
		return "  no bytes\n"
	}
	return b.String()
}

// Sentence draws an explanation below what it explains.
func Sentence(text string, width int, st Style) string {
	var b strings.Builder
	for _, line := range printable.Wrap(printable.Text(text), width-2) {
		b.WriteString("  " + st.Soft(line) + "\n")
	}
	return b.String()
}

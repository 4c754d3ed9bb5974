package view

import (
	"slices"
	"strings"

	"sockpit/runtime/printable"
)

// maxMapRows is how many connections of one listener, or without one, a list
// shows.
const maxMapRows = 40

// list writes the map as a line for each connection.
func (m *socketMap) list(width int, st Style) string {
	var b strings.Builder
	part := func(head []cell, links []*link) {
		f := flow{width: width - 2, indent: 4}
		for _, c := range head {
			f.add(c, 2)
		}
		if len(head) > 0 {
			b.WriteString(indent(f.String()))
		}
		b.WriteString(linkRows(links, width, st))
	}
	for _, h := range m.hubs {
		part([]cell{painted(h.title(), st.Name), plain(h.kind), address(end(h.state.Local)), painted(h.stateWord(), st.state(h.state.Name)), painted(h.queueNote(), st.Soft)}, h.links)
	}
	part(nil, m.links)
	g := grid{gap: 2}
	for _, e := range m.loose[:min(len(m.loose), maxMapRows)] {
		g.add(painted(e.title(), st.Name), plain(e.kind), address(end(e.state.Local)), painted(e.stateWord(), st.state(e.state.Name)))
	}
	b.WriteString(indent(g.render(width-2, give{0, 8}, give{2, 12})))
	b.WriteString(leftOut(len(m.loose)-maxMapRows, "socket", width, st))
	return b.String()
}

// linkRows writes links as a table, those that would be too many counted. Where
// there is little room the left address, which is the listener's, is left out.
func linkRows(links []*link, width int, st Style) string {
	g := grid{gap: 2}
	side := func(e *mapEnd, full bool) []cell {
		if e == nil {
			e = &mapEnd{}
		}
		row := []cell{painted("", st.Name), plain(""), plain("")}
		if e.net != "" {
			row = []cell{painted(e.title(), st.Name), address(short(e.state.Local, width)), painted(e.stateWord(), st.state(e.state.Name))}
		}
		if !full {
			row = []cell{row[0], row[2]}
		}
		return row
	}
	for _, l := range links[:min(len(links), maxMapRows)] {
		row := append(side(l.left, width >= narrow), painted(cableSign(l), cablePaint(l, st)))
		right := side(l.right, true)
		slices.Reverse(right)
		g.add(append(row, right...)...)
	}
	last := 6
	if width < narrow {
		last = 5
	}
	text := g.render(width-4, give{0, 6}, give{last, 6}, give{last - 1, 8}, give{1, 8})
	return indent(indent(text)) + leftOut(len(links)-maxMapRows, "connection", width, st)
}

func leftOut(n int, what string, width int, st Style) string {
	if n <= 0 {
		return ""
	}
	return Sentence("… and "+counted(n, what)+" more", width, st)
}

// counted writes a number of things: "1 call", "2,000 calls".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return printable.Count(n) + " " + what
}

func cableSign(l *link) string {
	switch l.carries() {
	case toRight | toLeft:
		return "◄══►"
	case toRight:
		return "═══►"
	case toLeft:
		return "◄═══"
	}
	return "╌╌╌╌"
}

func cablePaint(l *link, st Style) func(string) string {
	switch l.carries() {
	case toRight | toLeft:
		return st.Good
	case 0:
		return st.Gone
	}
	return st.Wait
}

package view

import (
	"slices"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Map draws the sockets of a world as boxes, an address and a port in each,
// with cables between those that are connected. What came of a listener stands
// beneath it. Where boxes would not fit it is one line a connection.
func Map(w scripting.World, width int, st Style) string {
	m := mapOf(w)
	if m.count() == 0 {
		return "  no sockets. Make one: l = listen(0)\n"
	}
	if m.count() > maxBoxes || width < boxesWidth {
		return m.list(width, st) + mapUnknown(w, width, st)
	}
	p := mapText{style: st, width: width, box: m.boxWidth(width)}
	for _, h := range m.hubs {
		p.hub(h)
	}
	for _, l := range m.links {
		p.link(l, "  ", "  ", "  ")
		p.line()
	}
	p.looseOnes(m.loose)
	return p.b.String() + mapUnknown(w, width, st)
}

func mapUnknown(w scripting.World, width int, st Style) string {
	if w.Unknown == nil {
		return ""
	}
	return Sentence("What waits in accept queues and what is left after close is unknown: "+w.Unknown.Error(), width, st)
}

// Sizes of the map, in columns. A cable is what is left between the boxes.
const (
	maxBoxes   = 12
	boxesWidth = 60
	boxLeast   = 24
	boxMost    = 40
	cableLeast = 6
	cableMost  = 20
	hubIndent  = 4 // of what came of a listener: "  ├─"
)

// boxWidth is as wide as the widest box wants to be, or as there is room.
func (m *socketMap) boxWidth(width int) int {
	want := boxLeast
	m.each(func(e *mapEnd) {
		for _, line := range append(e.lines(), e.title()+" "+e.kind+"  ") {
			want = max(want, printable.Width(line)+4)
		}
	})
	return max(boxLeast, min(want, boxMost, (width-hubIndent-cableLeast)/2))
}

func (m *socketMap) each(f func(*mapEnd)) {
	links := func(list []*link) {
		for _, l := range list {
			for _, e := range []*mapEnd{l.left, l.right} {
				if e != nil {
					f(e)
				}
			}
		}
	}
	for _, h := range m.hubs {
		f(h.mapEnd)
		links(h.links)
	}
	links(m.links)
	for _, e := range m.loose {
		f(e)
	}
}

// lines are what stands in a box: where it is, its state, and what is worth a
// note.
func (e *mapEnd) lines() []string {
	lines := []string{e.address()}
	if s := e.stateWord(); s != "" {
		lines = append(lines, s)
	}
	for _, n := range e.notes {
		lines = append(lines, printable.Line(n))
	}
	return lines
}

// A mapText writes a map as text.
type mapText struct {
	style Style
	width int
	box   int // columns of a box
	b     strings.Builder
}

func (p *mapText) line(parts ...string) {
	p.b.WriteString(strings.TrimRight(strings.Join(parts, ""), " ") + "\n")
}

func (p *mapText) hub(h *hub) {
	box := p.drawBox(h.mapEnd, "│", "○", max(1, len(h.lines())))
	for i, text := range box {
		note := ""
		if i == 1 && h.queueNote() != "" {
			paint := p.style.Soft
			if h.state.AcceptQueue > 0 {
				paint = p.style.Wait
			}
			note = "  " + paint(h.queueNote())
		}
		if i == len(box)-1 && len(h.links) > 0 {
			text = p.frame(h.mapEnd)("└┬" + strings.Repeat("─", p.box-3) + "┘")
		}
		p.line("  ", text, note)
	}
	soft := p.style.Soft
	for i, l := range h.links {
		trunk, branch := soft("   │"), soft("   ├─")
		below := trunk
		if i == len(h.links)-1 {
			branch, below = soft("   └─"), "    "
		}
		if l.left == nil {
			p.spoke(h, l, trunk, branch, below)
			continue
		}
		p.link(l, trunk+" ", branch, below+" ")
	}
	p.line()
}

// spoke draws a link whose left end is the hub itself.
func (p *mapText) spoke(h *hub, l *link, trunk, branch, below string) {
	box := p.drawBox(l.right, "●", "│", 0)
	gap := strings.Repeat(" ", p.box+p.cable()-1)
	for i, text := range box {
		switch i {
		case 0:
			p.line(trunk, " ", gap, text)
		case 1:
			line := &link{left: &mapEnd{net: h.net, state: l.right.state}, right: l.right}
			p.line(branch, p.cableOf(line, p.box+p.cable()-1), text)
		default:
			p.line(below, " ", gap, text)
		}
	}
}

// link draws two boxes and their cable; above, at and below are what stands
// before the line of the addresses, and before those above and below it.
func (p *mapText) link(l *link, above, at, below string) {
	rows := len(l.left.lines())
	if l.right != nil {
		rows = max(rows, len(l.right.lines()))
	}
	side := "│"
	if at != above { // it hangs on a listener
		side = "┤"
	}
	left := p.drawBox(l.left, side, "●", rows)
	right := make([]string, len(left))
	if l.right != nil {
		right = p.drawBox(l.right, "●", "│", rows)
	}
	for i := range left {
		switch i {
		case 0:
			p.line(above, left[i], p.gap(l, i, above), right[i])
		case 1:
			p.line(at, left[i], p.gap(l, i, above), right[i])
		default:
			p.line(below, left[i], p.gap(l, i, above), right[i])
		}
	}
}

// cable is how long a cable is.
func (p *mapText) cable() int { return min(cableMost, p.width-hubIndent-1-2*p.box) }

// gap is what stands between two boxes in a row: longer where no listener moves
// the left one in, so that the right ones stand beneath each other.
func (p *mapText) gap(l *link, row int, above string) string {
	n := p.cable()
	if above == "  " {
		n += hubIndent - 1
	}
	if row == 1 && l.right != nil {
		return p.cableOf(l, n)
	}
	return strings.Repeat(" ", n)
}

// cableOf draws a cable of n columns, with a point where bytes can come out.
func (p *mapText) cableOf(l *link, n int) string {
	switch l.carries() {
	case toRight | toLeft:
		return p.style.Good("◄" + strings.Repeat("═", n-2) + "►")
	case toRight:
		return p.style.Wait(strings.Repeat("═", n-1) + "►")
	case toLeft:
		return p.style.Wait("◄" + strings.Repeat("═", n-1))
	}
	return p.style.Gone(strings.Repeat("╌", n))
}

// frame is the colour of a box's frame: that of the kernel's own is grey.
func (p *mapText) frame(e *mapEnd) func(string) string {
	if e.id == 0 {
		return p.style.Gone
	}
	return p.style.Soft
}

// drawBox draws a box with at least rows lines in it. left and right are what
// its sides are on the line of the address, where cables end.
func (p *mapText) drawBox(e *mapEnd, left, right string, rows int) []string {
	frame, side, rule := p.frame(e), "│", "─"
	if e.id == 0 { // not ours
		side, rule = "┆", "╌"
	}
	kind := ""
	if e.id != 0 && e.kind != "stream" {
		kind = " " + e.kind
	}
	title := printable.Fit(e.title(), p.box-6-printable.Width(kind))
	used := printable.Width(title) + printable.Width(kind)
	paint := p.style.Name
	if e.id == 0 {
		paint = p.style.Gone
	}
	out := []string{frame("┌"+rule+" ") + paint(title) + frame(kind+" "+strings.Repeat(rule, p.box-used-5)+"┐")}
	lines := e.lines()
	for len(lines) < rows {
		lines = append(lines, "")
	}
	for i, text := range lines {
		c := plain(text)
		if i == 0 {
			c = address(text)
		}
		if i == 1 {
			c = painted(text, p.style.state(e.state.Name))
		}
		l, r := side, side
		if i == 0 {
			l, r = sideOr(left, side), sideOr(right, side)
		}
		out = append(out, frame(l)+" "+c.fit(p.box-4, false)+" "+frame(r))
	}
	return append(out, frame("└"+strings.Repeat(rule, p.box-2)+"┘"))
}

func sideOr(plug, side string) string {
	if plug == "│" {
		return side
	}
	return plug
}

// looseOnes draws the sockets that neither wait nor are connected, side by side
// where there is room.
func (p *mapText) looseOnes(list []*mapEnd) {
	n := max(1, (p.width-2)/(p.box+2))
	for row := range slices.Chunk(list, n) {
		rows := 0
		for _, e := range row {
			rows = max(rows, len(e.lines()))
		}
		var boxes [][]string
		for _, e := range row {
			boxes = append(boxes, p.drawBox(e, "│", "│", rows))
		}
		for i := range boxes[0] {
			line := ""
			for _, b := range boxes {
				line += "  " + b[i]
			}
			p.line(line)
		}
	}
}

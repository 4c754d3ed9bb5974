package view

import (
	"fmt"
	"html"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// MapSVG draws the map as a picture that stands alone: light or dark as whoever
// looks at it prefers.
func MapSVG(w scripting.World) string {
	m := mapOf(w)
	p := mapSVG{y: svgMargin}
	if m.count() == 0 {
		p.text(svgMargin, p.y+14, "soft", "no sockets")
		p.y += 24
	}
	for _, h := range m.hubs {
		p.hub(h)
	}
	p.links(m.links, svgMargin)
	p.loose(m.loose)
	if w.Unknown != nil {
		p.text(svgMargin, p.y+14, "soft", "What waits in accept queues is unknown: "+w.Unknown.Error())
		p.y += 24
	}
	width, height := 2*svgMargin+svgIndent+2*svgBox+svgCable, p.y+svgMargin-svgGap
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" style=\"max-width:100%%;height:auto\">\n%s\n%s%s</svg>\n",
		width, height, width, height, MapMark, svgStyle, p.b.String())
}

// MapMark is in every picture of a map.
const MapMark = "<title>sockets, drawn by sockpit</title>"

// svgStyle gives colours by meaning, as Style does on a terminal.
const svgStyle = `<style>
svg{--paper:#fff;--box:#f6f8fa;--ink:#1f2328;--soft:#656d76;--good:#1a7f37;--wait:#9a6700;--gone:#818b98;background:var(--paper)}
@media (prefers-color-scheme:dark){svg{--paper:#0d1117;--box:#161b22;--ink:#e6edf3;--soft:#9198a1;--good:#3fb950;--wait:#d29922;--gone:#7d8590}}
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink);white-space:pre}
.paper{fill:var(--paper)}.name{font-weight:bold}
text.soft{fill:var(--soft)}text.good{fill:var(--good)}text.wait{fill:var(--wait)}text.gone{fill:var(--gone)}
.box{fill:var(--box);stroke:var(--soft);rx:5px}.theirs{fill:none;stroke:var(--gone);stroke-dasharray:4 3}
.line{stroke:var(--soft);fill:none}.cable{stroke-width:3}
.cable.good{stroke:var(--good)}.cable.wait{stroke:var(--wait)}.cable.gone{stroke:var(--gone);stroke-width:1.5;stroke-dasharray:4 4}
.tip.good{fill:var(--good)}.tip.wait{fill:var(--wait)}.plug{fill:var(--ink)}.open{fill:var(--paper);stroke:var(--ink)}
</style>
<rect class="paper" width="100%" height="100%"/>
`

// Sizes of the picture, in pixels.
const (
	svgMargin = 20
	svgBox    = 230 // width of a box
	svgCable  = 150
	svgIndent = 28 // of what came of a listener
	svgRow    = 18 // height of a line of text
	svgGap    = 14 // between boxes
	svgCut    = 26 // columns of text in a box
	svgLinks  = 100
)

type mapSVG struct {
	b strings.Builder
	y int
}

func (p *mapSVG) put(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

func (p *mapSVG) text(x, y int, class, text string) {
	p.put(`<text x="%d" y="%d" class="%s">%s</text>`, x, y, class, html.EscapeString(printable.Line(text)))
}

// boxHeight is that of a box with so many lines below its title.
func boxHeight(lines int) int { return (lines+1)*svgRow + 10 }

// plugY is where a box has its plug: at the line of its address.
func plugY(y int) int { return y + svgRow + 14 }

func (p *mapSVG) box(e *mapEnd, x, y, lines int) {
	class, name := "box", "name"
	if e.id == 0 {
		class, name = "box theirs", "gone"
	}
	p.put(`<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`, class, x, y, svgBox, boxHeight(lines))
	title := html.EscapeString(printable.Fit(e.title(), svgCut-9))
	kind := ""
	if e.id != 0 && e.kind != "stream" {
		kind = fmt.Sprintf(` <tspan style="font-weight:normal">%s</tspan>`, html.EscapeString(e.kind))
	}
	p.put(`<text x="%d" y="%d" class="%s">%s%s</text>`, x+14, y+19, name, title, kind)
	for i, line := range e.lines() {
		c, at := "", y+19+svgRow*(i+1)
		text := printable.Fit(line, svgCut)
		switch i {
		case 0:
			text = fitTail(line, svgCut)
		case 1:
			c = stateClass(string(e.state.Name))
		default:
			c = "soft"
		}
		p.text(x+14, at, c, text)
	}
}

// stateClass is Style.state for a picture.
func stateClass(name string) string {
	mark := func(c string) func(string) string { return func(string) string { return c } }
	st := Style{Good: mark("good"), Wait: mark("wait"), Gone: mark("gone")}
	class := st.state(stack.TCPState(name))(name)
	if class == name {
		return ""
	}
	return class
}

func (p *mapSVG) hub(h *hub) {
	lines := len(h.lines())
	top := p.y
	p.box(h.mapEnd, svgMargin, top, lines)
	x, y := svgMargin+svgBox, plugY(top)
	p.put(`<circle class="open" cx="%d" cy="%d" r="5"/>`, x, y-4)
	if note := h.queueNote(); note != "" {
		class := "soft"
		if h.state.AcceptQueue > 0 {
			class = "wait"
		}
		p.text(x+14, y, class, note)
	}
	bottom := top + boxHeight(lines)
	p.y = bottom + svgGap
	last := bottom
	for _, l := range h.links[:min(len(h.links), svgLinks)] {
		last = plugY(p.y) - 4
		if l.left == nil {
			p.put(`<path class="line" d="M%d %dh%d"/>`, svgMargin+svgIndent/2, last, svgIndent/2)
			p.spoke(h, l)
			continue
		}
		p.put(`<path class="line" d="M%d %dh%d"/>`, svgMargin+svgIndent/2, last, svgIndent/2)
		p.link(l, svgMargin+svgIndent)
	}
	if last > bottom {
		p.put(`<path class="line" d="M%d %dV%d"/>`, svgMargin+svgIndent/2, bottom, last)
	}
	p.more(len(h.links))
}

func (p *mapSVG) more(n int) {
	if n > svgLinks {
		p.text(svgMargin+svgIndent, p.y+10, "soft", fmt.Sprintf("… and %s more", printable.Count(n-svgLinks)))
		p.y += svgRow + svgGap
	}
}

// spoke draws a link whose left end is the hub.
func (p *mapSVG) spoke(h *hub, l *link) {
	x := svgMargin + svgIndent
	right := x + svgBox + svgCable
	p.box(l.right, right, p.y, len(l.right.lines()))
	p.cable(&link{left: &mapEnd{net: h.net, state: l.right.state}, right: l.right}, x, right, plugY(p.y)-4)
	p.y += boxHeight(len(l.right.lines())) + svgGap
}

func (p *mapSVG) links(list []*link, x int) {
	for _, l := range list[:min(len(list), svgLinks)] {
		p.link(l, x)
	}
	p.more(len(list))
}

func (p *mapSVG) link(l *link, x int) {
	lines := len(l.left.lines())
	if l.right != nil {
		lines = max(lines, len(l.right.lines()))
	}
	p.box(l.left, x, p.y, lines)
	if l.right != nil {
		const right = svgMargin + svgIndent + svgBox + svgCable
		p.box(l.right, right, p.y, lines)
		p.cable(l, x+svgBox, right, plugY(p.y)-4)
	}
	p.y += boxHeight(lines) + svgGap
}

// cable draws a cable between two points, with a tip where bytes can come out.
func (p *mapSVG) cable(l *link, from, to, y int) {
	way := l.carries()
	class := "wait"
	switch way {
	case toRight | toLeft:
		class = "good"
	case 0:
		class = "gone"
	}
	p.put(`<path class="cable %s" d="M%d %dH%d"/>`, class, from+6, y, to-6)
	if way&toRight != 0 {
		p.put(`<path class="tip %s" d="M%d %dl-12 -6v12z"/>`, class, to-4, y)
	}
	if way&toLeft != 0 {
		p.put(`<path class="tip %s" d="M%d %dl12 -6v12z"/>`, class, from+4, y)
	}
	p.put(`<circle class="plug" cx="%d" cy="%d" r="4"/><circle class="plug" cx="%d" cy="%d" r="4"/>`, from, y, to, y)
}

// loose draws sockets that neither wait nor are connected, two in a row.
func (p *mapSVG) loose(list []*mapEnd) {
	list = list[:min(len(list), svgLinks)]
	for i := 0; i < len(list); i += 2 {
		row := list[i:min(i+2, len(list))]
		lines := 0
		for _, e := range row {
			lines = max(lines, len(e.lines()))
		}
		for k, e := range row {
			p.box(e, svgMargin+k*(svgIndent+svgBox+svgCable), p.y, lines)
		}
		p.y += boxHeight(lines) + svgGap
	}
}

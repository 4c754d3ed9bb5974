package view

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// DiagramMark is in every picture of a diagram, and tells it from other files.
const DiagramMark = "drawn by sockpit"

//go:embed diagram.html
var diagramPage string

// pictures draws SVG and HTML. html/template escapes each text for where it
// stands; no text of a stranger's is ever marked as safe.
var pictures = template.Must(template.New("page").Funcs(template.FuncMap{"add": func(a, b int) int { return a + b }}).Parse(diagramPage))

// Sizes of the picture, in pixels.
const (
	svgLabels  = 210 // width of the labels at each side
	svgField   = 290 // between two upright lines
	svgLine    = 26  // height of an item
	svgColumns = 34  // of text that fit into a field
)

// A svgPicture is what the template "svg" draws.
type svgPicture struct {
	Width, Height      int
	Left, Middle, Side int // the upright lines
	Top                int
	Rows               []svgItem
}

// A svgItem is one item, with all places worked out.
type svgItem struct {
	Index, Line, Seq int
	Y                int
	Class            string // good, wait, bad, soft
	Step             string
	Who              string
	WhoX             int
	WhoAnchor        string
	Text             string
	TextX            int
	Arrow            bool
	From, To         int // x of the arrow
	Head             string
	Kernel           string
	KernelX          int
}

// DiagramSVG draws a flow as a picture that stands alone, light or dark as
// whoever looks at it prefers.
func DiagramSVG(f *timeline.Flow) string {
	var b strings.Builder
	if err := pictures.ExecuteTemplate(&b, "alone", pictureOf(f)); err != nil {
		return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- %s --></svg>", template.HTMLEscapeString(err.Error()))
	}
	return b.String()
}

func pictureOf(f *timeline.Flow) svgPicture {
	p := svgPicture{Left: svgLabels, Middle: svgLabels + svgField, Side: svgLabels + 2*svgField, Top: 34,
		Width: 2*svgLabels + 2*svgField}
	d := diagram{flow: f, style: Plain(), field: svgColumns, label: 30, right: 30}
	y := p.Top + svgLine
	for i := range f.Items {
		p.Rows = append(p.Rows, d.picture(&p, i, y))
		y += svgLine
	}
	p.Height = y + 6
	return p
}

// picture works out where the parts of an item stand.
func (d *diagram) picture(p *svgPicture, i, y int) svgItem {
	it := &d.flow.Items[i]
	r := svgItem{Index: i, Line: it.Place.Line, Seq: int(it.Seq), Y: y, Class: classOf(it)}
	if it.Kind == timeline.Step {
		r.Step = printable.Fit(printable.Line(it.Text), 110)
		return r
	}
	r.Who = printable.Fit(d.labelOf(it), 27)
	way, text := d.carries(it)
	r.Text, r.Kernel = printable.Fit(printable.Line(text), svgColumns-2), d.kernelText(it)
	near := p.Left
	r.WhoX, r.WhoAnchor = p.Left-10, "end"
	r.TextX, r.KernelX = (p.Left+p.Middle)/2, p.Middle+10
	if d.flow.SideOf(it.End) == timeline.Right {
		near = p.Side
		r.WhoX, r.WhoAnchor = p.Side+10, "start"
		r.TextX, r.KernelX = (p.Middle+p.Side)/2, p.Left+10
	}
	r.Arrow = way != still
	r.From, r.To = near, p.Middle
	if way == fromKernel {
		r.From, r.To = p.Middle, near
	}
	if r.Arrow {
		r.Head = head(r.From, r.To, y)
	}
	return r
}

// head gives the points of an arrow's head.
func head(from, to, y int) string {
	back := to - 9
	if from > to {
		back = to + 9
	}
	return fmt.Sprintf("%d,%d %d,%d %d,%d", to, y, back, y-5, back, y+5)
}

func classOf(it *timeline.Item) string {
	switch it.Kind {
	case timeline.Fail, timeline.Reset:
		return "bad"
	case timeline.Finish, timeline.EOF:
		return "wait"
	case timeline.Connect, timeline.Accept:
		return "good"
	case timeline.Note:
		return "soft"
	}
	return "plain"
}

// DiagramMermaid writes a flow as a sequenceDiagram of mermaid.js.
func DiagramMermaid(f *timeline.Flow) string {
	d := diagram{flow: f, style: Plain(), field: 60}
	var b strings.Builder
	b.WriteString("%% " + DiagramMark + "\nsequenceDiagram\n")
	side := func(want timeline.Side) {
		for _, e := range f.Ends {
			if e.Side == want {
				fmt.Fprintf(&b, "  participant s%d as %s\n", e.ID, mermaidText(e.Name))
			}
		}
	}
	side(timeline.Left)
	b.WriteString("  participant kernel\n")
	side(timeline.Right)
	for i := range f.Items {
		it := &f.Items[i]
		if it.Kind == timeline.Step {
			fmt.Fprintf(&b, "  Note over kernel: %s\n", mermaidText("step: "+it.Text))
			continue
		}
		way, text := d.carries(it)
		label := it.Call
		if it.Made != 0 {
			label += " → " + f.Label(it.Made)
		}
		if text != "" {
			label += ": " + text
		}
		switch {
		case it.End == 0:
			fmt.Fprintf(&b, "  Note over kernel: %s\n", mermaidText(label))
		case way == toKernel && it.Kind == timeline.Reset:
			fmt.Fprintf(&b, "  s%d-xkernel: %s\n", it.End, mermaidText(label))
		case way == toKernel:
			fmt.Fprintf(&b, "  s%d->>kernel: %s\n", it.End, mermaidText(label))
		case way == fromKernel:
			fmt.Fprintf(&b, "  kernel->>s%d: %s\n", it.End, mermaidText(label))
		default:
			fmt.Fprintf(&b, "  Note over s%d: %s\n", it.End, mermaidText(label))
		}
	}
	return b.String()
}

// mermaidText writes a text so that nothing in it is mermaid's own: all but
// letters, digits and what is harmless goes as the entity #n;.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range printable.Line(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" .,-_'()/→✗…×", r), r > 0xA0:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	if b.Len() == 0 {
		return "#32;"
	}
	return b.String()
}

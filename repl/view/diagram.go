package view

import (
	"fmt"
	"strings"
	"time"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// Diagram draws a flow: those who call on the left, those who are called on the
// right, the kernel between. exact leaves out what differs from run to run:
// times, and ports, which become the names of who has them.
func Diagram(f *timeline.Flow, width int, exact bool, st Style) string {
	if len(f.Items) == 0 {
		return Sentence("nothing has happened yet: no calls on sockets", width, Plain())
	}
	d := diagram{flow: f, style: st, exact: exact, width: width}
	d.measure()
	d.header()
	if f.Dropped > 0 {
		d.rule(fmt.Sprintf("%s older calls were dropped from the log", printable.Count(int(f.Dropped))))
	}
	for i := range f.Items {
		d.item(&f.Items[i])
	}
	return d.b.String()
}

// A diagram is one being drawn: two columns of labels at the sides, and two
// fields between three upright lines.
type diagram struct {
	b     strings.Builder
	flow  *timeline.Flow
	style Style
	exact bool
	width int
	label int // columns of the labels on the left
	field int // columns of each field
	right int // columns of the labels on the right
}

// measure shares the width: labels get what they need, up to a part of it.
func (d *diagram) measure() {
	left, right := 8, 8
	for i := range d.flow.Items {
		it := &d.flow.Items[i]
		if it.Kind == timeline.Step {
			continue
		}
		w := printable.Width(d.labelOf(it))
		if d.flow.SideOf(it.End) == timeline.Left {
			left = max(left, w)
		} else {
			right = max(right, w)
		}
	}
	d.label = min(left, max(8, d.width/5))
	d.right = min(right, max(8, d.width/4))
	d.field = max(8, (d.width-1-d.label-d.right-2-3)/2)
	d.field = min(d.field, 34)
}

// labelOf says who calls what: "send c", or "task 2: send c".
func (d *diagram) labelOf(it *timeline.Item) string {
	text := it.Call
	if it.End != 0 {
		text += " " + d.flow.Label(it.End)
	}
	if it.Times > 1 && !d.exact {
		text += fmt.Sprintf(" ×%d", it.Times)
	}
	if it.Made != 0 { // whose door it was the arrow tells less than who came in
		text = it.Call + " → " + d.flow.Label(it.Made)
	}
	return printable.Line(text)
}

// header names the three lines.
func (d *diagram) header() {
	at := func(text string, center int, before string) string {
		pad := center - printable.Width(text)/2 - printable.Width(before)
		return before + strings.Repeat(" ", max(1, pad)) + text
	}
	line := at("caller", 1+d.label+1, "")
	line = at("kernel", 1+d.label+2+d.field, line)
	line = at("called", 1+d.label+3+2*d.field, line)
	d.b.WriteString(d.style.Head(line) + "\n")
}

// rule writes a line across: a step begins.
func (d *diagram) rule(text string) {
	total := 1 + d.label + 1 + 3 + 2*d.field + 1 + d.right
	lines := printable.Wrap(printable.Line(text), max(20, total-8))
	for i, l := range lines {
		if i == 0 {
			l = " ── " + l + " "
			l += strings.Repeat("─", max(2, total-printable.Width(l)))
		} else {
			l = "    " + l
		}
		d.b.WriteString(d.style.Head(l) + "\n")
	}
}

// A row is one line of the diagram.
type row struct {
	left, right cell // labels
	fields      [2]cell
	marks       [3]string // what stands on the upright lines
}

func (d *diagram) row(r row) {
	var b strings.Builder
	b.WriteString(" ")
	if w := r.left.width(); w < d.label {
		b.WriteString(strings.Repeat(" ", d.label-w))
	}
	b.WriteString(r.left.fit(min(r.left.width(), d.label), true) + " ")
	for i, mark := range r.marks {
		if mark == "" {
			mark = "│"
		}
		b.WriteString(d.style.Soft(mark))
		if i < 2 {
			b.WriteString(r.fields[i].fit(d.field, false))
		}
	}
	if r.right.text != "" {
		b.WriteString(" " + r.right.fit(d.right, true))
	}
	d.b.WriteString(strings.TrimRight(b.String(), " ") + "\n")
}

// item draws one item, on the side of its socket.
func (d *diagram) item(it *timeline.Item) {
	if it.Kind == timeline.Step {
		d.rule(it.Text)
		return
	}
	side := d.flow.SideOf(it.End)
	r := row{}
	who := painted(d.labelOf(it), d.style.Name)
	own, other := 0, 1
	if side == timeline.Right {
		own, other = 1, 0
		r.right = who
	} else {
		r.left = who
	}
	arrow, text := d.carries(it)
	r.fields[own] = d.arrow(arrow, side, text, it)
	r.marks = marksOf(arrow, side)
	r.fields[other] = painted(" "+d.kernelText(it), d.style.Soft)
	d.row(r)
}

// Directions of what is drawn between a side and the kernel.
type direction int

const (
	still direction = iota
	toKernel
	fromKernel
)

// carries says what goes between the side and the kernel, and which way.
func (d *diagram) carries(it *timeline.Item) (direction, string) {
	switch it.Kind {
	case timeline.Connect:
		if e := d.flow.End(it.End); e != nil && e.Network.IsUnix() {
			return toKernel, "connect"
		}
		return toKernel, "SYN, SYN-ACK, ACK"
	case timeline.Accept:
		return fromKernel, "a connection"
	case timeline.Send:
		return toKernel, payload(it, d.field-8)
	case timeline.Recv:
		return fromKernel, payload(it, d.field-8)
	case timeline.EOF:
		return fromKernel, "the end"
	case timeline.Finish:
		return toKernel, "FIN"
	case timeline.Reset:
		return toKernel, "RST"
	case timeline.Fail:
		return still, "✗ " + it.Code
	}
	return still, d.words(it.Text)
}

// payload quotes the bytes, and counts those that are not shown.
func payload(it *timeline.Item, width int) string {
	text := printable.QuoteN(it.Data, max(4, width))
	if it.Whole && printable.Width(text) <= width {
		return text
	}
	size := " " + printable.Count(it.N) + " B"
	for n := width; n > 4; n-- {
		if text = printable.QuoteN(it.Data, n) + size; printable.Width(text) <= width {
			break
		}
	}
	return text
}

// arrow draws "── text ──►" of the field's width.
func (d *diagram) arrow(way direction, side timeline.Side, text string, it *timeline.Item) cell {
	paint := func(s string) string { return s }
	switch it.Kind {
	case timeline.Fail, timeline.Reset:
		paint = d.style.Bad
	case timeline.Finish, timeline.EOF:
		paint = d.style.Wait
	case timeline.Note:
		paint = d.style.Soft
	}
	text = printable.Line(text)
	if way == still {
		return painted(" "+text, paint)
	}
	text = printable.Fit(text, d.field-6)
	rest := d.field - printable.Width(text) - 3
	before := rest / 2
	// The head is at the kernel for what goes in, at the side for what comes.
	right := way == toKernel && side == timeline.Left || way == fromKernel && side == timeline.Right
	line := strings.Repeat("─", before) + " " + text + " " + strings.Repeat("─", rest-before)
	if right {
		return painted(line+"►", paint)
	}
	return painted("◄"+line, paint)
}

// marksOf gives what stands on the three lines.
func marksOf(way direction, side timeline.Side) [3]string {
	if way == still {
		return [3]string{}
	}
	if side == timeline.Left {
		return [3]string{map[direction]string{toKernel: "├", fromKernel: "┤"}[way], map[direction]string{toKernel: "┤", fromKernel: "┤"}[way], ""}
	}
	return [3]string{"", "├", map[direction]string{toKernel: "┤", fromKernel: "├"}[way]}
}

// kernelText is what stands in the field beside: what the kernel has, and how
// long the call took, if that matters.
func (d *diagram) kernelText(it *timeline.Item) string {
	parts := []string{}
	if it.Kind == timeline.Reset && it.Text != "" {
		parts = append(parts, it.Text)
	}
	if it.Kind == timeline.Recv && len(it.From) > 1 && !d.exact {
		parts = append(parts, fmt.Sprintf("of %d sends", len(it.From)))
	}
	if it.Kernel != "" && !(d.exact && it.N > 0) { // how a stream is cut is chance
		parts = append(parts, it.Kernel)
	}
	if it.Text != "" && (it.Kind == timeline.Send || it.Kind == timeline.Recv) {
		parts = append(parts, d.words(it.Text))
	}
	if it.Took >= noteworthy && !d.exact {
		parts = append(parts, "after "+Seconds(it.Took))
	}
	return printable.Fit(printable.Line(strings.Join(parts, "; ")), d.field-1)
}

// noteworthy is from when on it is said how long a call took.
const noteworthy = 20 * time.Millisecond

// words writes a text of the log; in an exact diagram end-points are named.
func (d *diagram) words(text string) string {
	if !d.exact {
		return text
	}
	for i := range d.flow.Ends {
		e := &d.flow.Ends[i]
		if a := e.Local; a.Port != 0 || a.Path != "" {
			text = strings.ReplaceAll(text, a.String(), "<"+e.Name+">")
		}
	}
	for i := range d.flow.Ends {
		if a := d.flow.Ends[i].Remote; a.Port != 0 || a.Path != "" {
			text = strings.ReplaceAll(text, a.String(), "<another>")
		}
	}
	return text
}

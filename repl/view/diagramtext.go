package view

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// labelOf says who calls what: "send c".
func (d *diagram) labelOf(it *timeline.Item) string {
	text := it.Call
	if it.End != 0 && d.named {
		text += " " + d.flow.Label(it.End)
	}
	if it.Times > 1 && !d.exact {
		text += fmt.Sprintf(" ×%d", it.Times)
	}
	if it.Made != 0 && d.named { // whose door it was the arrow tells less than who came in
		text = it.Call + " → " + d.flow.Label(it.Made)
	}
	return printable.Line(text)
}

// Directions of what is drawn between a lane and the kernel.
type direction int

const (
	still direction = iota
	toKernel
	fromKernel
)

// carries says what goes between the lane and the kernel, and which way.
func (d *diagram) carries(it *timeline.Item) (direction, string) {
	e := d.flow.End(it.End)
	unix := e != nil && e.Network.IsUnix()
	switch {
	case it.Kind == timeline.Recv && it.Part == timeline.Opens:
		return still, "begins"
	case it.Kind == timeline.Send && it.Part == timeline.Closes:
		return still, "done"
	}
	switch it.Kind {
	case timeline.Connect:
		if unix {
			return toKernel, "connect"
		}
		if e != nil && e.Peer == it.End {
			return toKernel, "SYN ⇄ SYN"
		}
		return toKernel, "SYN, SYN-ACK, ACK"
	case timeline.Accept:
		return fromKernel, "a connection"
	case timeline.Send:
		return toKernel, payload(it, d.field-8)
	case timeline.Recv:
		return fromKernel, payload(it, d.field-8)
	case timeline.EOF:
		if it.Text != "" { // nothing came over the wire
			return still, "the end"
		}
		return fromKernel, "the end"
	case timeline.Finish:
		if unix {
			return toKernel, "the end"
		}
		return toKernel, "FIN"
	case timeline.Reset:
		if unix {
			return toKernel, "reset"
		}
		return toKernel, "RST"
	case timeline.Fail:
		return still, "✗ " + it.Code
	}
	return still, d.words(it.Text)
}

// payload quotes the bytes, or the first of them and how many there are.
func payload(it *timeline.Item, width int) string {
	n := min(len(it.Data), max(1, width))
	if text := printable.Quote(it.Data[:n]); it.Whole && n == len(it.Data) && printable.Width(text) <= width {
		return text
	}
	size := "… " + printable.Count(it.N) + " B"
	for ; n > 0; n-- {
		if n < len(it.Data) && !utf8.RuneStart(it.Data[n]) {
			continue
		}
		if text := printable.Quote(it.Data[:n]) + size; printable.Width(text) <= width {
			return text
		}
	}
	return printable.Count(it.N) + " B"
}

// arrow draws "── text ──►" of a wide gap's width. The head is at the kernel for
// what goes in; at the lane for what comes, and so not here if there are other
// lanes between.
func (d *diagram) arrow(way direction, line int, text string, it *timeline.Item) cell {
	paint := d.paintOf(it)
	text = printable.Line(text)
	if way == still || line < 0 {
		return painted(" "+text, paint)
	}
	text = printable.Fit(text, d.field-6)
	left := line < d.kernel
	head := way == toKernel || line == d.kernel-1 || line == d.kernel+1
	rest := d.field - printable.Width(text) - 2
	if head {
		rest--
	}
	before := rest / 2
	drawn := strings.Repeat("─", before) + " " + text + " " + strings.Repeat("─", rest-before)
	switch {
	case !head:
		return painted(drawn, paint)
	case way == toKernel == left:
		return painted(drawn+"►", paint)
	}
	return painted("◄"+drawn, paint)
}

// paintOf gives the colour of an item.
func (d *diagram) paintOf(it *timeline.Item) func(string) string {
	switch it.Kind {
	case timeline.Fail, timeline.Reset:
		return d.style.Bad
	case timeline.Finish, timeline.EOF:
		return d.style.Wait
	case timeline.Note:
		return d.style.Soft
	}
	return func(s string) string { return s }
}

// says is what there is to know of an item beside what it carries, the same in
// every form: what the kernel has then, and how long the call took, if that
// matters.
func (d *diagram) says(it *timeline.Item) []string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, printable.Line(text))
		}
	}
	add(d.cutFrom(it))
	if carried := it.Kind == timeline.Note || it.Call == "shutdown"; !carried && !(d.exact && it.Kind == timeline.Fail) {
		add(d.words(it.Text))
	}
	if !(d.exact && it.N > 0) { // how a stream is cut is chance
		add(it.Kernel)
	}
	if it.Took >= timeline.Long && !d.exact {
		add("after " + Seconds(it.Took))
	}
	return parts
}

// cutFrom says how a receive's bytes were sent, if otherwise than received.
func (d *diagram) cutFrom(it *timeline.Item) string {
	if it.Kind != timeline.Recv || d.exact || len(it.From) == 0 {
		return ""
	}
	if it.Sends > 1 {
		return fmt.Sprintf("of %d sends", it.Sends)
	}
	if it.N < d.flow.Items[it.From[0]].N && it.Text == "" {
		return "part of a send"
	}
	return ""
}

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

package view

import (
	"slices"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// Columns of a diagram.
const (
	usualField = 34
	leastField = 23 // of a wide gap: "SYN, SYN-ACK, ACK" fits
	askedField = 16 // if these lanes were asked for
	mostField  = 80
	leastGap   = 3 // between two lanes of one side
	mostName   = 15
)

// layOut finds lanes that fit: those that were asked for, with their names in
// one line or two, else with owners after each other on one lane, else the two
// sides.
func (d *diagram) layOut(by timeline.By) {
	want := by
	if want == "" {
		want = timeline.Ends
	}
	d.need = d.needed(usualField, mostField)
	fields := []int{leastField, askedField}
	if by == "" {
		fields = fields[:1]
	}
	for _, least := range fields {
		for _, try := range layouts {
			if want == timeline.Sides || want == timeline.Tasks && !try.named { // a label would not tell which socket
				continue
			}
			d.lanes, d.reused, d.named, d.rows = withSides(d.flow.Lanes(want, try.reuse, d.exact)), try.reuse, try.named, try.rows
			if d.measure(least) {
				return
			}
		}
	}
	d.lanes, d.reused, d.named, d.rows = d.flow.Lanes(timeline.Sides, false, d.exact), false, true, 1
	d.measure(8)
}

// needed gives how wide a wide gap must be for the longest text of the flow, from
// least to most columns. Payloads are cut in a picture, which has no width.
func (d *diagram) needed(least, most int) int {
	need, was := least, d.field
	d.field = most
	for i := range d.flow.Items {
		it := &d.flow.Items[i]
		if it.Kind == timeline.Step || need >= most {
			continue
		}
		if _, text := d.carries(it); d.width > 0 || it.Kind != timeline.Send && it.Kind != timeline.Recv {
			need = max(need, printable.Width(printable.Line(text))+8)
		}
		need = max(need, printable.Width(strings.Join(d.says(it), "; "))+2)
	}
	d.field = was
	return min(need, most)
}

// layouts are tried in turn until one fits.
var layouts = []struct {
	reuse, named bool
	rows         int
}{{false, true, 1}, {false, false, 1}, {false, true, 2}, {false, false, 2}, {true, true, 1}, {true, true, 2}}

// withSides adds an empty lane on a side that has none: the kernel is always in
// the middle.
func withSides(l *timeline.Lanes) *timeline.Lanes {
	left := l.Left()
	if left == len(l.List) {
		l.List = append(l.List, timeline.Lane{Side: timeline.Right})
	}
	if left == 0 {
		l.List = slices.Insert(l.List, 0, timeline.Lane{Side: timeline.Left})
		for i, lane := range l.Of {
			if lane >= 0 {
				l.Of[i] = lane + 1
			}
		}
	}
	return l
}

// measure shares the width and reports whether the wide gaps got as much as
// they need: labels get what they need, up to a part of it.
func (d *diagram) measure(least int) bool {
	left, right := 8, 8
	for i := range d.flow.Items {
		it := &d.flow.Items[i]
		if it.Kind == timeline.Step {
			continue
		}
		w := printable.Width(d.labelOf(it))
		if lane := d.lanes.Of[i]; lane >= 0 && d.lanes.List[lane].Side == timeline.Right {
			right = max(right, w)
		} else {
			left = max(left, w)
		}
	}
	d.label = min(left, max(8, d.width/5))
	d.right = min(right, max(8, d.width/4))
	d.kernel = d.lanes.Left()
	d.gaps = make([]int, len(d.lanes.List))
	free := d.width - 1 - d.label - 1 - len(d.gaps) - 1 - 1 - d.right
	for i := range d.gaps {
		if i != d.kernel-1 && i != d.kernel {
			lane := i
			if i > d.kernel {
				lane = i - 1
			}
			names := d.nameWidth(lane) + d.nameWidth(lane+1)
			d.gaps[i] = max(leastGap, names/2/d.rows+1)
			free -= d.gaps[i]
		}
	}
	d.field = min(max(8, free/2), d.need)
	d.gaps[d.kernel-1], d.gaps[d.kernel] = d.field, d.field
	return free/2 >= least
}

// nameWidth is how much room the header needs for a lane.
func (d *diagram) nameWidth(lane int) int {
	name, end := d.heading(lane)
	return max(printable.Width(name), printable.Width(end))
}

// heading gives what stands above a lane: who has it, and that socket's end of
// the link. Of several owners the first.
func (d *diagram) heading(lane int) (name, end string) {
	lives := d.lanes.List[lane].Lives
	if len(lives) == 0 {
		return "", ""
	}
	name = printable.Fit(printable.Line(lives[0].Name), mostName)
	if len(lives) > 1 {
		name += ", …"
	}
	if e := d.flow.End(lives[0].Owner); d.lanes.By == timeline.Ends && !d.exact && !d.reused && d.rows < 2 && e != nil {
		end = fitTail(short(e.Local, narrow-1), mostName)
		if end == "*" {
			end = ""
		}
	}
	return name, end
}

// header names the lines, and says what addresses they have.
func (d *diagram) header() {
	at := make([]int, len(d.gaps)+1) // columns of the lines
	at[0] = 1 + d.label + 1
	for i, g := range d.gaps {
		at[i+1] = at[i] + 1 + g
	}
	names, ends := make([]centred, d.rows), centred{}
	for lane := range d.lanes.List {
		if lane == d.kernel {
			names[0].put("kernel", at[d.kernel])
		}
		name, end := d.heading(lane)
		names[lane%d.rows].put(name, at[d.lineOf(lane)])
		ends.put(end, at[d.lineOf(lane)])
	}
	for _, n := range names {
		d.b.WriteString(d.style.Head(printable.Fit(n.text, d.width)) + "\n")
	}
	if ends.text != "" {
		d.b.WriteString(d.style.Soft(printable.Fit(ends.text, d.width)) + "\n")
	}
}

// A centred is a line of texts, each centred above a place.
type centred struct{ text string }

func (h *centred) put(text string, center int) {
	if text == "" {
		return
	}
	space := center - printable.Width(text)/2 - printable.Width(h.text)
	if h.text != "" || space < 0 {
		space = max(1, space)
	}
	h.text += strings.Repeat(" ", space) + text
}

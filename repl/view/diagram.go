package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// Diagram draws a flow: lanes of those who call on the left, of those who are
// called on the right, the kernel between. by says what has a lane; "" is each
// end-point as long as there is room. exact leaves out what differs from run to
// run: times, and ports, which become the names of who has them.
func Diagram(f *timeline.Flow, by timeline.By, width int, exact bool, st Style) string {
	if len(f.Items) == 0 {
		return Sentence("nothing has happened yet: no calls on sockets", width, Plain())
	}
	f = f.Shorten(mostItems)
	d := &diagram{flow: f, style: st, exact: exact, width: width}
	d.layOut(by)
	d.header()
	if by != "" && by != d.lanes.By {
		d.rule(fmt.Sprintf("too many %s for %d columns: those who call, and those who are called", by, width))
	}
	if f.Dropped > 0 {
		d.rule(fmt.Sprintf("%s older calls were dropped from the log", printable.Count(int(f.Dropped))))
	}
	for i := range f.Items {
		d.item(i)
	}
	return d.b.String()
}

// mostItems is how many lines a diagram has: of more nobody sees anything, and a
// browser shows no picture of them. The first and the last are drawn.
const mostItems = 2000

// A diagram is one being drawn: labels at both sides, and between them upright
// lines, of which one is the kernel's. The gaps beside the kernel's line are the
// wide ones: everything that moves goes through them, and so they have the texts.
type diagram struct {
	b      strings.Builder
	flow   *timeline.Flow
	style  Style
	exact  bool
	width  int
	lanes  *timeline.Lanes
	reused bool // a lane has several owners after each other
	named  bool // labels say which socket a call was on
	rows   int  // lines that the names of lanes are spread over
	label  int  // columns of the labels on the left
	right  int  // columns of the labels on the right
	field  int  // columns of each of the two wide gaps
	need   int  // columns that they use at most
	kernel int  // index of the kernel's line
	gaps   []int
}

// A row is one line of the diagram.
type row struct {
	left, right cell // labels
	gaps        []cell
	marks       []cell // what stands on the upright lines
}

func (d *diagram) newRow() row {
	return row{gaps: make([]cell, len(d.gaps)), marks: make([]cell, len(d.gaps)+1)}
}

func (d *diagram) row(r row) {
	var b strings.Builder
	b.WriteString(" ")
	if w := r.left.width(); w < d.label {
		b.WriteString(strings.Repeat(" ", d.label-w))
	}
	b.WriteString(r.left.fit(min(r.left.width(), d.label), true) + " ")
	for i, mark := range r.marks {
		b.WriteString(mark.fit(1, false))
		if i < len(r.gaps) {
			b.WriteString(r.gaps[i].fit(d.gaps[i], false))
		}
	}
	if r.right.text != "" {
		b.WriteString(" " + r.right.fit(d.right, true))
	}
	d.b.WriteString(strings.TrimRight(b.String(), " ") + "\n")
}

// rule writes a line across: a step begins.
func (d *diagram) rule(text string) {
	total := 1 + d.label + 1 + 1 + d.right
	for _, g := range d.gaps {
		total += 1 + g
	}
	total = min(total+1, d.width)
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

// lineOf gives the upright line of a lane: the kernel's is among them.
func (d *diagram) lineOf(lane int) int {
	if lane >= d.kernel {
		return lane + 1
	}
	return lane
}

// item draws one item, on its lane.
func (d *diagram) item(i int) {
	it := &d.flow.Items[i]
	if it.Kind == timeline.Step {
		d.rule(it.Text)
		return
	}
	r := d.newRow()
	who := painted(d.labelOf(it), d.style.Name)
	line, own, other := -1, d.kernel-1, d.kernel
	if lane := d.lanes.Of[i]; lane >= 0 {
		line = d.lineOf(lane)
	}
	if line > d.kernel {
		own, other, r.right = d.kernel, d.kernel-1, who
	} else {
		r.left = who
	}
	way, text := d.carries(it)
	if it.Kind == timeline.Fail && line >= 0 {
		text = it.Code // the lane has the mark
	}
	d.marks(&r, i, line, way)
	said := d.inLines(strings.Join(d.says(it), "; "))
	noted := []string{text}
	if way == still {
		noted = d.inLines(printable.Line(text))
	}
	r.gaps[own] = d.arrow(way, line, noted[0], it)
	r.gaps[other] = painted(" "+said[0], d.style.Soft)
	d.row(r)
	for n := 1; n < max(len(said), len(noted)); n++ { // what had no room
		r := d.newRow()
		d.marks(&r, i, -1, still)
		if n < len(noted) {
			r.gaps[own] = painted(" "+noted[n], d.paintOf(it))
		}
		if n < len(said) {
			r.gaps[other] = painted(" "+said[n], d.style.Soft)
		}
		d.row(r)
	}
}

// inLines cuts a text into lines for a wide gap; where that is so narrow that
// nobody reads them there is one.
func (d *diagram) inLines(text string) []string {
	if width := d.field - 1; width >= askedField-2 && printable.Width(text) > width {
		return printable.Wrap(text, width)
	}
	return []string{printable.Fit(text, d.field-1)}
}

// marks puts what stands on the lines: which lanes are there at all, where an
// arrow begins, ends and crosses, and what happens without one.
func (d *diagram) marks(r *row, i, line int, way direction) {
	it := &d.flow.Items[i]
	for lane := range d.lanes.List {
		life := d.lanes.List[lane].At(i)
		mark := ""
		if life != nil {
			if mark = "│"; d.lanes.By == timeline.Ends && life.Owner < 0 { // another program's: no call of its own is known
				mark = "┊"
			}
			if life.From == i && (line >= 0 || way != still) && d.lanes.By == timeline.Ends && (way == still || d.lineOf(lane) != line) {
				mark = "○"
			}
		}
		r.marks[d.lineOf(lane)] = painted(mark, d.style.Soft)
	}
	kernel := "│"
	if it.Holds {
		kernel = "┃"
	}
	if line >= 0 {
		switch {
		case it.Kind == timeline.Fail:
			r.marks[line] = painted("✗", d.style.Bad)
		case way == still && r.marks[line].text == "│":
			r.marks[line] = painted("•", d.style.Soft)
		}
	}
	if way != still && line >= 0 {
		kernel = d.path(r, line, way, it.Holds)
	}
	r.marks[d.kernel] = painted(kernel, d.style.Soft)
}

// path draws an arrow over the lanes that are between its own and the kernel,
// and gives the kernel's mark.
func (d *diagram) path(r *row, line int, way direction, heavy bool) (kernel string) {
	left := line < d.kernel
	tail, kernelTail := map[bool]string{true: "├", false: "┤"}, map[bool]string{true: "┤", false: "├"}
	kernel = "│"
	if heavy {
		kernel, kernelTail = "┃", map[bool]string{true: "┨", false: "┠"}
	}
	if way == toKernel {
		r.marks[line] = painted(tail[left], d.style.Soft)
	} else {
		r.marks[line] = painted("│", d.style.Soft)
		kernel = kernelTail[left]
	}
	step := 1
	gap := line // the gap behind a line on the left has its index
	if !left {
		step, gap = -1, line-1
	}
	for at := line; at+step != d.kernel; at += step {
		text := strings.Repeat("─", d.gaps[gap])
		if at == line && way == fromKernel {
			text = strings.Repeat("─", d.gaps[gap]-1)
			text = map[bool]string{true: "◄" + text, false: text + "►"}[left]
		}
		r.gaps[gap] = painted(text, d.paintOf(&timeline.Item{}))
		cross := "─"
		if r.marks[at+step].text != "" {
			cross = "┼"
		}
		r.marks[at+step] = painted(cross, d.style.Soft)
		gap += step
	}
	return kernel
}

package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// A WalkView is what the full screen shows of a script that is walked line by
// line.
type WalkView struct {
	File      string       // that the lines are of
	Lines     []string     //
	Next      int          // the line that comes next; 0: none
	Cursor    int          // the line that is pointed at
	Breaks    map[int]bool // lines with breakpoints
	Doing     string       // "runs", "all tasks wait", "has ended: ok"; "" it stands
	Standing  scripting.Standing
	Before    scripting.World // before the last move
	Place     func(event.Place) string
	Flow      []string // the diagram, already as wide as the screen
	Watching  bool     // the variables are shown instead of the diagram
	Variables []scripting.Variable
	Output    []string // what the script printed
	Message   string
	Keys      string

	Page   []string // instead of all that, with its title; nil: none
	Title  string
	Scroll int
}

// Walk draws it for a screen of that size.
func Walk(v WalkView, columns, rows int, st Style) string {
	f := &frameBox{width: columns, style: st}
	inner := max(1, rows-2) // without the borders
	switch {
	case v.Page != nil:
		f.border("┌", "┐", v.Title)
		page := v.Page[min(v.Scroll, max(0, len(v.Page)-inner)):]
		f.body(linesOf(page), inner)
	case columns < 70:
		v.stacked(f, inner)
	default:
		v.besides(f, inner)
	}
	bar := v.Keys
	switch {
	case v.Message != "":
		bar = v.Message
	case v.Doing != "" && v.Page == nil:
		bar = v.File + " " + v.Doing
	}
	f.border("└", "┘", bar)
	return f.b.String()
}

// besides draws the script and the sockets beside each other, and below them the
// diagram or the variables, and the output.
func (v *WalkView) besides(f *frameBox, inner int) {
	left := min(max(30, widest(v.Lines)+7), f.width*9/20)
	if f.width < narrow {
		left = min(left, f.width*2/5) // the sockets have more columns than lines of a script
	}
	right := f.width - left - 3
	below := v.below(inner, inner*2/5, f.style)
	top := inner - below.height()
	sockets, tasks := v.socketRows(right, f.style), v.taskRows(f.style)
	room := max(2, top-1-min(len(tasks), max(2, top/3)))
	side := append(cut(sockets, room), f.rule(" tasks", right))
	for len(side) < room+1 {
		side = append(side[:len(side)-1], strip{}, side[len(side)-1])
	}
	side = append(side, cut(tasks, top-len(side))...)
	source := v.sourceRows(top, f.style)
	f.borders("┌", "┬", "┐", left, v.File, "sockets")
	for i := range top {
		f.pair(rowAt(source, i), rowAt(side, i), left, right)
	}
	below.draw(f)
}

// stacked draws them below each other, where there is little room.
func (v *WalkView) stacked(f *frameBox, inner int) {
	sockets, tasks := v.socketRows(f.width-2, f.style), v.taskRows(f.style)
	below := v.below(inner, inner/5, f.style)
	rest := inner - below.height()
	top := max(3, rest*2/5)
	f.border("┌", "┐", v.File)
	f.body(v.sourceRows(top, f.style), top)
	rest -= top + 2
	n := min(len(tasks), max(1, rest/3))
	f.border("├", "┤", "sockets")
	f.body(cut(sockets, rest-n), rest-n)
	f.border("├", "┤", "tasks")
	f.body(cut(tasks, n), n)
	below.draw(f)
}

// A belowBox is the diagram or the variables, and the output.
type belowBox struct {
	title string
	rows  []strip
	out   []string
}

// laneRows is how many rows at the top of a diagram name its lanes.
const laneRows = 2

// below gives them so many rows of the screen at most, borders counted.
func (v *WalkView) below(inner, most int, st Style) belowBox {
	var b belowBox
	if most = min(most, inner-6); most < 2 {
		return b
	}
	n := min(len(v.Output), max(1, most/3))
	b.out = lastLines(v.Output, n)
	if n > 0 {
		most -= n + 1
	}
	room := max(0, most-1)
	if v.Watching {
		b.title, b.rows = "variables", v.variableRows(room, st)
		return b
	}
	flow := v.Flow
	if len(flow) > room { // who is who stays at the top
		head := min(laneRows, room/2)
		flow = append(flow[:head:head], lastLines(flow, room-head)...)
	}
	b.title, b.rows = "flow", linesOf(flow)
	return b
}

func (b belowBox) height() (n int) {
	for _, rows := range []int{len(b.rows), len(b.out)} {
		if rows > 0 {
			n += rows + 1
		}
	}
	return n
}

func (b belowBox) draw(f *frameBox) {
	if len(b.rows) > 0 {
		f.border("├", "┤", b.title)
		f.body(b.rows, len(b.rows))
	}
	if len(b.out) > 0 {
		f.border("├", "┤", "output")
		f.body(linesOf(b.out), len(b.out))
	}
}

// sourceRows gives the lines around the one that is pointed at.
func (v *WalkView) sourceRows(n int, st Style) []strip {
	from := max(1, min(v.Cursor-n/2, len(v.Lines)-n+1))
	var rows []strip
	for i := from; i < from+n && i <= len(v.Lines); i++ {
		mark, paint := " ", func(s string) string { return s }
		switch {
		case i == v.Next:
			mark, paint = "▶", st.Name
		case v.Breaks[i]:
			mark, paint = "●", st.Bad
		case i == v.Cursor:
			mark = "›"
		}
		if i == v.Next && v.Breaks[i] {
			paint = st.Bad
		}
		text := printable.Line(strings.TrimRight(v.Lines[i-1], "\r"))
		rows = append(rows, strip{painted(fmt.Sprintf("%s%4d ", mark, i), paint), painted(text, map[bool]func(string) string{true: st.Name, false: plainly}[i == v.Next])})
	}
	return rows
}

func plainly(s string) string { return s }

// taskRows says what each task does.
func (v *WalkView) taskRows(st Style) []strip {
	var rows []strip
	for i := range v.Standing.Steps {
		t := &v.Standing.Steps[i]
		mark, paint := " ", plainly
		if t.ID == v.Standing.Selected {
			mark, paint = "▶", st.Name
		}
		text := StepTask(t, v.Place(t.Place))
		switch {
		case t.Why != "":
			text += ": " + t.Why
		case t.Stands && t.Calls != "":
			text += ", about to call " + t.Calls
		}
		rows = append(rows, strip{painted(fmt.Sprintf("%s %d  ", mark, t.ID), paint), painted(text, map[bool]func(string) string{true: plainly, false: st.Wait}[t.Stands])})
	}
	return rows
}

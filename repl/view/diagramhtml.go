package view

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// A Frame is the sockets as they were when event Seq was the latest that had
// begun.
type Frame struct {
	Seq   int64
	World scripting.World
	More  int // sockets that are not in World: too many, and nothing new of them
}

// Rows counts the sockets of a frame.
func (f *Frame) Rows() int { return len(f.World.Sockets) + len(f.World.Others) }

// A Film is the frames that were kept, and how many were not.
type Film struct {
	Frames []Frame
	Lost   int
}

// A page is what the template "page" draws.
type page struct {
	Title, Name string
	Last        int
	Pictures    []svgPicture
	Frames      []pageFrame
	Lost        string // of frames; "" none
	Script      []string
}

type pageFrame struct {
	Seq  int64
	Rows [][]pageCell
}

type pageCell struct{ Text, Class string }

// DiagramHTML draws a flow as a page that stands alone: the diagram, with lanes
// to choose from unless by says which, the table of the sockets as they were,
// and the script beside it.
func DiagramHTML(f *timeline.Flow, by timeline.By, l *record.Log, film Film) string {
	p := page{Title: printable.Line(l.Script), Name: printable.Line(l.Script), Last: max(0, len(f.Items)-1)}
	choices := []timeline.By{by}
	if by == "" {
		choices = []timeline.By{timeline.Ends, timeline.Tasks}
	}
	for _, by := range choices {
		p.Pictures = append(p.Pictures, pictureOf(f, by))
	}
	p.Script = scriptLines(l.Text)
	most := min(max(mostRows/max(1, len(film.Frames)), leastRows), mostRowsOfOne)
	var before scripting.World
	for _, fr := range film.Frames {
		w, left := Shorten(before, fr.World, most)
		rows := tableOf(named(w, f))
		if left += fr.More; left > 0 {
			rows = append(rows, []pageCell{{Text: fmt.Sprintf("… and %s more", printable.Count(left))}})
		}
		p.Frames = append(p.Frames, pageFrame{fr.Seq, rows})
		before = fr.World
	}
	if film.Lost > 0 {
		p.Lost = counted(film.Lost, "more moment") + ": their tables are not kept."
	}
	var b strings.Builder
	if err := pictures().ExecuteTemplate(&b, "page", p); err != nil {
		return "<!doctype html><title>" + DiagramMark + "</title>" // the template is ours: this does not happen
	}
	return b.String()
}

// How much a page shows: a browser must keep all of it. A table of sockets has as
// many rows as the page has room for, which all tables share.
const (
	mostRows      = 20_000
	mostRowsOfOne = 400
	leastRows     = 40
	mostLines     = 5000 // of the script
	mostLineWidth = 1000
)

// scriptLines gives the lines of a script.
func scriptLines(text string) []string {
	text = strings.TrimRight(text, "\n")
	lines := strings.SplitN(text, "\n", mostLines+1)
	if len(lines) > mostLines {
		lines[mostLines] = fmt.Sprintf("… and %s more lines", printable.Count(1+strings.Count(lines[mostLines], "\n")))
	}
	for i := range lines {
		lines[i] = printable.Fit(printable.Line(lines[i]), mostLineWidth)
	}
	return lines
}

// Shorten gives a world with at most so many sockets, and how many it leaves out:
// those that have changed since before first, then the others in order.
func Shorten(before, now scripting.World, most int) (w scripting.World, left int) {
	total := len(now.Sockets) + len(now.Others)
	if total <= most {
		return now, 0
	}
	was := make(map[int]look, len(before.Sockets))
	for i := range before.Sockets {
		was[before.Sockets[i].ID] = lookOf(&before.Sockets[i])
	}
	show := make([]bool, len(now.Sockets))
	room := most
	mark := func(wanted func(i int) bool) {
		for i := range now.Sockets {
			if room > 0 && !show[i] && wanted(i) {
				show[i] = true
				room--
			}
		}
	}
	mark(func(i int) bool { return was[now.Sockets[i].ID] != lookOf(&now.Sockets[i]) })
	mark(func(int) bool { return true })
	w = now
	w.Sockets, w.Others = nil, now.Others[:min(room, len(now.Others))]
	for i := range now.Sockets {
		if show[i] {
			w.Sockets = append(w.Sockets, now.Sockets[i])
		}
	}
	return w, total - most
}

// A look is what a row of the table shows that can change.
type look struct {
	state              string
	recv, send, accept stack.Quantity
	sent, received     int64
	waiting            int
}

func lookOf(s *scripting.Named) look {
	return look{string(s.State.Name), s.State.RecvQueue, s.State.SendQueue, s.State.AcceptQueue, s.Sent, s.Received, len(s.Waiting)}
}

// named gives the sockets the names that they have in the diagram: when a call
// has just made one, no variable has it yet.
func named(w scripting.World, f *timeline.Flow) scripting.World {
	w.Sockets, w.Others = slices.Clone(w.Sockets), slices.Clone(w.Others)
	for i := range w.Sockets {
		if e := f.End(w.Sockets[i].ID); e != nil {
			w.Sockets[i].Name = e.Name
		}
	}
	for i := range w.Others {
		if e := f.End(w.Others[i].Socket); e != nil {
			w.Others[i].Name = e.Name
		}
	}
	return w
}

// tableOf gives the cells of the socket table.
func tableOf(w scripting.World) [][]pageCell {
	classes := Style{Good: func(string) string { return "good" }, Wait: func(string) string { return "wait" }, Gone: func(string) string { return "gone" }}
	g := socketGrid(w, narrow-1, Plain())
	rows := make([][]pageCell, len(g.rows))
	for i, row := range g.rows {
		for n, c := range row {
			cell := pageCell{Text: c.text}
			if n == stateColumnOfTable && i > 0 {
				cell.Class = classes.state(stack.TCPState(c.text))("")
			}
			rows[i] = append(rows[i], cell)
		}
	}
	return rows
}

// stateColumnOfTable is the column of the table that has the state.
const stateColumnOfTable = 5

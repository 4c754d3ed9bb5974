package view

import (
	"slices"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// A Frame is the sockets as they were when event Seq was the latest that had
// begun.
type Frame struct {
	Seq   int64
	World scripting.World
}

// A page is what the template "page" draws.
type page struct {
	Title, Name string
	Last        int
	Pictures    []svgPicture
	Frames      []pageFrame
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
func DiagramHTML(f *timeline.Flow, by timeline.By, l *record.Log, frames []Frame) string {
	p := page{Title: printable.Line(l.Script), Name: printable.Line(l.Script), Last: max(0, len(f.Items)-1)}
	choices := []timeline.By{by}
	if by == "" {
		choices = []timeline.By{timeline.Ends, timeline.Tasks}
	}
	for _, by := range choices {
		p.Pictures = append(p.Pictures, pictureOf(f, by))
	}
	for _, line := range strings.Split(strings.TrimRight(l.Text, "\n"), "\n") {
		p.Script = append(p.Script, printable.Line(line))
	}
	for _, fr := range frames {
		p.Frames = append(p.Frames, pageFrame{fr.Seq, tableOf(named(fr.World, f))})
	}
	var b strings.Builder
	if err := pictures().ExecuteTemplate(&b, "page", p); err != nil {
		return "<!doctype html><title>" + DiagramMark + "</title>" // the template is ours: this does not happen
	}
	return b.String()
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
				cell.Class = classes.state(c.text)("")
			}
			rows[i] = append(rows[i], cell)
		}
	}
	return rows
}

// stateColumnOfTable is the column of the table that has the state.
const stateColumnOfTable = 5

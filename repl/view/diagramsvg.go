package view

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"sockpit/runtime/printable"
	"sockpit/runtime/timeline"
)

// DiagramMark is in every picture of a diagram, and tells it from other files.
const DiagramMark = "drawn by sockpit"

//go:embed diagram.html
var diagramPage string

// pictures draws SVG and HTML. html/template escapes each text for where it
// stands; no text of a stranger's is ever marked as safe. The page is parsed when
// the first picture is drawn, as most runs draw none.
var pictures = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"add": func(a, b int) int { return a + b }, "minus": func(a int) int { return -a },
	}).Parse(diagramPage))
})

// Sizes of the picture, in pixels.
const (
	svgLetter  = 8  // width of a letter
	svgBetween = 40 // between two lanes of one side, at least
	svgTop     = 46 // of the names
	svgLine    = 26 // height of an item
	svgNote    = 20 // of the note below the names
	svgColumns = 28 // of text that fit into a wide gap, at least
	svgMost    = 72 // and at most
	svgWait    = 5  // between two bars of what waits in the kernel

	mostLanes  = 8  // of which none is used again by a later socket
	manyLanes  = 24 // more are not told apart any more
	mostTracks = 6  // bars beside each other of what waits in the kernel: the texts stand there
)

// A svgPicture is what the template "svg" draws.
type svgPicture struct {
	Of            string // what has a lane: "end", "task" or "side"
	Width, Height int
	Least         int // below that width no letter can be read
	Top, Kernel   int
	Body          int    // below the names
	Note          string // below the names
	Heads         []svgHead
	Lives         []svgUpright // of each owner of a lane
	Waits         []svgUpright // what is in the kernel, from the send to the receive
	Holds         []svgUpright // where the kernel has anything
	Rows          []svgItem
}

// A svgHead is the name of a line.
type svgHead struct {
	X         int
	Name, End string
}

// A svgUpright is a line from top to bottom; Item is the one that it ends with.
type svgUpright struct {
	X, From, To, Item int
	Dashed            bool // another program's
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
	Dot              int // x of a mark on the lane, if there is no arrow
	From, To         int // x of the arrow
	Head             string
	Kernel           string
	KernelX          int
}

// DiagramSVG draws a flow as a picture that stands alone, light or dark as
// whoever looks at it prefers.
func DiagramSVG(f *timeline.Flow, by timeline.By) string {
	var b strings.Builder
	if err := pictures().ExecuteTemplate(&b, "alone", pictureOf(f, by)); err != nil {
		return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- %s --></svg>", template.HTMLEscapeString(err.Error()))
	}
	return b.String()
}

// A drawing is a picture being drawn.
type drawing struct {
	diagram
	p     svgPicture
	at    []int // x of the lines
	outer [2]int
	wide  int // a wide gap
}

func pictureOf(f *timeline.Flow, by timeline.By) svgPicture {
	f = f.Shorten(mostItems)
	d := &drawing{diagram: diagram{flow: f, style: Plain(), named: true, rows: 1}}
	d.field = d.needed(svgColumns, svgMost)
	d.wide = d.field*svgLetter + 2*svgLetter
	d.lanes, d.reused = lanesOf(f, by)
	d.p.Of, d.p.Top = strings.TrimSuffix(string(d.lanes.By), "s"), svgTop
	d.place()
	if d.p.Note = tooMany(by, d.lanes); d.p.Note != "" {
		d.p.Top += svgNote
	}
	d.p.Body = d.p.Top - 4
	y := d.p.Top + svgLine
	for i := range f.Items {
		d.p.Rows = append(d.p.Rows, d.picture(i, y))
		y += svgLine
	}
	d.p.Height = y + 6
	d.uprights()
	return d.p
}

// lanesOf chooses lanes where there is room for many: in a picture.
func lanesOf(f *timeline.Flow, by timeline.By) (lanes *timeline.Lanes, reused bool) {
	if by == "" {
		by = timeline.Ends
	}
	for _, reuse := range []bool{false, true} {
		if l := f.Lanes(by, reuse, false); len(l.List) <= mostLanes || reuse && len(l.List) <= manyLanes {
			return withSides(l), reuse
		}
	}
	return f.Lanes(timeline.Sides, false, false), false
}

// tooMany says why a picture has two sides where lanes were to be drawn.
func tooMany(by timeline.By, l *timeline.Lanes) string {
	if by == timeline.Sides || l.By != timeline.Sides {
		return ""
	}
	if by == "" {
		by = timeline.Ends
	}
	return fmt.Sprintf("%s have no room for a lane each: those who call, and those who are called", by)
}

// place finds where the lines stand: labels outside, and names side by side.
func (d *drawing) place() {
	d.kernel = d.lanes.Left()
	labels := [2]int{80, 80}
	for i := range d.flow.Items {
		if it := &d.flow.Items[i]; it.Kind != timeline.Step {
			side := d.sideOf(i)
			labels[side] = max(labels[side], 20+svgLetter*min(printable.Width(d.labelOf(it)), 30))
		}
	}
	x := labels[timeline.Left]
	d.outer[timeline.Left] = x - 10
	for line := 0; line <= len(d.lanes.List); line++ {
		d.at = append(d.at, x)
		switch {
		case line == d.kernel-1 || line == d.kernel:
			x += d.wide
		case line < len(d.lanes.List):
			lane := line
			if line > d.kernel {
				lane--
			}
			x += max(svgBetween, svgLetter*(d.nameWidth(lane)+d.nameWidth(lane+1))/2+12)
		}
	}
	last := d.at[len(d.at)-1]
	d.outer[timeline.Right] = last + 10
	d.p.Kernel = d.at[d.kernel]
	d.p.Width = last + labels[timeline.Right]
	d.p.Least = d.p.Width * 4 / 5
	d.p.Heads = append(d.p.Heads, svgHead{X: d.p.Kernel, Name: "kernel"})
	for lane := range d.lanes.List {
		if name, end := d.heading(lane); name != "" {
			d.p.Heads = append(d.p.Heads, svgHead{d.at[d.lineOf(lane)], name, end})
		}
	}
}

// sideOf gives the side on which an item is drawn.
func (d *drawing) sideOf(i int) timeline.Side {
	if lane := d.lanes.Of[i]; lane >= 0 {
		return d.lanes.List[lane].Side
	}
	return timeline.Left
}

// y gives the height of an item.
func (d *drawing) y(item int) int { return d.p.Top + svgLine*(item+1) }

// uprights draws the lives of the lanes, and bars beside the kernel's line: each
// from a send to the last receive that took of it.
func (d *drawing) uprights() {
	for lane := range d.lanes.List {
		for _, life := range d.lanes.List[lane].Lives {
			d.p.Lives = append(d.p.Lives, svgUpright{d.at[d.lineOf(lane)], d.y(life.From) - svgLine/2, min(d.y(life.To)+svgLine/2, d.p.Height), life.From,
				d.lanes.By == timeline.Ends && life.Owner < 0})
		}
	}
	until := map[int]int{}
	for i := range d.flow.Items {
		for _, from := range d.flow.Items[i].From {
			until[from] = i
		}
	}
	var tracks [mostTracks]int // the item until which each is taken
	for i := range d.flow.Items {
		to, ok := until[i]
		if !ok || to <= i {
			continue
		}
		track := 0
		for track < mostTracks && tracks[track] >= i && tracks[track] > 0 {
			track++
		}
		if track == mostTracks {
			continue
		}
		tracks[track] = to
		x := d.p.Kernel + (track+1)/2*svgWait*(1-track%2*2)
		d.p.Waits = append(d.p.Waits, svgUpright{X: x, From: d.y(i), To: d.y(to), Item: i})
	}
	d.holds()
}

// holds draws the kernel's line heavy from each item after which it has something
// to the next after which it has not.
func (d *drawing) holds() {
	from := -1
	for i := 0; i <= len(d.flow.Items); i++ {
		holds := i < len(d.flow.Items) && d.flow.Items[i].Holds
		switch {
		case holds && from < 0:
			from = i
		case !holds && from >= 0:
			d.p.Holds = append(d.p.Holds, svgUpright{X: d.p.Kernel, From: d.y(from), To: min(d.y(i), d.p.Height), Item: from})
			from = -1
		}
	}
}

// picture works out where the parts of an item stand.
func (d *drawing) picture(i, y int) svgItem {
	it := &d.flow.Items[i]
	r := svgItem{Index: i, Line: it.Place.Line, Seq: int(it.Seq), Y: y, Class: classOf(it)}
	if it.Kind == timeline.Step {
		r.Step = printable.Fit(printable.Line(it.Text), max(40, d.p.Width/svgLetter-6))
		return r
	}
	r.Who = printable.Fit(d.labelOf(it), 30)
	way, text := d.carries(it)
	r.Text, r.Kernel = printable.Fit(printable.Line(text), d.field-2), printable.Fit(strings.Join(d.says(it), "; "), d.field)
	side := d.sideOf(i)
	near := d.at[0]
	if lane := d.lanes.Of[i]; lane >= 0 {
		near = d.at[d.lineOf(lane)]
	}
	r.WhoX, r.WhoAnchor = d.outer[side], "end"
	r.TextX, r.KernelX = d.p.Kernel-d.wide/2, d.p.Kernel+22
	if side == timeline.Right {
		r.WhoAnchor = "start"
		r.TextX, r.KernelX = d.p.Kernel+d.wide/2, d.p.Kernel-d.wide+10
	}
	r.From, r.To = near, d.p.Kernel
	switch way {
	case still:
		r.Dot = near
		return r
	case fromKernel:
		r.From, r.To = d.p.Kernel, near
	}
	r.Arrow, r.Head = true, head(r.From, r.To, y)
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

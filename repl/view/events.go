package view

import (
	"fmt"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Calls are calls to be drawn, with what a reader needs besides.
type Calls struct {
	Events  []event.Event
	Tags    map[int]string // what sockets are called, by number: "#2 a", or "#2 (a)" for one that no variable holds any more
	Began   time.Time      // from when on their times count
	Now     time.Time      // when they were looked at; zero: long ago
	Dropped int64          // older ones that the log let go
}

// Events draws calls, one a line: number, when it was made, task, socket, call,
// what was asked, what it gave, and where.
func Events(c Calls, width int, st Style) string {
	var b strings.Builder
	if c.Dropped > 0 {
		b.WriteString(Sentence(fmt.Sprintf("… %s older calls were dropped from the log", printable.Count(int(c.Dropped))), width, st))
	}
	g := grid{gap: 2, prose: true}
	if width >= narrow {
		g.behind = 1
	}
	for i := range c.Events {
		e := &c.Events[i]
		row := []cell{painted(fmt.Sprint(e.Seq), st.Soft), painted(c.when(e), st.Soft), plain(fmt.Sprintf("task %d", e.Task)), painted(c.tag(e.Socket), st.Name),
			painted(callName(e), st.Name), address(e.Arg), c.outcome(e, st)}
		if width >= narrow {
			row = append(row, painted(place(e.Place), st.Soft))
		}
		g.add(row...)
	}
	b.WriteString(indent(g.render(width-2, give{5, 17}, give{6, 24}, give{3, 12})))
	return b.String()
}

// Trace draws one call as a line of a trace: in columns of fixed width, as the lines
// come one by one. c says what its sockets are called, and when it all began.
func Trace(e *event.Event, c Calls, width int, st Style) string {
	cells := []struct {
		cell
		min int
	}{
		{painted(printable.PadLeft(fmt.Sprint(e.Seq), 3), st.Soft), 3}, {painted(printable.PadLeft(c.when(e), 5), st.Soft), 5}, {plain(fmt.Sprintf("task %d", e.Task)), 6},
		{painted(c.tag(e.Socket), st.Name), c.tagColumn()}, {painted(callName(e), st.Name), 19}, {address(e.Arg), 16}, {c.outcome(e, st), 32},
	}
	f := flow{width: width, indent: 6}
	column := 2
	for i, k := range cells {
		gap := 1
		if i > 4 {
			gap = 2
		}
		f.at(k.cell, column, gap)
		column += k.min + 1
	}
	f.at(painted(place(e.Place), st.Soft), column+1, 2)
	return f.String()
}

// when says how long after the begin a call was made, in seconds as now() gives
// them.
func (c Calls) when(e *event.Event) string {
	return fmt.Sprintf("%.3f", e.Begin.Sub(c.Began).Seconds())
}

// tagColumn is how wide the column of names is where calls are shown one by one.
func (c Calls) tagColumn() int {
	if len(c.Tags) == 0 {
		return 3
	}
	return 7
}

// tag names the socket of a call.
func (c Calls) tag(id int) string {
	switch {
	case c.Tags[id] != "":
		return printable.Line(c.Tags[id])
	case id == 0:
		return "–"
	}
	return fmt.Sprintf("#%d", id)
}

func callName(e *event.Event) string {
	if e.Via != "" {
		return e.Via + " · " + e.Call
	}
	return e.Call
}

// waited is from when on it is told how long a call took: others did not wait.
const waited = time.Millisecond

// outcome says what the call gave, and how long it took if it waited.
func (c Calls) outcome(e *event.Event, st Style) cell {
	if !e.Done() {
		text := "waits"
		if !c.Now.IsZero() {
			text += ", " + Seconds(c.Now.Sub(e.Begin)) + " so far"
		}
		return painted(text, st.Wait)
	}
	out := c.gave(e, st)
	out.said = true
	if took := e.End.Sub(e.Begin); took >= waited {
		out.text += ", after " + Seconds(took)
	}
	return out
}

func (c Calls) gave(e *event.Event, st Style) cell {
	switch {
	case e.Err != nil:
		return painted("failed: "+printable.Line(runtime.Code(e.Err)), st.Bad)
	case e.EOF:
		return plain("the end")
	}
	var parts []string
	switch e.Call {
	case "send", "sendto", "recv", "recvfrom", "peek":
		parts = append(parts, fmt.Sprintf("%s %s", bytes(int64(e.N)), printable.QuoteN(e.Data, 24)))
		if e.Size > e.N {
			parts = append(parts, fmt.Sprintf("cut from %d", e.Size))
		}
	case "accept", "socketpair":
		parts = append(parts, "made "+c.tag(e.Made))
	}
	if e.Remote.IP.IsValid() && e.Call != "connect" && e.Call != "sendto" {
		parts = append(parts, "from "+printable.Line(e.Remote.String()))
	}
	if e.Note != "" {
		parts = append(parts, printable.Line(e.Note))
	}
	if len(parts) == 0 {
		parts = append(parts, "ok")
	}
	return plain(strings.Join(parts, ", "))
}

// Tasks draws the tasks that are alive.
func Tasks(tasks []scripting.TaskView, width int, st Style) string {
	if len(tasks) == 0 {
		return Sentence("no tasks. End a line with & to run it as one, or call spawn(f)", width, Plain())
	}
	g := grid{gap: 2, prose: true}
	for _, t := range tasks {
		does := "runs"
		if t.Waits != "" {
			does = "waits in " + t.Waits
			if t.On != "" {
				does += " on " + printable.Line(t.On)
			}
		}
		g.add(plain(fmt.Sprintf("task %d", t.ID)), painted(does, st.Wait), plain(printable.Line(t.At.String())), painted(printable.Line(t.Name), st.Soft))
	}
	return indent(g.render(width-2, give{3, 16}))
}

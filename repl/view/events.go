package view

import (
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Events draws calls, one a line. dropped says how many older ones the log let
// go.
func Events(events []runtime.Event, dropped int64, width int, st Style) string {
	var b strings.Builder
	if dropped > 0 {
		b.WriteString(Sentence(fmt.Sprintf("… %s older calls were dropped from the log", printable.Count(int(dropped))), width, st))
	}
	g := grid{gap: 2}
	for i := range events {
		e := &events[i]
		row := []cell{painted(fmt.Sprint(e.Seq), st.Soft), plain(fmt.Sprintf("task %d", e.Task)), painted(socketLabel(e), st.Name),
			painted(callName(e), st.Name), address(e.Arg), outcome(e, st)}
		if width >= narrow {
			row = append(row, painted(place(e.Place), st.Soft))
		}
		g.add(row...)
	}
	b.WriteString(indent(g.render(width-2, give{4, 17}, give{5, 24})))
	return b.String()
}

// Event draws one call as a line of a trace: in columns of fixed width, as the
// lines come one by one.
func Event(e *runtime.Event, width int, st Style) string {
	cells := []struct {
		cell
		min int
	}{
		{painted(printable.PadLeft(fmt.Sprint(e.Seq), 3), st.Soft), 3}, {plain(fmt.Sprintf("task %d", e.Task)), 6},
		{painted(socketLabel(e), st.Name), 3}, {painted(callName(e), st.Name), 20}, {address(e.Arg), 17}, {outcome(e, st), 32},
	}
	f := flow{width: width, indent: 6}
	column := 2
	for i, k := range cells {
		gap := 1
		if i > 3 {
			gap = 2
		}
		f.at(k.cell, column, gap)
		column += k.min + 1
	}
	f.at(painted(place(e.Place), st.Soft), column+1, 2)
	return f.String()
}

func socketLabel(e *runtime.Event) string {
	if e.Socket == 0 {
		return "–"
	}
	return fmt.Sprintf("#%d", e.Socket)
}

func callName(e *runtime.Event) string {
	if e.Via != "" {
		return e.Via + " · " + e.Call
	}
	return e.Call
}

// outcome says what the call gave.
func outcome(e *runtime.Event, st Style) cell {
	switch {
	case !e.Done():
		return painted("waits", st.Wait)
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
		parts = append(parts, fmt.Sprintf("made #%d", e.Made))
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
	g := grid{gap: 2}
	for _, t := range tasks {
		does := "runs"
		if t.Waits != "" {
			does = "waits in " + t.Waits
			if t.On != "" {
				does += " on " + printable.Line(t.On)
			}
		}
		g.add(plain(fmt.Sprintf("task %d", t.ID)), painted(does, st.Wait), plain(printable.Line(t.Line)), painted(printable.Line(t.Name), st.Soft))
	}
	return indent(g.render(width-2, give{3, 16}))
}

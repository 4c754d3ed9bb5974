package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// StepLine draws where a stepped run stands: the task, the line that comes next
// and its source.
func StepLine(t *scripting.StepTask, place, source string, width int, st Style) string {
	text := printable.Fit(fmt.Sprintf("▶ task %d  %-8s  ", t.ID, printable.Line(place)), width/2)
	line := st.Name(text) + printable.Fit(printable.Line(source), max(10, width-printable.Width(text)))
	if t.Why != "" {
		line += "\n  " + st.Wait(printable.Fit(printable.Line(t.Why), max(10, width-2)))
	}
	return line + "\n"
}

// StepTask says what a task of a stepped run does: "stands at line 4".
func StepTask(t *scripting.StepTask, place string) string {
	place = printable.Line(place)
	switch {
	case t.Stands:
		return "stands at " + place
	case t.Waits == "":
		return "runs"
	}
	text := "waits in " + printable.Line(t.Waits)
	if t.On != "" && t.On != "–" {
		text += " on " + printable.Line(t.On)
	}
	return text + ", " + place
}

// Source draws lines of a script, from one number to another, with a mark at the
// one that comes next.
func Source(lines []string, from, to, next, width int, st Style) string {
	var b strings.Builder
	for n := max(1, from); n <= min(to, len(lines)); n++ {
		b.WriteString(sourceLine(lines[n-1], n, n == next, " ", width, st) + "\n")
	}
	return b.String()
}

// sourceLine is one of them; mark stands before it.
func sourceLine(text string, n int, next bool, mark string, width int, st Style) string {
	if next {
		mark = "▶"
	}
	line := printable.Fit(fmt.Sprintf("%s%4d  %s", mark, n, printable.Line(strings.TrimRight(text, "\r"))), width)
	if next {
		return st.Name(line)
	}
	return line
}

// Breakpoints lists breakpoints, with how often each was reached.
func Breakpoints(all []scripting.Breakpoint, place func(event.Place) string, width int, st Style) string {
	if len(all) == 0 {
		return Sentence("no breakpoints. b LINE sets one, b recv one before each recv", width, st)
	}
	g := grid{gap: 2}
	for _, b := range all {
		at := "before " + b.Call
		if b.Call == "" {
			at = place(b.Place)
		}
		condition := ""
		if b.If != "" {
			condition = "if " + b.If
		}
		g.add(plain(fmt.Sprint(b.ID)), plain(at), plain(condition), painted(times(b.Hits), st.Soft))
	}
	return indent(g.render(width-2, give{2, 10}))
}

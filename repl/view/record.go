package view

import (
	"fmt"
	"path"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/record"
)

// Record draws a saved log: what it is of, then its steps and calls in order.
func Record(l record.Log, width int, st Style) string {
	var b strings.Builder
	head := flow{width: width, indent: 2}
	head.add(painted(l.Script, st.Name), 0)
	for _, a := range l.Args {
		head.add(plain(printable.Fit(printable.Line(a), 40)), 1)
	}
	if !l.Began.IsZero() {
		head.add(plain("of "+l.Began.Local().Format("2006-01-02 15:04:05")), 2)
	}
	head.add(plain(counted(len(l.Events), "call")+", "+counted(len(l.Steps), "step")), 2)
	if l.Tool != "" {
		head.add(painted("written by "+l.Tool, st.Soft), 2)
	}
	b.WriteString(head.String())
	if l.Dropped > 0 {
		b.WriteString(Sentence(fmt.Sprintf("… %s older calls are not in the log", printable.Count(int(l.Dropped))), width, st))
	}
	steps := l.Steps
	step := func() {
		b.WriteString(hanging(steps[0].Text, width, 2, st.Head))
		steps = steps[1:]
	}
	c := Calls{Began: l.Began}
	if len(l.Events) > 0 && l.Began.IsZero() {
		c.Began = l.Events[0].Begin
	}
	for i := range l.Events {
		for len(steps) > 0 && steps[0].Seq <= l.Events[i].Seq {
			step()
		}
		e := l.Events[i]
		if e.Place.Source == l.Script { // named above, with its folder
			e.Place.Source = path.Base(l.Script)
		}
		b.WriteString(Trace(&e, c, width, st))
	}
	for len(steps) > 0 {
		step()
	}
	return b.String()
}

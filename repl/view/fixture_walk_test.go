package view

import (
	"strings"

	"sockpit/runtime/event"
	"sockpit/scripting"
)

// walkOf is a script that is walked: what the last move did, and where its tasks
// are.
func walkOf(s slot) WalkView {
	now := worldOf(s)
	before := scripting.World{Sockets: append([]scripting.Named(nil), now.Sockets[:3]...), Others: now.Others[:1]}
	before.Sockets[1].State.RecvQueue += 5
	before.Sockets[2].Sent -= 3
	gone := before.Sockets[2]
	gone.View.ID = 99
	before.Sockets = append(before.Sockets, gone)
	place := func(n int) event.Place { return event.Place{Source: s("echo.lua"), Line: n} }
	tasks := []scripting.StepTask{
		{TaskView: scripting.TaskView{Task: &scripting.Task{ID: 1}}, Stands: true, Place: place(3), Calls: "accept"},
		{TaskView: scripting.TaskView{Task: &scripting.Task{ID: 2}, Waits: "recv", On: s("khách")}, Place: place(7)},
		{TaskView: scripting.TaskView{Task: &scripting.Task{ID: 3}}, Stands: true, Place: place(2), Why: s("breakpoint 1 at echo.lua:2 if n > 2")},
		{TaskView: scripting.TaskView{Task: &scripting.Task{ID: 4}}},
	}
	return WalkView{
		File: s("echo.lua"), Lines: []string{s("local l = listen(0)"), s("spawn(function()"), s("  local khách = accept(l)"), s("end)"), s("local c = dial(l.local_port) -- a long line that goes on and on")},
		Next: 3, Cursor: 3, Breaks: map[int]bool{2: true},
		Standing: scripting.Standing{World: now, Selected: 1, Steps: tasks}, Before: before,
		Place:  func(p event.Place) string { return p.String() },
		Output: []string{s("a server listens"), s("hello"), s("a client dials")},
		Keys:   "n next  q quit",
	}
}

func drawWalks(s slot, width int, st Style) string {
	v := walkOf(s)
	v.Flow = lines(Diagram(flowOf(s), "", max(1, width-2), false, Plain()))
	all := Walk(v, width, 24, st)
	v.Watching, v.Variables = true, variablesOf(s)
	all = join(all, Walk(v, width, 24, st))
	all = join(all, Walk(v, width, 18, st)) // not all have a row
	v.Variables = nil
	all = join(all, Walk(v, width, 18, st))
	v.Watching = false
	v.Next, v.Doing, v.Message, v.Standing = 0, s("has failed: broken pipe"), s("no task stands at a line"), scripting.Standing{}
	all = join(all, Walk(v, width, 14, st))
	v.Page, v.Title, v.Scroll = strings.Split(s("one\ntwo\nthree"), "\n"), s("inspect(c)"), 1
	return join(all, Walk(v, width, 5, st))
}

func drawSteps(s slot, width int, st Style) string {
	v := walkOf(s)
	var b strings.Builder
	for i := range v.Standing.Steps {
		t := &v.Standing.Steps[i]
		b.WriteString(StepLine(t, s("line 3"), v.Lines[2], width, st))
	}
	b.WriteString(Source(v.Lines, -3, 9, 3, width, st))
	b.WriteString(Breakpoints(nil, v.Place, width, st))
	b.WriteString(Breakpoints([]scripting.Breakpoint{
		{ID: 1, Place: event.Place{Source: s("echo.lua"), Line: 2}, If: s("n > 2"), Hits: 1}, {ID: 2, Call: "recv", Hits: 1200},
	}, v.Place, width, st))
	return b.String()
}

// variablesOf are of each kind, and with each sign.
func variablesOf(s slot) []scripting.Variable {
	return []scripting.Variable{
		{Name: "l", Kind: "captured", Value: "socket #1"},
		{Name: "n", Kind: "local", Value: "12", News: "~"},
		{Name: "t", Kind: "local", Value: s("{1, 2, name = \"a long string that is cut somewhere\", list = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …}}")},
		{Name: s("khách"), Kind: "local", Value: "nil", News: "+"},
		{Name: "count", Kind: "global", Value: "0"},
	}
}

func drawVariables(s slot, width int, st Style) string {
	return Variables(variablesOf(s), width, st) + Variables(nil, width, st)
}

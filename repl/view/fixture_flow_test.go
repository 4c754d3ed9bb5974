package view

import (
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
	"sockpit/runtime/timeline"
)

// conversation is the log of two clients of one server in two tasks: bytes that
// wait before anybody accepts, a receive that takes two sends at once, a reset,
// and calls that fail.
func conversation(s slot) *record.Log {
	l := &record.Log{Script: s("echo.lua"), Text: s("step('hi')\n") + "l = listen(9000)\n"}
	end, first, second := tcp("127.0.0.1", 9000), tcp("127.0.0.1", 50001), tcp("127.0.0.1", 50002)
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	sent := map[int]int64{}
	add := func(task, line int, e event.Event) {
		e.Seq, e.Task, e.Place = int64(len(l.Events)+1), task, event.Place{Source: s("echo.lua"), Line: line}
		e.Begin, e.End = at, at.Add(30*time.Millisecond)
		at = at.Add(time.Second)
		l.Events = append(l.Events, e)
	}
	move := func(task, line int, call string, socket int, data string, as int) {
		e := event.Event{Call: call, Socket: socket, Data: []byte(data), N: len(data), Size: len(data)}
		e.Stream = event.Range{From: sent[as], To: sent[as] + int64(len(data))}
		sent[as] = e.Stream.To
		add(task, line, e)
	}
	step := func(text string) {
		l.Steps = append(l.Steps, record.Step{Text: s(text), Task: 1, Seq: int64(len(l.Events) + 1), Place: event.Place{Source: "echo.lua", Line: 2}})
	}
	dial := func(id int, from stack.Address) {
		add(1, 5, event.Event{Via: "dial", Call: "socket", Socket: id, Made: id, Arg: "tcp4"})
		add(1, 5, event.Event{Via: "dial", Call: "connect", Socket: id, Arg: end.String(), Local: from, Remote: end})
	}
	step("the server listens")
	add(1, 3, event.Event{Via: "listen", Call: "socket", Socket: 1, Made: 1, Arg: "tcp4"})
	add(1, 3, event.Event{Via: "listen", Call: "bind", Socket: 1, Local: end})
	add(1, 3, event.Event{Call: "listen", Socket: 1, Local: end})
	dial(2, first)
	hello := s("xin chào\n")
	move(1, 6, "send", 2, hello, 2)
	move(1, 7, "send", 2, s("again\x00"), 2)
	add(2, 20, event.Event{Call: "accept", Socket: 1, Made: 3, Local: end, Remote: first})
	move(2, 21, "recv", 3, hello+s("again\x00"), -2)
	dial(4, second)
	add(2, 20, event.Event{Call: "accept", Socket: 1, Made: 5, Local: end, Remote: second})
	step("one ends, the other breaks off")
	add(1, 8, event.Event{Call: "shutdown", Socket: 2, Arg: "write"})
	add(2, 22, event.Event{Call: "recv", Socket: 3, EOF: true})
	add(2, 23, event.Event{Call: "close", Socket: 3})
	add(1, 9, event.Event{Call: "close", Socket: 2})
	add(1, 10, event.Event{Call: "reset", Socket: 4})
	add(2, 24, event.Event{Call: "recv", Socket: 5, Err: &runtime.CallError{Op: "recv", Target: s("s"), Err: unix.ECONNRESET}})
	add(1, 11, event.Event{Via: "dial", Call: "connect", Socket: 6, Err: &runtime.CallError{Op: "connect", Target: s("127.0.0.1:1"), Err: unix.ECONNREFUSED}})
	return l
}

// flowOf is its diagram, with names as scripts can give them.
func flowOf(s slot) *timeline.Flow {
	return timeline.New(timeline.Source{Log: conversation(s), Names: map[int]string{1: s("l"), 2: s("khách"), 3: s("s"), 4: s("客户端"), 5: s("t")}})
}

func drawDiagrams(s slot, width int, st Style) string {
	f := flowOf(s)
	dropped := flowOf(s)
	dropped.Dropped = 1234
	return join(Diagram(f, "", width, false, st), Diagram(f, timeline.Tasks, width, false, st), Diagram(dropped, timeline.Sides, width, true, st),
		Diagram(timeline.New(timeline.Source{Log: &record.Log{}}), "", width, false, st))
}

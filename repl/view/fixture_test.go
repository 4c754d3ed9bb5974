package view

import (
	"errors"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/explain"
)

// A slot gives the text that stands in a place where a stranger may write: "" is
// not used, as the views leave empty parts out. Its argument is what stands
// there in a tame world.
type slot func(tame string) string

// tame leaves every text as it is.
func tame(s string) string { return s }

// drawings are all functions of the package that draw, each with data in which
// every text that may be a stranger's comes from a slot.
var drawings = []struct {
	name string
	draw func(s slot, width int, st Style) string
}{
	{"sockets", func(s slot, w int, st Style) string { return Sockets(worldOf(s), w, st) }},
	{"sockets_few", func(s slot, w int, st Style) string {
		world := worldOf(s)
		return Sockets(scripting.World{Sockets: world.Sockets[:3], Others: world.Others[:2]}, w, st)
	}},
	{"sockets_none", func(s slot, w int, st Style) string {
		return Sockets(scripting.World{}, w, st) + Sockets(scripting.World{Others: worldOf(s).Others, Unknown: errors.New(s("not permitted"))}, w, st)
	}},
	{"changes", drawChanges},
	{"failure", drawFailures},
	{"inspect", drawInspections},
	{"events", drawEvents},
	{"trace", drawTrace},
	{"tasks", drawTasks},
	{"walk", drawWalks},
	{"steps", drawSteps},
	{"variables", drawVariables},
	{"function", drawFunctions},
	{"overview", func(s slot, w int, st Style) string { return Overview(functionsOf(s), w, st) }},
	{"type", drawTypes},
	{"commands", drawCommands},
	{"hex", func(s slot, _ int, st Style) string {
		return Hex([]byte(s("GET / HTTP/1.1\r\nHost: ví dụ.vn\r\n\r\n\x00\x01\x7f\xff")), st) + Hex([]byte("0123456789abcdef"), st) + Hex(nil, st)
	}},
	{"payload", drawPayloads},
	{"sentence", func(s slot, w int, st Style) string {
		return Sentence(s("The kernel finished the handshake. Nobody has called accept yet; the OS chose port 54494 for khách."), w, st)
	}},
	{"why", func(s slot, w int, st Style) string {
		return Why([]explain.Report{
			{What: s("dial: 127.0.0.1:9001: connection refused (ECONNREFUSED)"), Why: s("The machine answered: nothing listens on port 9001. Listening now: l on 127.0.0.1:9000."), Try: s("Dial a port on which something listens, or start the server first.")},
			{What: s("khách: nothing to remark"), Why: s("socket #2 stream 127.0.0.1:54494 → 127.0.0.1:9000 ESTABLISHED.")},
		}, w, st)
	}},
	{"map", func(s slot, w int, st Style) string {
		world := worldOf(s)
		return join(Map(world, w, st), Map(scripting.World{}, w, st), Map(scripting.World{Sockets: world.Sockets[2:], Unknown: errors.New(s("not permitted"))}, w, st), Map(crowdOf(s), w, st))
	}},
	{"map_svg", func(s slot, _ int, _ Style) string { return MapSVG(worldOf(s)) }},
	{"diagram", drawDiagrams},
	{"diagram_svg", func(s slot, _ int, _ Style) string { return DiagramSVG(flowOf(s), "") }},
	{"diagram_page", func(s slot, _ int, _ Style) string {
		return DiagramHTML(flowOf(s), "", conversation(s), Film{Frames: []Frame{{Seq: 3, World: worldOf(s)}}})
	}},
	{"record", func(s slot, w int, st Style) string {
		l := recordOf(s)
		l.Steps = append(l.Steps, record.Step{Text: s("the end"), Seq: 5000})
		return join(Record(l, w, st), Record(record.Log{Script: s("[prompt]")}, w, st))
	}},
	{"difference", drawDifferences},
	{"json", func(s slot, _ int, _ Style) string { return string(record.Encode(recordOf(s))) }},
}

func tcp(ip string, port uint16) stack.Address {
	a := netip.MustParseAddr(ip)
	n := stack.TCP4
	if a.Is6() {
		n = stack.TCP6
	}
	return stack.Address{Network: n, IP: a, Port: port}
}

func unixPath(path string) stack.Address { return stack.Address{Network: stack.Unix, Path: path} }

// made gives a socket as the session would have made it.
func made(id int, n stack.Network, source string, line int) *runtime.Socket {
	return &runtime.Socket{ID: id, Network: n, Made: event.Place{Source: source, Line: line}, MadeBy: 1}
}

func stateOf(name stack.TCPState, local, remote stack.Address, in, out stack.Quantity) stack.State {
	return stack.State{Name: name, Local: local, Remote: remote, RecvQueue: in, SendQueue: out, AcceptQueue: stack.Unknown, Backlog: stack.Unknown}
}

func listening(local stack.Address, queue, backlog stack.Quantity) stack.State {
	return stack.State{Name: "LISTEN", Local: local, RecvQueue: stack.Unknown, SendQueue: stack.Unknown, AcceptQueue: queue, Backlog: backlog}
}

// worldOf is a listener with a client, the server's end in which a task waits, a
// second server on a path, a datagram socket, and what the kernel holds besides.
func worldOf(s slot) scripting.World {
	src := s("echo.lua")
	l, c := tcp("127.0.0.1", 9000), tcp("127.0.0.1", 54494)
	named := func(name string, v runtime.View) scripting.Named { return scripting.Named{Name: s(name), View: v} }
	w := scripting.World{Sockets: []scripting.Named{
		named("l", runtime.View{Socket: made(1, stack.TCP4, src, 3), Kind: runtime.Listener, State: listening(l, 1, 128)}),
		named("khách", runtime.View{Socket: made(2, stack.TCP4, src, 4), Kind: runtime.Stream, State: stateOf("ESTABLISHED", c, l, 5, 0), Sent: 5, Received: 12345, Peer: 3}),
		named("客户端", runtime.View{Socket: made(3, stack.TCP4, src, 12), Kind: runtime.Stream, State: stateOf("CLOSE_WAIT", l, c, 0, 1_000_000), Kept: 2, Peer: 2,
			Waiting: []runtime.Waits{{Task: 2, Waiting: runtime.Waiting{Call: "send", Since: time.Now().Add(-41 * time.Second), Place: event.Place{Source: src, Line: 14}}}}}),
		named("u", runtime.View{Socket: made(4, stack.Unix, src, 20), Kind: runtime.Listener, State: listening(unixPath(s("/tmp/a-rather-long-folder/chat.sock")), stack.Unknown, stack.Unknown)}),
		named("d", runtime.View{Socket: made(5, stack.UDP6, src, 21), Kind: runtime.Datagram, State: stateOf("UNCONN", stack.Address{Network: stack.UDP6, IP: netip.IPv6Loopback(), Port: 5353}, stack.Address{}, 0, 0)}),
		named("–", runtime.View{Socket: made(6, stack.TCP6, src, 22), Kind: runtime.Fresh, State: stateOf("", stack.Address{}, stack.Address{}, stack.Unknown, stack.Unknown)}),
	}}
	other := func(role runtime.Role, id int, name string, st stack.State) {
		w.Others = append(w.Others, scripting.Other{Name: s(name), Around: runtime.Around{Row: stack.Row{State: st, Network: stack.TCP4}, Role: role, Socket: id}})
	}
	other(runtime.Queued, 1, "l", stateOf("ESTABLISHED", l, tcp("127.0.0.1", 54502), 5, 0))
	rest := stateOf("TIME_WAIT", tcp("127.0.0.1", 54506), l, 0, 0)
	rest.Timer = stack.Timer{Kind: "time-wait", Left: 41 * time.Second}
	other(runtime.Left, 7, "–", rest)
	other(runtime.Far, 2, "khách", stateOf("ESTABLISHED", tcp("::1", 8080), tcp("::1", 60999), 0, 0))
	return w
}

// callsOf are calls as they are drawn, of which some sockets have a name.
func callsOf(s slot, events []event.Event, dropped int64) Calls {
	began := time.Date(2024, 2, 29, 11, 59, 47, 0, time.UTC)
	return Calls{Events: events, Tags: map[int]string{1: "#1 " + s("l"), 3: "#3 (" + s("khách") + ")"}, Began: began, Dropped: dropped}
}

// eventsOf are calls of every kind of outcome.
func eventsOf(s slot) []event.Event {
	at := func(line int) event.Place { return event.Place{Source: s("echo.lua"), Line: line} }
	begin := time.Date(2024, 2, 29, 12, 0, 0, 123456789, time.UTC)
	end := begin.Add(1500 * time.Microsecond)
	payload := []byte(s("hello\n"))
	data := func(call string, e event.Event) event.Event {
		e.Call, e.Data, e.N, e.Size, e.Stream = call, payload, len(payload), len(payload), event.Range{From: 0, To: int64(len(payload))}
		return e
	}
	refused := &runtime.CallError{Op: "connect", Target: s("127.0.0.1:9001"), Err: unix.ECONNREFUSED}
	return []event.Event{
		{Seq: 1, Begin: begin, End: end, Task: 1, Place: at(3), Via: "listen", Call: "socket", Socket: 1, Made: 1, Arg: "tcp4"},
		{Seq: 2, Begin: begin, End: end, Task: 1, Place: at(3), Via: "listen", Call: "bind", Socket: 1, Arg: s("unix:///tmp/chat.sock"), Note: s("implied: the kernel would have bound every address")},
		{Seq: 3, Begin: begin, End: end, Task: 1, Place: at(4), Via: s("dial"), Call: "connect", Socket: 2, Arg: "127.0.0.1:9001", Err: refused},
		{Seq: 4, Begin: begin, End: end, Task: 12, Place: at(5), Call: "accept", Socket: 1, Made: 3, Remote: tcp("127.0.0.1", 54494)},
		data("send", event.Event{Seq: 5, Begin: begin, End: end, Task: 1, Place: at(6), Socket: 2}),
		data("recvfrom", event.Event{Seq: 6, Begin: begin, End: end, Task: 1, Place: at(7), Socket: 5, Remote: stack.Address{Network: stack.Unixgram, Path: s("/tmp/peer")}}),
		{Seq: 7, Begin: begin, End: end, Task: 1, Place: at(8), Call: "recv", Socket: 2, EOF: true},
		{Seq: 8, Begin: begin, End: end, Task: 1, Place: at(9), Call: "setsockopt", Socket: 2, Arg: s("nodelay = true")},
		{Seq: 1234, Begin: begin, Task: 2, Place: at(10), Via: "recv_line", Call: "recv", Socket: 3},
		{Seq: 1235, Begin: begin, End: end, Task: 1, Call: "socket", Arg: "tcp4", Err: errors.New(s("too many open files"))},
	}
}

// rewrite gives text for text to a slot for every word of a list.
func rewrite(s slot, list ...string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = s(list[i])
	}
	return out
}

// join draws several things below each other.
func join(parts ...string) string { return strings.Join(parts, "----\n") }

// recordOf is a saved session with a step.
func recordOf(s slot) record.Log {
	return record.Log{Tool: "sockpit 0.1", Script: s("echo.lua"), Text: s("step('hi')\n"), Args: []string{s("9000")}, Dropped: 7,
		Steps: []record.Step{{Text: s("the server listens"), Place: event.Place{Source: s("echo.lua"), Line: 2}, Seq: 2}}, Events: eventsOf(s)}
}

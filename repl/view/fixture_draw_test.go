package view

import (
	"errors"
	"strconv"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/decode"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/replay"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// drawChanges goes from nothing to a world, to a later one, and back to nothing.
func drawChanges(s slot, width int, st Style) string {
	first := worldOf(s)
	later := worldOf(s)
	l, c, e := &later.Sockets[0], &later.Sockets[1], &later.Sockets[2]
	l.State.AcceptQueue, l.State.Backlog = 0, 5
	c.Sent, c.State.SendQueue, c.State.Name = 3_000_000, 2_500_000, "FIN_WAIT1"
	e.Received, e.State.RecvQueue, e.Kept, e.State.Name = 7, 1, 0, "LAST_ACK"
	later.Sockets[5].Kind, later.Sockets[5].State = runtime.Stream, stateOf("SYN_SENT", tcp("::1", 40000), tcp("::1", 9000), 0, 0)
	later.Sockets = append(later.Sockets[:4], later.Sockets[5])
	later.Others[0].State.RecvQueue, later.Others[1].State.Timer.Left = 6, 9*time.Second
	later.Others[1].State.Name = stack.FinWait2
	return join(Changes(scripting.World{}, first, width, st), Changes(first, later, width, st), Changes(later, scripting.World{}, width, st))
}

func drawInspections(s slot, width int, st Style) string {
	w := worldOf(s)
	st1 := w.Sockets[1].View
	st1.State.TCP = &stack.TCPInfo{RTT: 43 * time.Microsecond, RTTVar: 12 * time.Microsecond, RTO: 201 * time.Millisecond, Cwnd: 10, SendMSS: 32768, SegmentsOut: 5, SegmentsIn: 4, Unacked: 1}
	nameless := runtime.View{Socket: made(7, stack.TCP4, "echo.lua", 4), Kind: runtime.Stream}
	var settings []runtime.Setting
	for _, name := range []string{"reuseaddr", "nodelay", "rcvbuf", "linger"} {
		settings = append(settings, runtime.Setting{Option: stack.FindOption(name), Value: stack.Value{Int: 1, Dur: time.Second}})
	}
	return join(
		Inspect(api.Inspection{Name: s("khách"), View: st1, Peer: s("客户端"), Options: settings, Events: eventsOf(s)[2:6]}, width, st),
		Inspect(api.Inspection{Name: s("l"), View: w.Sockets[0].View}, width, st),
		Inspect(api.Inspection{Name: s("s"), View: w.Sockets[2].View, Closed: true, Ended: event.Place{Source: s("echo.lua"), Line: 30}}, width, st),
		Inspect(api.Inspection{Name: s("u"), View: w.Sockets[3].View}, width, st),
		Inspect(api.Inspection{Name: "#7", View: nameless}, width, st),
	)
}

// drawFailures has a failed call, one of a task with a traceback, one at the
// prompt, and expectations with and without a caret.
func drawFailures(s slot, width int, st Style) string {
	place := event.Place{Source: s("echo.lua"), Line: 4}
	call := &scripting.Failure{
		Message: s("dial: 127.0.0.1:9001: connection refused (ECONNREFUSED)"), Place: place, Source: s("\tlocal c = dial(9001)"),
		Hint: s("The machine answered: nothing listens on port 9001. Listening now: l on 127.0.0.1:9000."), Task: 1,
	}
	deep := *call
	deep.Trace = []scripting.Frame{
		{Place: place, Function: s("function connect")},
		{Place: event.Place{Source: s("echo.lua"), Line: 9}, Function: s("main chunk")},
	}
	prompt := *call
	prompt.Place, prompt.Err = event.Place{Source: scripting.PromptSource, Line: 2}, &scripting.Error{Message: call.Message}
	expect := func(got, want string, at int) *scripting.Failure {
		e := &scripting.Expectation{Got: got, Want: want, At: at, Why: s("the server answers what it was sent")}
		return &scripting.Failure{Message: e.Error(), Step: s("the echo comes back"), Place: place, Source: s("expect.equal(recv(c), \"hello\\n\")"), Err: errors.Join(e), Sockets: worldOf(s).Sockets[:2]}
	}
	got, want := s("xin chào, thế giới\n"), s("xin chào, thế gian\n")
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	none := expect("", "", -1)
	return join(
		Failure(call, 0, width, st), Failure(&deep, 3, width, st), Failure(&prompt, 0, width, st),
		Failure(expect(printable.Quote(got), printable.Quote(want), at), 0, width, st),
		Failure(expect(s("nil"), s("something true"), -1), 0, width, st),
		Failure(none, 2, width, st),
	)
}

func drawEvents(s slot, width int, st Style) string {
	return join(Events(callsOf(s, eventsOf(s), 1234567), width, st), Events(callsOf(s, eventsOf(s)[:1], 0), width, st), Events(Calls{}, width, st))
}

func drawTrace(s slot, width int, st Style) string {
	out := ""
	for _, e := range eventsOf(s) {
		out += Trace(&e, callsOf(s, nil, 0), width, st)
	}
	return out
}

func drawTasks(s slot, width int, st Style) string {
	return join(Tasks([]scripting.TaskView{
		{Task: &scripting.Task{ID: 1, Name: s("the prompt")}},
		{Task: &scripting.Task{ID: 2, Name: s("server at echo.lua:4")}, Waits: "accept", On: s("l"), At: event.Place{Source: s("echo.lua"), Line: 5}},
		{Task: &scripting.Task{ID: 13, Name: s("trả lời khách hàng at echo.lua:10")}, Waits: "recv_line", On: s("客户端"), At: event.Place{Source: s("echo.lua"), Line: 12}},
		{Task: &scripting.Task{ID: 14, Name: s("sleep(1000)")}, Waits: "sleep", At: event.Place{Source: s("[prompt]"), Line: 3}},
	}, width, st), Tasks(nil, width, st))
}

// functionsOf are two of ours and one that a plugin added.
func functionsOf(s slot) []*scripting.Func {
	return []*scripting.Func{api.Find("listen"), api.Find("recv"), api.Find("channel:put"), {
		Name: "gửi", Group: s("plugin chat"), Summary: s("sends a line to everyone in the room"), Returns: s("how many got it"),
		Detail: s("Those who have left are forgotten.\nNothing is sent twice."), Example: s("say(\"xin chào\")\nsay(\"bye\")"),
		Params: []scripting.Param{{Name: s("text"), Type: s("string"), Means: s("what to say")},
			{Name: s("options"), Type: "options", Optional: true, Means: s("how"), Fields: []scripting.Param{{Name: s("room"), Means: s("which room, by name")}}}},
	}}
}

func drawFunctions(s slot, width int, st Style) string {
	var parts []string
	for _, f := range functionsOf(s) {
		parts = append(parts, Function(f, width, st))
	}
	return join(parts...)
}

func drawTypes(s slot, width int, st Style) string {
	return Type(scripting.FieldHelp{Type: s("socket"), Methods: functionsOf(s)[1:],
		Fields: []scripting.Field{{Name: s("state"), Means: s("the kernel's name of the state: ESTABLISHED, CLOSE_WAIT, …")}, {Name: s("trạng_thái"), Means: s("nothing")}}}, width, st)
}

func drawCommands(s slot, width int, st Style) string {
	rows := [][3]string{{"look", ":sockets, :s", "shows every socket as the kernel has it now, and those of the kernel's that no variable holds"}}
	for i, r := range rewrite(s, "chat", "room [name]") {
		rows = append(rows, [3]string{s("of plugins"), ":" + r + strconv.Itoa(i), s("says something to everyone")})
	}
	return Commands(rows, width, st)
}

// crowdOf is a listener with many clients, and datagram sockets without end.
func crowdOf(s slot) scripting.World {
	var w scripting.World
	l, src := tcp("127.0.0.1", 9000), s("echo.lua")
	add := func(name string, v runtime.View) {
		w.Sockets = append(w.Sockets, scripting.Named{Name: s(name), View: v})
	}
	add("l", runtime.View{Socket: made(1, stack.TCP4, src, 3), Kind: runtime.Listener, State: listening(l, 7, 128)})
	for i := range 120 {
		c, names := tcp("127.0.0.1", uint16(40000+i)), [2]string{"khách" + strconv.Itoa(i), "s" + strconv.Itoa(i)}
		states := [][2]stack.TCPState{{"ESTABLISHED", "ESTABLISHED"}, {"FIN_WAIT2", "CLOSE_WAIT"}, {"CLOSE_WAIT", "FIN_WAIT2"}, {"TIME_WAIT", "LAST_ACK"}}[i%4]
		add(names[0], runtime.View{Socket: made(2*i+2, stack.TCP4, src, 4), Kind: runtime.Stream, State: stateOf(states[0], c, l, 5, 0), Peer: 2*i + 3})
		add(names[1], runtime.View{Socket: made(2*i+3, stack.TCP4, src, 5), Kind: runtime.Stream, State: stateOf(states[1], l, c, 0, 0), Peer: 2*i + 2})
	}
	for i := range 102 {
		add("u"+strconv.Itoa(i), runtime.View{Socket: made(500+i, stack.UDP4, src, 6), Kind: runtime.Datagram, State: stateOf("UNCONN", stack.Address{Network: stack.UDP4, IP: l.IP, Port: uint16(5000 + i)}, stack.Address{}, 0, 0)})
	}
	return w
}

// drawPayloads has payloads of each decoder, whole and not, and one of a
// plugin with parts inside each other.
func drawPayloads(s slot, width int, st Style) string {
	var parts []string
	for _, p := range [][2]string{
		{"http", "POST /chat?xin=" + s("chào") + " HTTP/1.1\r\nHost: " + s("ví dụ.vn") + "\r\nContent-Length: 500\r\n\r\n" + s("hello\x00")},
		{"http", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3c\r\n0123456789012345678901234567890123456789"},
		{"dns", "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01"},
		{"u16", "\x00\x02hi\x00\x64" + s("partly")}, {"line", s("xin chào") + "\r\nbye"}, {"line", ""},
	} {
		r, _ := decode.Find(p[0]).Decode([]byte(p[1]))
		parts = append(parts, Payload(api.Payload{Data: []byte(p[1]), Result: r}, width, st))
	}
	plugin := decode.Result{Decoder: s("chat"), Rest: 7, Missing: s("3 of 5 bytes of text"), Messages: []decode.Part{{Name: decode.Plain, To: 6, Parts: []decode.Part{
		{Name: s("phòng"), To: 1, Value: 1.5, Note: s("a room")}, {Name: s("thư"), From: 1, To: 6, Parts: []decode.Part{{Name: s("text"), From: 1, To: 6, Value: s("hello")}}}}}}}
	return join(append(parts, Payload(api.Payload{Data: []byte("\x01hello"), Result: plugin}, width, st))...)
}

// drawDifferences has other bytes, an end instead of bytes and the other way
// round, and what is no matter of bytes.
func drawDifferences(s slot, width int, st Style) string {
	e := eventsOf(s)[4]
	draw := func(d replay.Difference) string {
		d.Event, d.Conn, d.At = &e, 2, 1234
		return Difference(&d, width, st)
	}
	return join(
		draw(replay.Difference{Want: []byte(s("xin chào, thế giới\n")), Got: []byte(s("xin chào, thế gian\n"))}),
		draw(replay.Difference{Want: []byte("7\n"), GotEnd: true}), draw(replay.Difference{WantEnd: true, Got: []byte("more")}),
		draw(replay.Difference{Want: []byte(s("hello")), What: s("waited 5 s for byte 1235 of what #2 receives: nothing came")}),
		draw(replay.Difference{What: s("no client came within 5s; the log has 3, this would be number 1")}),
	)
}

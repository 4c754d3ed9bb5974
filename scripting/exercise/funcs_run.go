package exercise

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/wire"
	"sockpit/scripting"
)

// runFuncs run the learner's program, and say under which conditions.
var runFuncs = []*scripting.Func{
	(&scripting.Func{
		Recv: testerType, Name: "run", Group: "run the program", Params: []scripting.Param{paramT},
		Summary: "starts the learner's program and waits until it has done all it can by itself",
		Detail:  "The program knows PORT. When its main part ends, its tasks and sockets end too, as those of a process do. If it fails by itself, the next expectation that is not met says so.",
	}).Does(method(func(c *scripting.Call, t *tester) error { return t.run(c, "run") })),
	(&scripting.Func{
		Recv: testerType, Name: "start", Group: "run the program", Params: []scripting.Param{paramT},
		Summary: "starts the learner's program and does not wait",
	}).Does(method(func(c *scripting.Call, t *tester) error { return t.launch(c, Say("your program is started")) })),
	(&scripting.Func{
		Recv: testerType, Name: "stop", Group: "run the program", Params: []scripting.Param{paramT},
		Summary: "ends the program as Ctrl-C does: the kernel closes its sockets",
	}).Does(method(func(c *scripting.Call, t *tester) error {
		if t.proc != nil {
			t.proc.stop()
			t.did(Say("your program was ended"))
		}
		return nil
	})),
	(&scripting.Func{
		Recv: testerType, Name: "restart", Group: "run the program", Params: []scripting.Param{paramT},
		Summary: "ends the program and starts it again at once, with the same PORT",
	}).Does(method(func(c *scripting.Call, t *tester) error {
		if t.proc != nil {
			t.proc.stop()
		}
		t.proc = nil
		return t.run(c, "restart")
	})),
	(&scripting.Func{
		Recv: testerType, Name: "ended", Group: "run the program", Params: []scripting.Param{paramT, paramWhy},
		Summary: "expects that the program has come to its end, without an error",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var why Text
		if err := c.Args(&t, &why); err != nil {
			return err
		}
		return t.expectEnd(c, why)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "settle", Group: "run the program", Params: []scripting.Param{paramT},
		Summary: "waits until every task of the program waits for what only the checker can do, and nothing is on its way",
		Detail:  "A state, not a silence: it is exact on loopback. A program that only waits for a time to pass is given 1.5 seconds.",
	}).Does(method(func(c *scripting.Call, t *tester) error { return t.settle(c.Caller()) })),
	(&scripting.Func{
		Recv: testerType, Name: "give", Group: "run the program",
		Params: []scripting.Param{paramT, {Name: "name", Type: "string", Means: "of a global variable"},
			{Name: "value", Type: "any", Means: "a string, a number, true or false"}},
		Summary: "gives the program that is run next one more global variable, besides PORT",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var name string
		var v lua.LValue
		if err := c.Args(&t, &name, &v); err != nil {
			return err
		}
		switch v.(type) {
		case lua.LString, lua.LNumber, lua.LBool:
		default:
			return c.Wrong("value", "%s", scripting.Got(v, "a string, a number, true or false"))
		}
		t.given.globals[name] = v
		return nil
	}),
	(&scripting.Func{
		Recv: testerType, Name: "port_for", Group: "run the program",
		Params:  []scripting.Param{paramT, {Name: "name", Type: "string", Means: "the global variable that the program will know it by"}},
		Returns: "the port",
		Summary: "reserves one more port that nobody listens on, and gives it to the program that is run next",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var name string
		if err := c.Args(&t, &name); err != nil {
			return err
		}
		n, err := t.newPort()
		if err != nil {
			return err
		}
		t.given.globals[name] = lua.LNumber(n)
		return c.Return(lua.LNumber(n))
	}),
	(&scripting.Func{
		Recv: testerType, Name: "limit", Group: "run the program",
		Params: []scripting.Param{paramT, {Name: "what", Type: "options", Means: "how much of what", Fields: []scripting.Param{
			{Name: "descriptors", Type: "number", Means: "sockets open at once; then EMFILE"},
			{Name: "ports", Type: "number", Means: "ports that its clients can be given; then EADDRNOTAVAIL"}}}},
		Summary: "lets the program that is run next have few descriptors or few ports",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var what *lua.LTable
		if err := c.Args(&t, &what); err != nil {
			return err
		}
		descriptors, ports, first := 0, 0, 0
		if _, err := c.Options(what, map[string]any{"descriptors": &descriptors, "ports": &ports}); err != nil {
			return err
		}
		if ports > 0 {
			low, high := clientPorts()
			first = low + t.random.IntN(max(1, high-low-ports))
		}
		t.given.stack = newScarcity(descriptors, ports, first)
		return nil
	}),
	(&scripting.Func{
		Recv: testerType, Name: "wire", Group: "run the program",
		Params: []scripting.Param{paramT, {Name: "faults", Type: "options", Means: "of all streams of the program, from now on; {} mends them", Fields: []scripting.Param{
			{Name: "freeze", Type: "any", Means: "true: nothing passes any more"},
			{Name: "delay", Type: "seconds", Means: "before each piece"},
			{Name: "rate", Type: "number", Means: "bytes a second"},
			{Name: "slice", Type: "number", Means: "most bytes in a piece"}}}},
		Summary: "makes the cable between the program and its peers bad",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var what *lua.LTable
		if err := c.Args(&t, &what); err != nil {
			return err
		}
		return t.wire(c, what)
	}),
}

// launch makes a process and starts it. The exercise's setup has run by then.
func (t *tester) launch(c *scripting.Call, what Text) error {
	if t.proc != nil {
		return c.Wrong("", "the program runs already: t:restart() runs it again")
	}
	t.did(what)
	t.mail.begin(t.peers)
	if t.live != nil {
		t.proc = onHost(t.ex, t.program, t.live)
		close(t.proc.done)
		return nil
	}
	t.given.globals["PORT"] = lua.LNumber(t.port)
	t.given.faults, t.given.seed = t.manner.Faults, t.seed
	if t.stage != nil {
		t.proc = onHost(t.ex, t.program, t.stage)
		t.stage.Session.SetFaults(t.given.faults)
		for name, v := range t.given.globals {
			t.stage.SetGlobal(name, v)
		}
		t.marks[len(t.marks)-1] = t.stage.Session.Log.Next()
		t.proc.spawn()
		return nil
	}
	t.proc = newProcess(t.ex, t.program, t.given)
	t.marks[len(t.marks)-1] = t.proc.host.Session.Log.Next()
	t.proc.start()
	return nil
}

func (t *tester) run(c *scripting.Call, how string) error {
	what := Say("your program runs")
	if how == "restart" {
		what = Say("your program was ended and runs again")
	}
	if err := t.launch(c, what); err != nil {
		return err
	}
	return t.settle(c.Caller())
}

// expectEnd waits for the program's end.
func (t *tester) expectEnd(c *scripting.Call, why Text) error {
	if t.proc == nil {
		return c.Wrong("", "nothing runs: call t:run() first")
	}
	if err := t.settle(c.Caller()); err != nil {
		return err
	}
	if !t.proc.ended() {
		return t.fault(Say("your program should have come to its end by now"), why)
	}
	if t.proc.failure() != nil {
		return t.fault(Say("your program should have come to its end without an error"), why)
	}
	return nil
}

// wire sets faults on the streams that the program has, and on those to come.
func (t *tester) wire(c *scripting.Call, what *lua.LTable) error {
	f, freeze := t.manner.Faults, false
	delay := time.Duration(0)
	if _, err := c.Options(what, map[string]any{"freeze": &freeze, "delay": &delay, "rate": &f.Rate, "slice": &f.Slice}); err != nil {
		return err
	}
	f.Delay = delay
	if freeze {
		f.Stop = wire.After(0)
	}
	if t.proc == nil {
		return c.Wrong("", "nothing runs: call t:run() first")
	}
	if text := f.String(); text != "" {
		t.did(Say("the network: %s", text))
	} else {
		t.did(Say("the network is good again"))
	}
	t.proc.host.Session.Rewire(f)
	return nil
}

package exercise

import (
	"errors"
	"slices"
	"strconv"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/rest"
)

// dialFor bounds one dial of the checker's: on loopback it takes microseconds,
// unless the accept queue is full.
const dialFor = 1500 * time.Millisecond

var paramWhere = scripting.Param{Name: "where", Type: "any", Optional: true,
	Means: "a port or an address, as dial takes it; PORT of 127.0.0.1 unless given"}

// meetFuncs bring the checker's sockets and the program's together.
var meetFuncs = []*scripting.Func{
	(&scripting.Func{
		Recv: testerType, Name: "client", Group: "meet it", Params: []scripting.Param{paramT, paramWhere, paramWhy},
		Returns: "a peer",
		Summary: "dials PORT, once the program listens there",
		Detail:  "It dials once: the program may accept it or leave it in the queue.",
	}).Does(somewhere((*tester).client)),
	(&scripting.Func{
		Recv: testerType, Name: "refused", Group: "meet it", Params: []scripting.Param{paramT, paramWhere, paramWhy},
		Summary: "dials, and expects that the connection is refused: nobody listens there",
	}).Does(somewhere(func(t *tester, c *scripting.Call, where lua.LValue, why Text) error {
		s, at, err := t.dial(c, where)
		switch {
		case errors.Is(err, syscall.ECONNREFUSED):
			t.did(Say("a client dialled %s and was refused", at))
			return nil
		case err != nil:
			return err
		}
		_ = s.Close(c.Caller())
		return t.fault(Say("the dial of %s should have been refused, and was answered", at), why)
	})),
	(&scripting.Func{
		Recv: testerType, Name: "unanswered", Group: "meet it", Params: []scripting.Param{paramT, paramWhere, paramWhy},
		Summary: "dials, and expects no answer at all: the accept queue is full",
	}).Does(somewhere(func(t *tester, c *scripting.Call, where lua.LValue, why Text) error {
		s, at, err := t.dial(c, where)
		switch {
		case runtime.Code(err) == "TIMEOUT":
			t.did(Say("a client dialled %s and got no answer", at))
			return nil
		case errors.Is(err, syscall.ECONNREFUSED):
			return t.fault(Say("the dial of %s should have got no answer, and was refused", at), why)
		case err != nil:
			return err
		}
		_ = s.Close(c.Caller())
		return t.fault(Say("the dial of %s should have got no answer, and was connected", at), why)
	})),
	(&scripting.Func{
		Recv: testerType, Name: "server", Group: "meet it",
		Params: []scripting.Param{paramT, {Name: "options", Type: "options", Optional: true, Means: "where it listens", Fields: []scripting.Param{
			{Name: "name", Type: "string", Means: "global variable of the program that its port is in, instead of PORT"},
			{Name: "host", Type: "string", Means: "127.0.0.1 unless given; \"::1\" for IPv6"},
			{Name: "backlog", Type: "number", Means: "how many may wait"},
			{Name: "buffer", Type: "number", Means: "bytes of its buffers, each way: small ones make senders wait soon"},
			{Name: "full", Type: "any", Means: "true: its accept queue is full, dials are not answered"}}}},
		Returns: "a server",
		Summary: "listens on PORT, for a program that is a client; call it before t:run()",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var options *lua.LTable
		if err := c.Args(&t, &options); err != nil {
			return err
		}
		return t.serve(c, options)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "udp", Group: "meet it",
		Params: []scripting.Param{paramT, {Name: "options", Type: "options", Optional: true, Means: "where", Fields: []scripting.Param{
			{Name: "name", Type: "string", Means: "bind the port, and let the program know it by this global variable; \"PORT\" for PORT"},
			{Name: "to", Type: "number", Means: "the port of 127.0.0.1 that send sends to; PORT unless given"}}}},
		Returns: "a peer with messages: send sends one datagram, expect takes one",
		Summary: "makes a datagram socket",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var options *lua.LTable
		if err := c.Args(&t, &options); err != nil {
			return err
		}
		return t.datagrams(c, options)
	}),
}

// somewhere makes a function of t's of what it does at a place, which may be left
// out, with a why.
func somewhere(f func(t *tester, c *scripting.Call, where lua.LValue, why Text) error) func(*scripting.Call) error {
	return func(c *scripting.Call) error {
		var t theT
		var where lua.LValue
		var why Text
		if err := c.Args(&t, &where, &why); err != nil {
			return err
		}
		return f(t.tester, c, where, why)
	}
}

// dial calls where the program should listen. The name is for people.
func (t *tester) dial(c *scripting.Call, where lua.LValue) (s *runtime.Socket, at string, err error) {
	text, at := strconv.Itoa(t.port), "PORT"
	switch v := where.(type) {
	case lua.LString:
		text, at = string(v), t.sayAddress(string(v))
	case lua.LNumber:
		text, at = v.String(), t.sayAddress(v.String())
	}
	to, err := target(text, "tcp")
	if err != nil {
		return nil, at, c.Wrong("where", "%s", err)
	}
	caller := c.Caller()
	caller.SetTimeout(dialFor)
	s, err = t.host.Session.Dial(caller, to, runtime.DialOptions{})
	caller.Deadline = time.Time{}
	return s, at, err
}

// sayAddress writes an address with the names that the program has for ports.
func (t *tester) sayAddress(text string) string {
	to, err := target(text, "tcp")
	if err != nil {
		return text
	}
	name := ""
	for global, v := range t.given.globals {
		if n, ok := v.(lua.LNumber); ok && int(n) == int(to.Port) && (name == "" || global == "PORT") {
			name = global
		}
	}
	switch {
	case name == "":
		return text
	case to.Host == "127.0.0.1" || to.Host == "":
		return name
	}
	return to.Host + ":" + name
}

// listens reports whether the program listens, wherever.
func (t *tester) listens() bool {
	return slices.ContainsFunc(t.proc.host.Session.Sockets(), func(s *runtime.Socket) bool { return s.Kind() == runtime.Listener })
}

func (t *tester) client(c *scripting.Call, where lua.LValue, why Text) error {
	if t.proc != nil && !t.listens() && t.rest() != rest.Waiting {
		if err := t.settle(c.Caller()); err != nil {
			return err
		}
	}
	t.clients++
	name := Say("client %d", t.clients)
	s, at, err := t.dial(c, where)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return t.fault(Say("%s could not connect to %s: nobody listens there", name, at), join(t.notListening(), why))
	case errors.Is(err, syscall.ECONNRESET):
		if !t.listens() {
			why = join(t.notListening(), why)
		} // else it was the program itself that reset what it had accepted
		return t.fault(Say("%s was connected to %s, and reset at once", name, at), why)
	case errors.Is(err, syscall.ETIMEDOUT) || runtime.Code(err) == "TIMEOUT":
		return t.fault(Say("%s dialled %s and got no answer: the accept queue is full", name, at), why)
	case err != nil:
		return err
	}
	t.did(Say("%s dialled %s", name, at))
	p := t.newPeer(name, s)
	p.dialled = true
	return c.Return(p.value)
}

// serve makes a server for a program that is a client.
func (t *tester) serve(c *scripting.Call, options *lua.LTable) error {
	name, host, backlog, buffer, full := "PORT", "127.0.0.1", 0, 0, false
	if _, err := c.Options(options, map[string]any{"name": &name, "host": &host, "backlog": &backlog, "buffer": &buffer, "full": &full}); err != nil {
		return err
	}
	number, err := t.portNamed(name)
	if err != nil {
		return err
	}
	o := runtime.ListenOptions{Backlog: 128}
	if backlog > 0 {
		o.Backlog = backlog
	}
	if full {
		o.Backlog = 0
	}
	if buffer > 0 {
		for _, name := range []string{"rcvbuf", "sndbuf"} {
			o.Options = append(o.Options, runtime.Setting{Option: stack.FindOption(name), Value: stack.Value{Int: buffer}})
		}
	}
	at := stack.Target{Network: "tcp", Host: host, Port: uint16(number)}
	sock, err := t.host.Session.Listen(c.Caller(), at, o)
	if err != nil {
		return err
	}
	s := &server{t: t, name: Say("the server on %s", name), socket: sock}
	if full {
		if err := s.fill(c, at); err != nil {
			return err
		}
	}
	s.value = t.host.Object(s)
	t.servers = append(t.servers, s)
	return c.Return(s.value)
}

// portNamed gives the port that the program knows by that name, a new one if it
// knows none yet.
func (t *tester) portNamed(name string) (int, error) {
	if name == "PORT" {
		return t.port, nil
	}
	if v, ok := t.given.globals[name].(lua.LNumber); ok {
		return int(v), nil
	}
	n, err := t.newPort()
	if err == nil {
		t.given.globals[name] = lua.LNumber(n)
	}
	return n, err
}

// fill dials until the accept queue is full: the next dial is not answered.
func (s *server) fill(c *scripting.Call, at stack.Target) error {
	caller := c.Caller()
	for range 20 {
		caller.SetTimeout(150 * time.Millisecond)
		client, err := s.t.host.Session.Dial(caller, at, runtime.DialOptions{})
		caller.Deadline = time.Time{}
		if err != nil {
			return caller.Interrupted()
		}
		s.full = append(s.full, client)
	}
	return errors.New("the accept queue could not be filled")
}

// datagrams makes a peer with a datagram socket.
func (t *tester) datagrams(c *scripting.Call, options *lua.LTable) error {
	name, to := "", t.port
	if _, err := c.Options(options, map[string]any{"name": &name, "to": &to}); err != nil {
		return err
	}
	caller, at := c.Caller(), stack.Target{Network: "udp", Host: "127.0.0.1"}
	if name != "" {
		n, err := t.portNamed(name)
		if err != nil {
			return err
		}
		at.Port = uint16(n)
	}
	sock, err := t.host.Session.Listen(caller, at, runtime.ListenOptions{})
	if err != nil {
		return err
	}
	t.clients++
	p := t.newPeer(Say("client %d", t.clients), sock)
	if name != "" {
		p.name = Say("the datagram socket on %s", name)
	}
	p.to = stack.Target{Network: "udp", Host: "127.0.0.1", Port: uint16(to)}
	return c.Return(p.value)
}

package exercise

import (
	"errors"
	"io"
	"time"

	"sockpit/runtime"
	"sockpit/scripting"
)

// serverFuncs are what the checker's listeners do.
var serverFuncs = []*scripting.Func{
	serverFunc("accept", "expects that the program dials, and accepts it", []scripting.Param{paramWhy}, "a peer",
		func(c *scripting.Call, s *server) error {
			var why Text
			if err := c.Args(scripting.As(&s), &why); err != nil {
				return err
			}
			return s.accept(c, why)
		}),
	serverFunc("close", "closes the listener", nil, "",
		func(c *scripting.Call, s *server) error {
			if err := c.Args(scripting.As(&s)); err != nil {
				return err
			}
			s.t.did(Say("%s was closed", s.name))
			return notGone(s.socket.Close(c.Caller()))
		}),
}

func serverFunc(name, summary string, params []scripting.Param, returns string, f func(*scripting.Call, *server) error) *scripting.Func {
	s := scripting.Param{Name: "s", Type: "server", Means: "the checker's listener"}
	fn := &scripting.Func{Recv: serverType, Name: name, Group: "of a server", Params: append([]scripting.Param{s}, params...), Returns: returns, Summary: summary}
	return fn.Does(func(c *scripting.Call) error {
		if s, ok := scripting.ObjectOf(c.Arg(0)).(*server); ok {
			return f(c, s)
		}
		return c.Wrong("s", "%s", scripting.Got(c.Arg(0), "a server: write s:"+name+"(...)"))
	})
}

func (s *server) accept(c *scripting.Call, why Text) error {
	t, w := s.t, s.t.watch()
	caller := c.Caller()
	for last := false; ; {
		caller.SetTimeout(slice)
		sock, err := s.socket.Accept(caller)
		caller.Deadline = time.Time{}
		if err == nil {
			s.conns++
			p := t.newPeer(Say("connection %d", s.conns), sock)
			if s.name.EN != Say("the server on %s", "PORT").EN {
				p.name = Say("connection %d of %s", s.conns, s.name)
			}
			t.did(Say("your program dialled: %s", p.name))
			return c.Return(p.value)
		}
		if interrupted := caller.Interrupted(); interrupted != nil {
			return interrupted
		}
		if runtime.Code(err) != "TIMEOUT" && !errors.Is(err, io.EOF) {
			return err
		}
		if last {
			return t.fault(Say("your program did not connect to %s", s.name), why)
		}
		over, err := w.over()
		if err := notRestless(err); err != nil {
			return err
		}
		last = over
	}
}

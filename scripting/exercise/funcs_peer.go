package exercise

import (
	"bytes"
	"errors"
	"io"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting"
)

var paramPeer = scripting.Param{Name: "c", Type: "peer", Means: "the checker's end"}

// peerFuncs are what the checker's sockets do.
var peerFuncs = []*scripting.Func{
	peerFunc("send", "sends data, all of it", []scripting.Param{{Name: "data", Type: "string", Means: "the bytes; of a datagram socket, one datagram"}, paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var data []byte
			var why Text
			if err := c.Args(&thePeer{p}, &data, &why); err != nil {
				return err
			}
			return p.sendAll(c.Caller(), data, why)
		}),
	peerFunc("expect", "expects exactly these bytes next, however they are cut", []scripting.Param{{Name: "bytes", Type: "string", Means: "of a stream; of a datagram socket, one datagram"}, paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var want string
			var why Text
			if err := c.Args(&thePeer{p}, &want, &why); err != nil {
				return err
			}
			return p.expect(c.Caller(), want, why)
		}),
	peerFunc("read", "takes n bytes", []scripting.Param{{Name: "n", Type: "number", Means: "how many"}, paramWhy}, "the bytes",
		func(c *scripting.Call, p *peer) error {
			var n int
			var why Text
			if err := c.Args(&thePeer{p}, &n, &why); err != nil {
				return err
			}
			if err := p.collect(c.Caller(), n); err != nil {
				return err
			}
			got := p.take(n)
			if len(got) < n {
				return p.t.fault(Say("%s expected %d bytes, got %d: %s", p.name, n, len(got), p.came(got)), why)
			}
			return c.Return(lua.LString(got))
		}),
	peerFunc("echo", "sends n bytes back as they come: what is there at once, without waiting for all", []scripting.Param{{Name: "n", Type: "number", Means: "how many"}, paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var n int
			var why Text
			if err := c.Args(&thePeer{p}, &n, &why); err != nil {
				return err
			}
			return p.echo(c.Caller(), n, why)
		}),
	peerFunc("line", "takes a line", []scripting.Param{paramWhy}, "the line, without its end",
		func(c *scripting.Call, p *peer) error {
			var why Text
			if err := c.Args(&thePeer{p}, &why); err != nil {
				return err
			}
			return p.line(c, why)
		}),
	peerFunc("rest", "takes all bytes up to the end of the stream", []scripting.Param{paramWhy}, "the bytes",
		func(c *scripting.Call, p *peer) error {
			var why Text
			if err := c.Args(&thePeer{p}, &why); err != nil {
				return err
			}
			if err := p.toTheEnd(c.Caller()); err != nil {
				return err
			}
			got := p.take(len(p.buf))
			if !p.eof {
				return p.t.fault(Say("%s expected the end of the stream, got %s", p.name, p.came(got)), why)
			}
			return c.Return(lua.LString(got))
		}),
	peerFunc("expect_eof", "expects the end of the stream next: the program has closed, or shut its sending side down", []scripting.Param{paramWhy}, "",
		func(c *scripting.Call, p *peer) error { return p.expectEnd(c, false) }),
	peerFunc("expect_reset", "expects that the program resets the connection", []scripting.Param{paramWhy}, "",
		func(c *scripting.Call, p *peer) error { return p.expectEnd(c, true) }),
	peerFunc("expect_nothing", "expects that the program sends nothing as long as nothing else happens", []scripting.Param{paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var why Text
			if err := c.Args(&thePeer{p}, &why); err != nil {
				return err
			}
			return p.expectNothing(c.Caller(), why)
		}),
	peerFunc("half_close", "shuts its sending side down: the program reads the end of the stream, and can still send", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(&thePeer{p}); err != nil {
				return err
			}
			p.t.did(Say("%s shut its sending side down", p.name))
			p.finSent = true
			return notGone(p.socket.Shutdown(c.Caller(), runtime.ShutWrite))
		}),
	peerFunc("close", "closes", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(&thePeer{p}); err != nil {
				return err
			}
			p.t.did(Say("%s closed", p.name))
			p.finSent, p.gone = true, true
			return notGone(p.socket.Close(c.Caller()))
		}),
	peerFunc("reset", "resets the connection (RST)", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(&thePeer{p}); err != nil {
				return err
			}
			p.t.did(Say("%s reset the connection", p.name))
			p.gone = true
			return notGone(p.socket.Reset(c.Caller()))
		}),
}

// serverFuncs are what the checker's listeners do.
var serverFuncs = []*scripting.Func{
	serverFunc("accept", "expects that the program dials, and accepts it", []scripting.Param{paramWhy}, "a peer",
		func(c *scripting.Call, s *server) error {
			var why Text
			if err := c.Args(&theServer{s}, &why); err != nil {
				return err
			}
			return s.accept(c, why)
		}),
	serverFunc("close", "closes the listener", nil, "",
		func(c *scripting.Call, s *server) error {
			if err := c.Args(&theServer{s}); err != nil {
				return err
			}
			s.t.did(Say("%s was closed", s.name))
			return notGone(s.socket.Close(c.Caller()))
		}),
}

func peerFunc(name, summary string, params []scripting.Param, returns string, f func(*scripting.Call, *peer) error) *scripting.Func {
	fn := &scripting.Func{Recv: "peer", Name: name, Group: "of a peer", Params: append([]scripting.Param{paramPeer}, params...), Returns: returns, Summary: summary}
	return fn.Does(func(c *scripting.Call) error {
		ud, _ := c.Arg(0).(*lua.LUserData)
		if ud != nil {
			if p, ok := ud.Value.(*peer); ok {
				return f(c, p)
			}
		}
		return c.Wrong("c", "%s", scripting.Got(c.Arg(0), "a peer: write c:"+name+"(...)"))
	})
}

func serverFunc(name, summary string, params []scripting.Param, returns string, f func(*scripting.Call, *server) error) *scripting.Func {
	s := scripting.Param{Name: "s", Type: "server", Means: "the checker's listener"}
	fn := &scripting.Func{Recv: "server", Name: name, Group: "of a server", Params: append([]scripting.Param{s}, params...), Returns: returns, Summary: summary}
	return fn.Does(func(c *scripting.Call) error {
		ud, _ := c.Arg(0).(*lua.LUserData)
		if ud != nil {
			if s, ok := ud.Value.(*server); ok {
				return f(c, s)
			}
		}
		return c.Wrong("s", "%s", scripting.Got(c.Arg(0), "a server: write s:"+name+"(...)"))
	})
}

// notGone: a connection that the program has ended can't be ended once more.
func notGone(err error) error {
	switch runtime.Code(err) {
	case "ENOTCONN", "ECONNRESET", "EPIPE", "CLOSED":
		return nil
	}
	return err
}

func (p *peer) sendAll(c *runtime.Caller, data []byte, why Text) error {
	p.t.did(Say("%s sent %s", p.name, say(data)))
	if p.datagram() {
		to, err := p.t.host.Session.Resolve(c, p.to)
		if err != nil {
			return err
		}
		if !p.from.IsZero() {
			to[0] = p.from // it answers who spoke last
		}
		if _, err = p.socket.SendTo(c, data, to[0]); err == nil {
			p.posted[to[0].Port]++
		}
		return err
	}
	n, err := p.send(c, data)
	switch {
	case err == nil:
		return nil
	case c.Interrupted() != nil:
		return err
	case runtime.Code(err) == "TIMEOUT":
		return p.t.fault(Say("%s could send only %d of %d bytes: your program does not take them", p.name, n, len(data)), why)
	}
	return p.t.fault(Say("%s could not send: the connection is over (%s)", p.name, runtime.Code(err)), why)
}

// echo sends n bytes back as they come.
func (p *peer) echo(c *runtime.Caller, n int, why Text) error {
	for done := 0; done < n; {
		if err := p.collect(c, 1); err != nil {
			return err
		}
		piece := p.take(n - done)
		if piece == "" {
			return p.t.fault(Say("%s expected %d bytes to send back, got %d: %s", p.name, n, done, p.came("")), why)
		}
		sent, err := p.send(c, []byte(piece))
		done += sent
		switch {
		case err == nil:
		case c.Interrupted() != nil:
			return err
		case runtime.Code(err) == "TIMEOUT":
			return p.t.fault(Say("%s could send back only %d of %d bytes: your program does not take them", p.name, done, n), why)
		default:
			return p.t.fault(Say("%s could not send: the connection is over (%s)", p.name, runtime.Code(err)), why)
		}
	}
	p.t.did(Say("%s sent %d bytes back as they came", p.name, n))
	return nil
}

// say writes bytes that were sent, or how many if they are many.
func say(data []byte) Text {
	if len(data) > 2*shownBytes {
		return Say("%d bytes", len(data))
	}
	return Text{EN: quote(string(data)), VI: quote(string(data))}
}

func (p *peer) expect(c *runtime.Caller, want string, why Text) error {
	if p.datagram() {
		return p.expectDatagram(c, want, why)
	}
	if err := p.collect(c, len(want)); err != nil {
		return err
	}
	got := p.take(len(want))
	if got == want {
		p.t.did(Say("%s got %s", p.name, say([]byte(want))))
		return nil
	}
	d := newDiff(want, got)
	what := Say("%s expected %s, got %s", p.name, say([]byte(want)), p.cameOf(got, want))
	if len(got) == len(want) && len(want) > 2*shownBytes {
		what = Say("%s expected %s, got others from byte %d on", p.name, say([]byte(want)), d.At+1)
	}
	return p.t.faultDiff(what, why, d)
}

// cameOf is came; bytes that are all there but wrong need no "and then", and many
// are counted.
func (p *peer) cameOf(got, want string) Text {
	if len(got) == len(want) {
		return say([]byte(got))
	}
	return p.cameAs(say([]byte(got)), got == "")
}

func (p *peer) expectDatagram(c *runtime.Caller, want string, why Text) error {
	m, err := p.datagramNext(c)
	if err != nil {
		return err
	}
	switch {
	case m == nil:
		return p.t.fault(Say("%s expected the datagram %s, got nothing", p.name, quote(want)), why)
	case string(m.Data) == want:
		p.t.did(Say("%s got the datagram %s", p.name, quote(want)))
		return nil
	}
	return p.t.faultDiff(Say("%s expected the datagram %s, got %s", p.name, quote(want), quote(string(m.Data))), why, newDiff(want, string(m.Data)))
}

// datagramNext waits for a datagram; nil if the program will send none.
func (p *peer) datagramNext(c *runtime.Caller) (*runtime.Message, error) {
	w := p.t.watch()
	for last := false; ; {
		c.Deadline = time.Now().Add(slice)
		m, err := p.socket.RecvFrom(c, maxDatagram)
		c.Deadline = time.Time{}
		switch {
		case err == nil:
			p.from = m.From
			p.taken++
			return &m, nil
		case c.Interrupted() != nil:
			return nil, c.Interrupted()
		case runtime.Code(err) != "TIMEOUT":
			continue // an answer that a closed port gave to an earlier datagram
		}
		if last {
			return nil, nil
		}
		over, err := w.over()
		if err := notRestless(err); err != nil {
			return nil, err
		}
		last = over
	}
}

func (p *peer) line(c *scripting.Call, why Text) error {
	for {
		if i := bytes.IndexByte(p.buf, '\n'); i >= 0 {
			s := p.take(i + 1)
			p.t.did(Say("%s got %s", p.name, quote(s)))
			return c.Return(lua.LString(s[:i]))
		}
		have := len(p.buf)
		if err := p.collect(c.Caller(), have+1); err != nil {
			return err
		}
		if len(p.buf) == have {
			return p.t.fault(Say("%s expected a line, got %s", p.name, p.came(p.take(have))), why)
		}
	}
}

// toTheEnd waits until the stream has ended, or the program sends no more.
func (p *peer) toTheEnd(c *runtime.Caller) error {
	for !p.eof && p.failed == nil {
		have := len(p.buf)
		if err := p.collect(c, have+1); err != nil {
			return err
		}
		if len(p.buf) == have {
			break
		}
	}
	return nil
}

func (p *peer) expectEnd(c *scripting.Call, reset bool) error {
	var why Text
	if err := c.Args(&thePeer{p}, &why); err != nil {
		return err
	}
	want := Say("the end of the stream")
	if reset {
		want = Say("a reset")
	}
	if err := p.collect(c.Caller(), len(p.buf)+1); err != nil {
		return err
	}
	if len(p.buf) == 0 && (p.eof && !reset || p.reset() && reset) {
		p.t.did(Say("%s got %s", p.name, want))
		return nil
	}
	return p.t.fault(Say("%s expected %s, got %s", p.name, want, p.came(p.take(len(p.buf)))), why)
}

func (p *peer) expectNothing(c *runtime.Caller, why Text) error {
	if p.datagram() {
		m, err := p.datagramNext(c)
		if err == nil && m != nil {
			return p.t.fault(Say("%s expected nothing, got the datagram %s", p.name, quote(string(m.Data))), why)
		}
		return err
	}
	if err := p.collect(c, len(p.buf)+1); err != nil {
		return err
	}
	if len(p.buf) > 0 || p.eof || p.failed != nil {
		return p.t.fault(Say("%s expected nothing yet, got %s", p.name, p.came(p.take(len(p.buf)))), why)
	}
	p.t.did(Say("%s waits, and gets nothing", p.name))
	return nil
}

func (s *server) accept(c *scripting.Call, why Text) error {
	t, w := s.t, s.t.watch()
	caller := c.Caller()
	for last := false; ; {
		caller.Deadline = time.Now().Add(slice)
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

// maxDatagram is more than any datagram has (RFC 768).
const maxDatagram = 65535

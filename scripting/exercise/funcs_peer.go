package exercise

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

var paramPeer = scripting.Param{Name: "c", Type: "peer", Means: "the checker's end"}

// peerFuncs are what the checker's sockets do.
var peerFuncs = []*scripting.Func{
	peerFunc("send", "sends data, all of it", []scripting.Param{{Name: "data", Type: "string", Means: "the bytes; of a datagram socket, one datagram"}, paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var data []byte
			var why Text
			if err := c.Args(scripting.As(&p), &data, &why); err != nil {
				return err
			}
			return p.sendAll(c.Caller(), data, why)
		}),
	peerFunc("expect", "expects exactly these bytes next, however they are cut", []scripting.Param{{Name: "bytes", Type: "string", Means: "of a stream; of a datagram socket, one datagram"}, paramWhy}, "",
		func(c *scripting.Call, p *peer) error {
			var want string
			var why Text
			if err := c.Args(scripting.As(&p), &want, &why); err != nil {
				return err
			}
			return p.expect(c.Caller(), want, why)
		}),
	peerFunc("read", "takes n bytes", []scripting.Param{{Name: "n", Type: "number", Means: "how many"}, paramWhy}, "the bytes",
		func(c *scripting.Call, p *peer) error {
			var n int
			var why Text
			if err := c.Args(scripting.As(&p), &n, &why); err != nil {
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
			if err := c.Args(scripting.As(&p), &n, &why); err != nil {
				return err
			}
			return p.echo(c.Caller(), n, why)
		}),
	peerFunc("line", "takes a line", []scripting.Param{paramWhy}, "the line, without its end",
		func(c *scripting.Call, p *peer) error {
			var why Text
			if err := c.Args(scripting.As(&p), &why); err != nil {
				return err
			}
			return p.line(c, why)
		}),
	peerFunc("rest", "takes all bytes up to the end of the stream", []scripting.Param{paramWhy}, "the bytes",
		func(c *scripting.Call, p *peer) error {
			var why Text
			if err := c.Args(scripting.As(&p), &why); err != nil {
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
			if err := c.Args(scripting.As(&p), &why); err != nil {
				return err
			}
			return p.expectNothing(c.Caller(), why)
		}),
	peerFunc("half_close", "shuts its sending side down: the program reads the end of the stream, and can still send", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(scripting.As(&p)); err != nil {
				return err
			}
			p.t.did(Say("%s shut its sending side down", p.name))
			p.finSent = true
			return notGone(p.socket.Shutdown(c.Caller(), stack.ShutWrite))
		}),
	peerFunc("close", "closes", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(scripting.As(&p)); err != nil {
				return err
			}
			p.t.did(Say("%s closed", p.name))
			p.finSent, p.gone = true, true
			return notGone(p.socket.Close(c.Caller()))
		}),
	peerFunc("reset", "resets the connection (RST)", nil, "",
		func(c *scripting.Call, p *peer) error {
			if err := c.Args(scripting.As(&p)); err != nil {
				return err
			}
			p.t.did(Say("%s reset the connection", p.name))
			p.gone = true
			return notGone(p.socket.Reset(c.Caller()))
		}),
}

func peerFunc(name, summary string, params []scripting.Param, returns string, f func(*scripting.Call, *peer) error) *scripting.Func {
	fn := &scripting.Func{Recv: peerType, Name: name, Group: "of a peer", Params: append([]scripting.Param{paramPeer}, params...), Returns: returns, Summary: summary}
	return fn.Does(func(c *scripting.Call) error {
		if p, ok := scripting.ObjectOf(c.Arg(0)).(*peer); ok {
			return f(c, p)
		}
		return c.Wrong("c", "%s", scripting.Got(c.Arg(0), "a peer: write c:"+name+"(...)"))
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

package api

import (
	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

var endFuncs = []*scripting.Func{
	{
		Name: "shutdown", Recv: scripting.SocketType, Group: "end",
		Params:  []scripting.Param{paramSocket, {Name: "how", Type: "string", Optional: true, Means: `"write" (the default), "read" or "both"`}},
		Summary: "ends one direction of a connection: \"write\" tells the other end that no more bytes come",
		Detail: `The other end receives what was sent before, then "eof". Receiving goes on: a connection is two streams. "read"
ends the calls that wait to receive: on a datagram socket recv, recvfrom and peek then give what came before, and after
that nil, "eof", and wait says that it can be read. Of a datagram socket that is not connected Linux says ENOTCONN, and
does it all the same.`,
		Example: `a, b = pair("tcp")
shutdown(a, "write")
local data, why = recv(b)
expect.equal(why, "eof")
send(b, "still open this way")
expect.equal(recv(a), "still open this way")`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			how := "write"
			if err := c.Args(&s, &how); err != nil {
				return err
			}
			for h := stack.ShutRead; h <= stack.ShutBoth; h++ {
				if h.String() == how {
					return s.Shutdown(c.Caller(), h)
				}
			}
			return c.Wrong("how", `got %q, want "write", "read" or "both"`, how)
		},
	},
	{
		Name: "close", Recv: scripting.SocketType, Group: "end",
		Params:  []scripting.Param{paramSocket},
		Summary: "gives the socket back to the kernel, which tells the other end that no more bytes come",
		Detail: `Calls that wait on the socket fail. A task that is closed with unread bytes makes the kernel send a reset. The
kernel may keep the connection for a while: see sockets(). The file of a Unix socket goes with the socket that was bound to
it, and the event says so: close(2) would leave it.`,
		Example: `a, b = pair("tcp")
close(a)
expect.equal(a.closed, true)
expect.state(b, "CLOSE_WAIT")`,
		Run: func(c *scripting.Call) error {
			if ch, ok := scripting.ObjectOf(c.Arg(0)).(*Channel); ok {
				ch.close()
				return nil
			}
			var s *runtime.Socket
			if err := c.Args(&s); err != nil {
				return err
			}
			return s.Close(c.Caller())
		},
	},
	{
		Name: "reset", Recv: scripting.SocketType, Group: "end",
		Params:  []scripting.Param{paramSocket},
		Summary: "closes the socket so that the other end sees a reset (RST), not an end",
		Example: `a, b = pair("tcp")
reset(a)
expect.error("ECONNRESET", recv, b)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			if err := c.Args(&s); err != nil {
				return err
			}
			return s.Reset(c.Caller())
		},
	},
}

package api

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// noTimeout is the time limit of a call that was given none.
const noTimeout = time.Duration(-1)

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
kernel may keep the connection for a while: see sockets().`,
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

var tuneFuncs = []*scripting.Func{
	{
		Name: "getopt", Recv: scripting.SocketType, Group: "tune",
		Params:  []scripting.Param{paramSocket, {Name: "name", Type: "string", Means: "the option: see options(s)"}},
		Returns: "the value",
		Summary: "asks the kernel for a socket option",
		Example: `s = socket("tcp")
expect.equal(getopt(s, "nodelay"), false)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var name string
			if err := c.Args(&s, &name); err != nil {
				return err
			}
			o, err := option(c, name)
			if err != nil {
				return err
			}
			v, err := s.Getopt(c.Caller(), o)
			if err != nil {
				return err
			}
			return c.Return(luaOption(o, v))
		},
	},
	{
		Name: "setopt", Recv: scripting.SocketType, Group: "tune",
		Params: []scripting.Param{paramSocket, {Name: "name", Type: "string", Means: "the option: see options(s)"},
			{Name: "value", Type: "any", Means: "true or false, a number, seconds, or an address, as the option wants"}},
		Summary: "sets a socket option",
		Example: `s = socket("tcp")
setopt(s, "nodelay", true)
expect.equal(getopt(s, "nodelay"), true)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var name string
			var value lua.LValue
			if err := c.Args(&s, &name, &value); err != nil {
				return err
			}
			o, err := option(c, name)
			if err != nil {
				return err
			}
			v, err := scripting.OptionValue(o, value)
			if err != nil {
				return c.Wrong(name, "%s", err)
			}
			return s.Setopt(c.Caller(), o, v)
		},
	},
	{
		Name: "options", Recv: scripting.SocketType, Group: "tune",
		Params:  []scripting.Param{paramSocket},
		Returns: "a table: name = value, for every option that the socket has",
		Summary: "asks the kernel for all options of the socket",
		Example: `o = options(socket("tcp"))
expect.equal(o.keepalive, false)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			if err := c.Args(&s); err != nil {
				return err
			}
			t := c.L.NewTable()
			for o, v := range s.Options(c.Caller()) {
				t.RawSetString(o.Name, luaOption(o, v))
			}
			return c.Return(t)
		},
	},
	{
		Name: "timeout", Recv: scripting.SocketType, Group: "tune",
		Params:  []scripting.Param{paramSocket, {Name: "seconds", Type: "seconds", Optional: true, Means: "the limit; none if left out"}},
		Summary: "limits how long every blocking call on the socket may take",
		Example: `a, b = pair("tcp")
timeout(b, 0.01)
expect.error("TIMEOUT", recv, b)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var d time.Duration
			if err := c.Args(&s, &d); err != nil {
				return err
			}
			if c.Arg(1) != lua.LNil && d == 0 {
				d = time.Nanosecond // 0 means "none" to the socket
			}
			s.SetTimeout(d)
			return nil
		},
	},
}

func option(c *scripting.Call, name string) (*stack.Option, error) {
	if o := stack.FindOption(name); o != nil {
		return o, nil
	}
	var names []string
	for _, o := range stack.Options() {
		names = append(names, o.Name)
	}
	if near := syntax.DidYouMean(name, names); near != "" {
		return nil, c.Wrong("name", "no option called %s. %s", name, near)
	}
	return nil, c.Wrong("name", "no option called %s: options(s) lists them", name)
}

// luaOption gives the value of an option to a script.
func luaOption(o *stack.Option, v stack.Value) lua.LValue {
	switch o.Kind {
	case stack.BoolOption:
		return lua.LBool(v.Int != 0)
	case stack.SecondsOption, stack.MillisOption:
		return lua.LNumber(v.Dur.Seconds())
	case stack.LingerOption:
		if v.Off {
			return lua.LFalse
		}
		return lua.LNumber(v.Dur.Seconds())
	case stack.GroupOption, stack.IfaceOption, stack.ErrnoOption:
		return lua.LString(o.Format(v))
	}
	return lua.LNumber(v.Int)
}

var waitFuncs = []*scripting.Func{
	{
		Name: "wait", Group: "wait for several",
		Params: []scripting.Param{{Name: "sockets", Type: "list", Means: "a list of sockets", Fields: []scripting.Param{fieldTimeout,
			{Name: "write", Type: "any", Means: "true waits for room to send as well"},
			{Name: "read", Type: "any", Means: "false leaves receiving out: {a, write = true, read = false} waits for room alone"}}}},
		Returns: "a list of those that are ready, each {socket=, read=, write=, closed=}; an empty one after the timeout",
		Summary: "waits until one of several sockets can be read from, or has a client to accept",
		Example: `a, b = pair("tcp")
send(a, "x")
local ready = wait{a, b}
expect.equal(#ready, 1)
expect(ready[1].socket == b and ready[1].read, "b has something to read")
expect.equal(#wait{a, timeout = 0.01}, 0)`,
		Run: apiWait,
	},
}

func apiWait(c *scripting.Call) error {
	var t *lua.LTable
	if err := c.Args(&t); err != nil {
		return err
	}
	var socks []*runtime.Socket
	options := c.L.NewTable()
	var err error
	t.ForEach(func(k, v lua.LValue) {
		if _, ok := k.(lua.LNumber); !ok {
			options.RawSet(k, v)
			return
		}
		s, serr := c.Host().ToSocket(v)
		if serr != nil && err == nil {
			err = c.Wrong("sockets", "%s", serr)
		}
		socks = append(socks, s)
	})
	timeout, want := noTimeout, stack.Want{Read: true}
	if err == nil {
		_, err = c.Options(options, map[string]any{"timeout": &timeout, "write": &want.Write, "read": &want.Read})
	}
	if err == nil && want == (stack.Want{}) {
		err = c.Wrong("read", "got false, want write = true beside it: else there is nothing to wait for")
	}
	if err == nil && len(socks) == 0 {
		err = c.Wrong("sockets", "got none, want at least one")
	}
	if err != nil {
		return err
	}
	c.Within(timeout)
	ready, err := c.Host().Session.Wait(c.Caller(), socks, want)
	if err != nil {
		return err
	}
	list := c.L.NewTable()
	for _, r := range ready {
		row := c.L.NewTable()
		row.RawSetString("socket", c.Host().SocketValue(r.Socket))
		row.RawSetString("read", lua.LBool(r.Read))
		row.RawSetString("write", lua.LBool(r.Write))
		row.RawSetString("closed", lua.LBool(r.Err != nil))
		list.Append(row)
	}
	return c.Return(list)
}

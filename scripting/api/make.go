package api

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// Parameters that many functions share.
var (
	paramSocket  = scripting.Param{Name: "s", Type: "socket", Means: "the socket"}
	fieldTimeout = scripting.Param{Name: "timeout", Type: "seconds", Means: "gives up after that many seconds; none unless given"}
	paramTimeout = scripting.Param{Name: "options", Type: "options", Optional: true, Means: "how long to wait", Fields: []scripting.Param{fieldTimeout}}
)

// noTimeout is the time limit of a call that was given none.
const noTimeout = time.Duration(-1)

var makeFuncs = []*scripting.Func{
	{
		Name: "listen", Recv: scripting.SocketType, Group: "make",
		Params: []scripting.Param{
			{Name: "addr", Type: "address", Means: "where to listen: a port of 127.0.0.1 (0: the OS chooses), \"host:port\", \"unix:///path\"; or a socket that was bound"},
			{Name: "options", Type: "options", Optional: true, Means: "for a socket that was bound: the backlog as a number", Fields: []scripting.Param{
				{Name: "backlog", Type: "number", Means: "how many finished connections may wait for accept; 4096 unless given"},
				{Name: "reuseaddr", Type: "any", Means: "false leaves SO_REUSEADDR out, which a TCP listener has by itself"}, scripting.AnyOption}},
		},
		Returns:     "the listener",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "makes a socket that waits for clients at addr",
		Detail: `In one call it is socket, setopt reuseaddr, bind and listen; the event log shows them. listen(s, backlog) is
the last of these steps alone. With a udp:// or unixgram:// address it makes a bound datagram socket.`,
		Example: `l = listen(0)
expect.equal(l.state, "LISTEN")
expect(l.local_port > 0, "the OS chose a port")`,
		Run: apiListen,
	},
	{
		Name: "accept", Recv: scripting.SocketType, Group: "make",
		Params:      []scripting.Param{{Name: "l", Type: "socket", Means: "a listener"}, paramTimeout},
		Returns:     "a new socket, connected to the client",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "takes the next client out of a listener's accept queue, waiting for one if need be",
		Detail: `The new socket has the listener's own local port; its remote end is that client. The listener goes on
listening. The kernel finished the handshake before: accept only takes the connection out of the queue.`,
		Example: `l = listen(0)
c = dial(l.local_port)
s = accept(l)
expect.equal(s.local_port, l.local_port)
expect.equal(s.remote_port, c.local_port)`,
		Run: apiAccept,
	},
	{
		Name: "dial", Group: "make",
		Params: []scripting.Param{
			{Name: "addr", Type: "address", Means: "whom to call: a port of 127.0.0.1, \"host:port\", \"udp://host:port\", \"unix:///path\""},
			{Name: "options", Type: "options", Optional: true, Means: "how to call", Fields: []scripting.Param{
				{Name: "from", Type: "address", Means: "local address to bind first; the OS chooses one unless given"}, fieldTimeout, scripting.AnyOption}},
		},
		Returns:     "the connected socket",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "makes a socket and connects it to addr",
		Detail: `In one call it is socket and connect. It is finished when the other machine's kernel has answered: nobody need
have called accept. Nobody listening raises ECONNREFUSED, no answer in time TIMEOUT.`,
		Example: `l = listen(0)
c = dial(l.local_port)
expect.equal(c.state, "ESTABLISHED")
expect.error("ECONNREFUSED", dial, (function() local port = l.local_port; close(l); return port end)())`,
		Run: apiDial,
	},
	{
		Name: "socket", Group: "make",
		Params:      []scripting.Param{{Name: "kind", Type: "string", Optional: true, Means: "tcp (the default), tcp4, tcp6, udp, udp4, udp6, unix or unixgram"}},
		Returns:     "a socket with the kernel's defaults, not yet bound or connected",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "makes a socket, the first of the single steps",
		Example: `s = socket("tcp")
bind(s, 0)
listen(s, 5)
expect.equal(s.backlog, 5)`,
		Run: apiSocket,
	},
	{
		Name: "bind", Recv: scripting.SocketType, Group: "make",
		Params:      []scripting.Param{paramSocket, {Name: "addr", Type: "address", Means: "the local address; port 0 lets the OS choose"}},
		Returns:     "the socket",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "gives the socket its local address",
		Example: `s = socket("udp")
bind(s, 0)
expect(s.local_port > 0, "the OS chose")`,
		Run: apiBind,
	},
	{
		Name: "connect", Recv: scripting.SocketType, Group: "make",
		Params:      []scripting.Param{paramSocket, {Name: "addr", Type: "address", Means: "the remote address"}, paramTimeout},
		Returns:     "the socket",
		ReturnTypes: []string{"sockpit.socket"},
		Summary:     "connects the socket to addr, waiting for the answer",
		Detail: `A datagram socket only remembers addr: from then on it sends there, and hears nobody else. Unless --allow-net
allows more, a socket without an address first gets a loopback one (bind, with the port left open): the kernel could
give it every address of the machine when the connect fails.`,
		Example: `l = listen(0)
c = socket("tcp")
connect(c, l.local_port)
expect.equal(c.remote_port, l.local_port)`,
		Run: apiConnect,
	},
	{
		Name: "pair", Group: "make",
		Params:      []scripting.Param{{Name: "kind", Type: "string", Optional: true, Means: "unix (the default), unixgram, tcp, tcp6, udp or udp6"}},
		Returns:     "two sockets that are each other's ends",
		ReturnTypes: []string{"sockpit.socket", "sockpit.socket"},
		Summary:     "makes two connected sockets",
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(recv(b), "hello")
expect(a.peer == b, "they are each other's ends")`,
		Run: apiPair,
	},
}

// network reads the kind of socket a script asks for.
func network(c *scripting.Call, kind string) (stack.Network, error) {
	switch kind {
	case "tcp", "":
		return stack.TCP4, nil
	case "udp":
		return stack.UDP4, nil
	}
	names := []string{"tcp", "udp"}
	for _, n := range stack.Networks() {
		if string(n) == kind {
			return n, nil
		}
		names = append(names, string(n))
	}
	err := c.Wrong("kind", "got %q, want tcp, tcp4, tcp6, udp, udp4, udp6, unix or unixgram", kind)
	if near := syntax.DidYouMean(kind, names); near != "" {
		return "", c.Wrong("kind", "got %q. %s", kind, near)
	}
	return "", err
}

func apiSocket(c *scripting.Call) error {
	var kind string
	if err := c.Args(&kind); err != nil {
		return err
	}
	n, err := network(c, kind)
	if err != nil {
		return err
	}
	s, err := c.Host().Session.Socket(c.Caller(), n)
	if err != nil {
		return err
	}
	return c.Return(c.Host().SocketValue(s))
}

func apiPair(c *scripting.Call) error {
	kind := "unix"
	if err := c.Args(&kind); err != nil {
		return err
	}
	n, err := network(c, kind)
	if err != nil {
		return err
	}
	a, b, err := c.Host().Session.Pair(c.Caller(), n)
	if err != nil {
		return err
	}
	return c.Return(c.Host().SocketValue(a), c.Host().SocketValue(b))
}

func apiBind(c *scripting.Call) error {
	var s *runtime.Socket
	var addr scripting.Address
	if err := c.Args(&s, &addr); err != nil {
		return err
	}
	a, err := resolve(c, "addr", addr, s)
	if err == nil {
		err = s.Bind(c.Caller(), a)
	}
	if err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

// resolve gives the address for a socket that exists.
func resolve(c *scripting.Call, param string, a scripting.Address, s *runtime.Socket) (stack.Address, error) {
	t, err := c.Target(param, a, networkWord(s.Network))
	if err != nil {
		return stack.Address{}, err
	}
	if err := t.For(s.Network); err != nil {
		return stack.Address{}, c.Wrong(param, "%s", err)
	}
	addrs, err := c.Host().Session.Resolve(c.Caller(), t)
	if err != nil {
		return stack.Address{}, err
	}
	return addrs[0], nil
}

// networkWord gives the network under which an address is parsed; an IPv6
// socket also takes IPv4 addresses.
func networkWord(n stack.Network) string {
	switch n {
	case stack.TCP6:
		return "tcp"
	case stack.UDP6:
		return "udp"
	}
	return string(n)
}

func apiConnect(c *scripting.Call) error {
	var s *runtime.Socket
	var addr scripting.Address
	var options *lua.LTable
	if err := c.Args(&s, &addr, &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	a, err := resolve(c, "addr", addr, s)
	if err == nil {
		err = s.Connect(c.Caller(), a)
	}
	if err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

func apiListen(c *scripting.Call) error {
	if s := scripting.SocketOf(c.Arg(0)); s != nil { // a number is a port here
		return listenStep(c, s)
	}
	if c.L.GetTop() > 0 && c.Arg(0) != lua.LNil {
		if _, ok := c.Arg(1).(lua.LNumber); ok {
			return c.Wrong("options", "got %s, want {backlog=%s}", scripting.Describe(c.Arg(1)), scripting.Describe(c.Arg(1)))
		}
	}
	var addr scripting.Address
	var options *lua.LTable
	if err := c.Args(&addr, &options); err != nil {
		return err
	}
	o := runtime.ListenOptions{Backlog: defaultBacklog}
	settings, err := c.Options(options, map[string]any{"backlog": backlogIn(&o.Backlog)})
	if err != nil {
		return err
	}
	o.Options = settings
	t, err := c.Target("addr", addr, "tcp")
	if err != nil {
		return err
	}
	s, err := c.Host().Session.Listen(c.Caller(), t, o)
	if err != nil {
		return err
	}
	return c.Return(c.Host().SocketValue(s))
}

// defaultBacklog is Linux's net.core.somaxconn unless it was changed.
const defaultBacklog = 4096

func backlogIn(n *int) scripting.Whole { return scripting.WholeNumber(n, 0, math.MaxInt32) }

// listenStep is listen(s, backlog): the single step.
func listenStep(c *scripting.Call, s *runtime.Socket) error {
	backlog := defaultBacklog
	switch v := c.Arg(1).(type) {
	case *lua.LNilType:
	case *lua.LTable:
		if _, err := c.Options(v, map[string]any{"backlog": backlogIn(&backlog)}); err != nil {
			return err
		}
	default:
		if err := c.Convert("backlog", v, backlogIn(&backlog)); err != nil {
			return err
		}
	}
	if err := s.Listen(c.Caller(), backlog); err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

func apiAccept(c *scripting.Call) error {
	var l *runtime.Socket
	var options *lua.LTable
	if err := c.Args(&l, &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	s, err := l.Accept(c.Caller())
	if err != nil {
		return err
	}
	return c.Return(c.Host().SocketValue(s))
}

func apiDial(c *scripting.Call) error {
	var addr, from scripting.Address
	var options *lua.LTable
	if err := c.Args(&addr, &options); err != nil {
		return err
	}
	timeout := time.Duration(-1)
	settings, err := c.Options(options, map[string]any{"from": &from, "timeout": &timeout})
	if err != nil {
		return err
	}
	c.Within(timeout)
	t, err := c.Target("addr", addr, "tcp")
	if err != nil {
		return err
	}
	o := runtime.DialOptions{Options: settings}
	if from.Text != "" {
		f, err := c.Target("from", from, t.Network)
		if err != nil {
			return err
		}
		if err := f.For(stack.Network(t.Network)); err != nil {
			return c.Wrong("from", "%s", err)
		}
		o.From = &f
	}
	s, err := c.Host().Session.Dial(c.Caller(), t, o)
	if err != nil {
		return err
	}
	return c.Return(c.Host().SocketValue(s))
}

package scripting

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
)

// Parameters that many functions share.
var (
	paramSocket  = Param{Name: "s", Type: "socket", Means: "the socket"}
	fieldTimeout = Param{Name: "timeout", Type: "seconds", Means: "gives up after that many seconds; none unless given"}
	paramTimeout = Param{Name: "options", Type: "options", Optional: true, Means: "how long to wait", Fields: []Param{fieldTimeout}}
	anyOption    = Param{Name: "…", Type: "any", Means: "any socket option by name: see options(s)"}
)

var makeFuncs = []*Func{
	{
		Name: "listen", Recv: socketType, Group: "make",
		Params: []Param{
			{Name: "addr", Type: "address", Means: "where to listen: a port of 127.0.0.1 (0: the OS chooses), \"host:port\", \"unix:///path\"; or a socket that was bound"},
			{Name: "options", Type: "options", Optional: true, Means: "for a socket that was bound: the backlog as a number", Fields: []Param{
				{Name: "backlog", Type: "number", Means: "how many finished connections may wait for accept; 4096 unless given"},
				{Name: "reuseaddr", Type: "any", Means: "false leaves SO_REUSEADDR out"}, anyOption}},
		},
		Returns: "the listener",
		Summary: "makes a socket that waits for clients at addr",
		Detail: `In one call it is socket, setopt reuseaddr, bind and listen; the event log shows them. listen(s, backlog) is
the last of these steps alone. With a udp:// or unixgram:// address it makes a bound datagram socket.`,
		Example: `l = listen(0)
expect.equal(l.state, "LISTEN")
expect(l.local_port > 0, "the OS chose a port")`,
		run: apiListen,
	},
	{
		Name: "accept", Recv: socketType, Group: "make",
		Params:  []Param{{Name: "l", Type: "socket", Means: "a listener"}, paramTimeout},
		Returns: "a new socket, connected to the client",
		Summary: "takes the next client out of a listener's accept queue, waiting for one if need be",
		Detail: `The new socket has the listener's own local port; its remote end is that client. The listener goes on
listening. The kernel finished the handshake before: accept only takes the connection out of the queue.`,
		Example: `l = listen(0)
c = dial(l.local_port)
s = accept(l)
expect.equal(s.local_port, l.local_port)
expect.equal(s.remote_port, c.local_port)`,
		run: apiAccept,
	},
	{
		Name: "dial", Group: "make",
		Params: []Param{
			{Name: "addr", Type: "address", Means: "whom to call: a port of 127.0.0.1, \"host:port\", \"udp://host:port\", \"unix:///path\""},
			{Name: "options", Type: "options", Optional: true, Means: "how to call", Fields: []Param{
				{Name: "from", Type: "address", Means: "local address to bind first; the OS chooses one unless given"}, fieldTimeout, anyOption}},
		},
		Returns: "the connected socket",
		Summary: "makes a socket and connects it to addr",
		Detail: `In one call it is socket and connect. It is finished when the other machine's kernel has answered: nobody need
have called accept. Nobody listening raises ECONNREFUSED.`,
		Example: `l = listen(0)
c = dial(l.local_port)
expect.equal(c.state, "ESTABLISHED")
expect.error("ECONNREFUSED", dial, (function() local port = l.local_port; close(l); return port end)())`,
		run: apiDial,
	},
	{
		Name: "socket", Group: "make",
		Params:  []Param{{Name: "kind", Type: "string", Optional: true, Means: "tcp (the default), tcp4, tcp6, udp, udp4, udp6, unix or unixgram"}},
		Returns: "a socket with the kernel's defaults, not yet bound or connected",
		Summary: "makes a socket, the first of the single steps",
		Example: `s = socket("tcp")
bind(s, 0)
listen(s, 5)
expect.equal(s.backlog, 5)`,
		run: apiSocket,
	},
	{
		Name: "bind", Recv: socketType, Group: "make",
		Params:  []Param{paramSocket, {Name: "addr", Type: "address", Means: "the local address; port 0 lets the OS choose"}},
		Returns: "the socket",
		Summary: "gives the socket its local address",
		Example: `s = socket("udp")
bind(s, 0)
expect(s.local_port > 0, "the OS chose")`,
		run: apiBind,
	},
	{
		Name: "connect", Recv: socketType, Group: "make",
		Params:  []Param{paramSocket, {Name: "addr", Type: "address", Means: "the remote address"}, paramTimeout},
		Returns: "the socket",
		Summary: "connects the socket to addr, waiting for the answer",
		Detail:  "A datagram socket only remembers addr: from then on it sends there, and hears nobody else.",
		Example: `l = listen(0)
c = socket("tcp")
connect(c, l.local_port)
expect.equal(c.remote_port, l.local_port)`,
		run: apiConnect,
	},
	{
		Name: "pair", Group: "make",
		Params:  []Param{{Name: "kind", Type: "string", Optional: true, Means: "unix (the default), unixgram, tcp, tcp6, udp or udp6"}},
		Returns: "two sockets that are each other's ends",
		Summary: "makes two connected sockets",
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(recv(b), "hello")
expect(a.peer == b, "they are each other's ends")`,
		run: apiPair,
	},
}

// network reads the kind of socket a script asks for.
func (c *Call) network(kind string) (runtime.Network, error) {
	switch kind {
	case "tcp", "":
		return runtime.TCP4, nil
	case "udp":
		return runtime.UDP4, nil
	}
	names := []string{"tcp", "udp"}
	for _, n := range runtime.Networks() {
		if string(n) == kind {
			return n, nil
		}
		names = append(names, string(n))
	}
	err := c.Wrong("kind", "got %q, want tcp, tcp4, tcp6, udp, udp4, udp6, unix or unixgram", kind)
	if near := didYouMean(kind, names); near != "" {
		return "", c.Wrong("kind", "got %q. %s", kind, near)
	}
	return "", err
}

func apiSocket(c *Call) error {
	var kind string
	if err := c.Args(&kind); err != nil {
		return err
	}
	n, err := c.network(kind)
	if err != nil {
		return err
	}
	s, err := c.host.Session.Socket(&c.caller, n)
	if err != nil {
		return err
	}
	return c.Return(c.host.socketValue(s))
}

func apiPair(c *Call) error {
	kind := "unix"
	if err := c.Args(&kind); err != nil {
		return err
	}
	n, err := c.network(kind)
	if err != nil {
		return err
	}
	a, b, err := c.host.Session.Pair(&c.caller, n)
	if err != nil {
		return err
	}
	return c.Return(c.host.socketValue(a), c.host.socketValue(b))
}

func apiBind(c *Call) error {
	var s *runtime.Socket
	var addr address
	if err := c.Args(&s, &addr); err != nil {
		return err
	}
	a, err := c.resolve("addr", addr, s)
	if err == nil {
		err = s.Bind(&c.caller, a)
	}
	if err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

// resolve gives the address for a socket that exists.
func (c *Call) resolve(param string, a address, s *runtime.Socket) (runtime.Address, error) {
	t, err := c.target(param, a, networkWord(s.Network))
	if err != nil {
		return runtime.Address{}, err
	}
	addrs, err := c.host.Session.Resolve(&c.caller, t)
	if err != nil {
		return runtime.Address{}, err
	}
	return addrs[0], nil
}

// networkWord gives the network under which an address is parsed; an IPv6
// socket also takes IPv4 addresses.
func networkWord(n runtime.Network) string {
	switch n {
	case runtime.TCP6:
		return "tcp"
	case runtime.UDP6:
		return "udp"
	}
	return string(n)
}

func apiConnect(c *Call) error {
	var s *runtime.Socket
	var addr address
	var options *lua.LTable
	if err := c.Args(&s, &addr, &options); err != nil {
		return err
	}
	if err := c.limit(options); err != nil {
		return err
	}
	a, err := c.resolve("addr", addr, s)
	if err == nil {
		err = s.Connect(&c.caller, a)
	}
	if err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

func apiListen(c *Call) error {
	if s, err := c.host.socketOf(c.Arg(0)); err == nil {
		return listenStep(c, s)
	}
	if c.L.GetTop() > 0 && c.Arg(0) != lua.LNil {
		if _, ok := c.Arg(1).(lua.LNumber); ok {
			return c.Wrong("options", "got %s, want {backlog=%s}", describeValue(c.Arg(1)), describeValue(c.Arg(1)))
		}
	}
	var addr address
	var options *lua.LTable
	if err := c.Args(&addr, &options); err != nil {
		return err
	}
	o := runtime.ListenOptions{Backlog: defaultBacklog}
	reuse := true
	settings, err := c.fields(options, map[string]any{"backlog": backlogIn(&o.Backlog), "reuseaddr": &reuse})
	if err != nil {
		return err
	}
	o.NoReuseAddr, o.Options = !reuse, settings
	t, err := c.target("addr", addr, "tcp")
	if err != nil {
		return err
	}
	s, err := c.host.Session.Listen(&c.caller, t, o)
	if err != nil {
		return err
	}
	return c.Return(c.host.socketValue(s))
}

// defaultBacklog is Linux's net.core.somaxconn unless it was changed.
const defaultBacklog = 4096

func backlogIn(n *int) whole { return whole{n, 0, math.MaxInt32} }

// listenStep is listen(s, backlog): the single step.
func listenStep(c *Call, s *runtime.Socket) error {
	backlog := defaultBacklog
	switch v := c.Arg(1).(type) {
	case *lua.LNilType:
	case *lua.LTable:
		if _, err := c.fields(v, map[string]any{"backlog": backlogIn(&backlog)}); err != nil {
			return err
		}
	default:
		if err := c.field("backlog", v, backlogIn(&backlog)); err != nil {
			return err
		}
	}
	if err := s.Listen(&c.caller, backlog); err != nil {
		return err
	}
	return c.Return(c.Arg(0))
}

func apiAccept(c *Call) error {
	var l *runtime.Socket
	var options *lua.LTable
	if err := c.Args(&l, &options); err != nil {
		return err
	}
	if err := c.limit(options); err != nil {
		return err
	}
	s, err := l.Accept(&c.caller)
	if err != nil {
		return err
	}
	return c.Return(c.host.socketValue(s))
}

func apiDial(c *Call) error {
	var addr, from address
	var options *lua.LTable
	if err := c.Args(&addr, &options); err != nil {
		return err
	}
	timeout := time.Duration(-1)
	settings, err := c.fields(options, map[string]any{"from": &from, "timeout": &timeout})
	if err != nil {
		return err
	}
	c.within(timeout)
	t, err := c.target("addr", addr, "tcp")
	if err != nil {
		return err
	}
	o := runtime.DialOptions{Options: settings}
	if from.text != "" {
		f, err := c.target("from", from, t.Network)
		if err != nil {
			return err
		}
		o.From = &f
	}
	s, err := c.host.Session.Dial(&c.caller, t, o)
	if err != nil {
		return err
	}
	return c.Return(c.host.socketValue(s))
}

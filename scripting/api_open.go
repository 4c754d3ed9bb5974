package scripting

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/syntax"
)

// network reads the kind of socket a script asks for.
func (c *Call) network(kind string) (stack.Network, error) {
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
	return c.Return(c.host.SocketValue(s))
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
	return c.Return(c.host.SocketValue(a), c.host.SocketValue(b))
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
func (c *Call) resolve(param string, a address, s *runtime.Socket) (stack.Address, error) {
	t, err := c.target(param, a, networkWord(s.Network))
	if err != nil {
		return stack.Address{}, err
	}
	if err := t.For(s.Network); err != nil {
		return stack.Address{}, c.Wrong(param, "%s", err)
	}
	addrs, err := c.host.Session.Resolve(&c.caller, t)
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
	if s := SocketOf(c.Arg(0)); s != nil { // a number is a port here
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
	return c.Return(c.host.SocketValue(s))
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
	return c.Return(c.host.SocketValue(s))
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
		if err := f.For(stack.Network(t.Network)); err != nil {
			return c.Wrong("from", "%s", err)
		}
		o.From = &f
	}
	s, err := c.host.Session.Dial(&c.caller, t, o)
	if err != nil {
		return err
	}
	return c.Return(c.host.SocketValue(s))
}

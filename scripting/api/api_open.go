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
	reuse := true
	settings, err := c.Options(options, map[string]any{"backlog": backlogIn(&o.Backlog), "reuseaddr": &reuse})
	if err != nil {
		return err
	}
	o.NoReuseAddr, o.Options = !reuse, settings
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

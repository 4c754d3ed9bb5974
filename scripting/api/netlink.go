package api

import (
	"fmt"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/runtime/virtual"
	"sockpit/scripting"
)

// A Link is a link of a network, as scripts have it.
type Link struct {
	net  *Network
	link *virtual.Link
}

// LinkType is the type of links.
var LinkType = &scripting.Type{Name: "link", Fields: []scripting.Field{
	scripting.FieldOf("name", "string", "what it is called", func(l *Link) lua.LValue { return lua.LString(l.link.Name) }),
	scripting.FieldOf("up", "boolean", "whether it carries: cut ends that, mend begins it again", func(l *Link) lua.LValue { return lua.LBool(!l.link.IsCut()) }),
	scripting.FieldOf("mtu", "integer", "bytes of the largest packet", func(l *Link) lua.LValue { return lua.LNumber(l.link.MTU()) }),
	scripting.FieldOf("delay", "number", "seconds that a packet is on its way", func(l *Link) lua.LValue { return lua.LNumber(l.link.Shape().Delay.Seconds()) }),
	scripting.FieldOf("loss", "number", "share of the packets that is lost", func(l *Link) lua.LValue { return lua.LNumber(l.link.Shape().Loss) }),
}}

// LuaType is that of links.
func (l *Link) LuaType() *scripting.Type { return LinkType }

// String says between whom the link is, and how it is.
func (l *Link) String() string {
	var names []string
	for _, h := range l.link.Ends() {
		names = append(names, h.Name)
	}
	s := "link " + strings.Join(names, " — ")
	if l.link.IsSwitch() {
		s = "switch " + l.link.Name + ": " + strings.Join(names, ", ")
	}
	shape := l.link.Shape()
	for _, part := range []struct {
		on   bool
		text string
	}{{shape.Delay > 0, fmt.Sprintf("%g s", shape.Delay.Seconds())}, {shape.Rate > 0, fmt.Sprintf("%g B/s", shape.Rate)},
		{shape.Loss > 0, fmt.Sprintf("loss %g", shape.Loss)}, {l.link.HasFault(), "with a fault"}, {l.link.IsCut(), "cut"}} {
		if part.on {
			s += ", " + part.text
		}
	}
	return s
}

func (n *Network) linkObject(l *virtual.Link) *Link { return &Link{n, l} }

func paramLink() scripting.Param {
	return scripting.Param{Name: "link", Type: "link", Means: "the link"}
}

var linkFuncs = []*scripting.Func{
	{
		Name: "cut", Recv: LinkType, Group: "network", Params: []scripting.Param{paramLink()},
		Summary: "makes the link lose everything, also what is on its way",
		Example: twoHosts + `l = b:listen(80)
c = a:dial("b:80")
ab:cut()
send(c, "lost")
sleep(1)
expect.equal(c.send_queue, 4, "nobody has acknowledged it")
ab:mend()
expect.equal(recv(accept(l)), "lost", "it was sent again")`,
		Run: func(c *scripting.Call) error { return with(c, func(l *Link) { l.link.Cut() }) },
	},
	{
		Name: "mend", Recv: LinkType, Group: "network", Params: []scripting.Param{paramLink()},
		Summary: "undoes cut",
		Example: twoHosts + `ab:cut()
ab:mend()
expect.equal(ab.up, true)`,
		Run: func(c *scripting.Call) error { return with(c, func(l *Link) { l.link.Mend() }) },
	},
	{
		Name: "fault", Recv: LinkType, Group: "network",
		Params:  []scripting.Param{paramLink(), {Name: "what", Type: "any", Optional: true, Means: "a function that is given each packet, or figures as those of net:link; nothing takes the function away"}},
		Summary: "makes the link a bad one: by figures, or by a function that decides on each packet",
		Detail: `The function is given a packet p with n (of those on this link in this direction), at, link, from, to (hosts), proto,
src, dst, flags ("S."), syn, fin, rst, psh, seq, ack (relative; nil without the flag), window, payload, size and what (in
words). It gives nothing, "drop", "duplicate", "corrupt", a number of seconds that the packet comes later, or a table with
several of drop, duplicate, corrupt, delay, payload. It must not make calls on sockets.`,
		Example: twoHosts + `ab:fault(function(p) if p.syn and not p.ack and p.n == 1 then return "drop" end end)
l = b:listen(80)
c = a:dial("b:80")
expect.equal(net.now, 1.02, "the second SYN, one second later")`,
		Run: apiLinkFault,
	},
}

func apiLinkFault(c *scripting.Call) error {
	var l *Link
	if err := c.Args(scripting.As(&l)); err != nil {
		return err
	}
	switch v := c.Arg(1).(type) {
	case *lua.LNilType:
		l.link.SetFault(nil)
	case *lua.LFunction:
		if l.net.world.Real() {
			return c.Wrong("what", "a function decides on packets only where time is virtual: --net=virtual")
		}
		l.link.SetFault(l.decide(v, c.Caller().Place))
	case *lua.LTable:
		s, err := shape(c, v, nil, l.link.Shape())
		if err != nil {
			return err
		}
		l.link.SetShape(s)
	default:
		return c.Wrong("what", "got %s, want a function, or a table of figures", scripting.Describe(v))
	}
	return c.Return(c.Arg(0))
}

// decide makes a fault of a function of Lua. It runs while whoever makes the packet
// move has the baton. One that fails is taken away, and its error ends the run.
func (l *Link) decide(f *lua.LFunction, at event.Place) virtual.Fault {
	why := "your fault at " + at.String()
	return func(p *virtual.Packet) virtual.Verdict {
		results, err := l.net.host.Callback(f, func() []lua.LValue { return []lua.LValue{l.net.packet(p)} })
		v := virtual.Verdict{}
		if err == nil {
			if v, err = verdictOf(results); err != nil {
				err = fmt.Errorf("the function of link:fault at %s: %w", at, err)
			}
		}
		if err != nil {
			l.net.host.FailCallback(err)
			return virtual.Verdict{Remove: true}
		}
		v.Why = why
		return v
	}
}

// verdictOf reads what a fault's function gave.
func verdictOf(results []lua.LValue) (v virtual.Verdict, err error) {
	const wants = `"drop", "duplicate", "corrupt", seconds or a table`
	if len(results) == 0 {
		return v, nil
	}
	switch r := results[0].(type) {
	case *lua.LNilType:
	case lua.LBool:
	case lua.LNumber:
		v.Delay = seconds(r)
	case lua.LString:
		switch r {
		case "drop":
			v.Drop = true
		case "duplicate":
			v.Duplicate = true
		case "corrupt":
			v.Corrupt = true
		default:
			err = scripting.Got(r, wants)
		}
	case *lua.LTable:
		v.Drop, v.Duplicate, v.Corrupt = lua.LVAsBool(r.RawGetString("drop")), lua.LVAsBool(r.RawGetString("duplicate")), lua.LVAsBool(r.RawGetString("corrupt"))
		if n, ok := r.RawGetString("delay").(lua.LNumber); ok {
			v.Delay = seconds(n)
		}
	default:
		err = scripting.Got(r, wants)
	}
	return v, err
}

func seconds(n lua.LNumber) time.Duration {
	if !(n >= 0 && n < 1e9) {
		return 0
	}
	return time.Duration(float64(n) * float64(time.Second))
}

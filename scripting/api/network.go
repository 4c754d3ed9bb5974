package api

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/stack"
	"sockpit/runtime/virtual"
	"sockpit/scripting"
)

// A Network is the virtual network that a session lives on, as scripts have it.
type Network struct {
	host  *scripting.Host
	world *virtual.World
}

// NetworkType is the type of networks.
var NetworkType = &scripting.Type{Name: "network", Fields: []scripting.Field{
	scripting.FieldOf("now", "number", "seconds of virtual time since the network began", func(n *Network) lua.LValue {
		return lua.LNumber(n.world.Elapsed().Seconds())
	}),
	scripting.FieldOf("seed", "integer", "what decides all that chance decides", func(n *Network) lua.LValue {
		return lua.LNumber(n.world.Seed())
	}),
}}

// LuaType is that of networks.
func (n *Network) LuaType() *scripting.Type { return NetworkType }

// String says what the network has.
func (n *Network) String() string {
	return fmt.Sprintf("virtual network, seed %d, t=%.3f, %d hosts, %d links", n.world.Seed(), n.world.Elapsed().Seconds(), len(n.world.Hosts()), len(n.world.Links()))
}

// with does something with the object that a method was called on, and gives it back.
func with[T scripting.Object](c *scripting.Call, do func(T)) error {
	var o T
	if err := c.Args(scripting.As(&o)); err != nil {
		return err
	}
	do(o)
	return c.Return(c.Arg(0))
}

// WorldOf gives the virtual network of a session; nil if it has the machine's.
func WorldOf(h *scripting.Host) *virtual.World {
	if s, ok := h.Session.Stack().(virtual.Stack); ok {
		return s.World
	}
	return nil
}

func paramNet() scripting.Param {
	return scripting.Param{Name: "net", Type: "network", Means: "the network"}
}

var shapeFields = []scripting.Param{
	{Name: "delay", Type: "seconds", Means: "that a packet is on its way"},
	{Name: "jitter", Type: "seconds", Means: "at most so much more, by chance"},
	{Name: "rate", Type: "number", Means: "bytes a second; no limit unless given"},
	{Name: "queue", Type: "number", Means: "packets that may wait for a link with a rate; no limit unless given"},
	{Name: "loss", Type: "number", Means: "share of the packets that is lost, 0 to 1"},
	{Name: "duplicate", Type: "number", Means: "share that arrives twice"},
	{Name: "reorder", Type: "number", Means: "share that later ones overtake"},
	{Name: "corrupt", Type: "number", Means: "share in which a bit is turned"},
}

var mtuField = scripting.Param{Name: "mtu", Type: "number", Means: "bytes of the largest packet; 1500 unless given"}

var networkFuncs = []*scripting.Func{
	{
		Name: "network", Group: "network",
		Params: []scripting.Param{{Name: "options", Type: "options", Optional: true, Means: "how it begins", Fields: []scripting.Param{
			{Name: "seed", Type: "number", Means: "of all that chance decides; that of the run unless given"}}}},
		Returns: "the network", ReturnTypes: []string{"sockpit.network"},
		Summary: "gives the virtual network that this session lives on",
		Detail: `A session has one if it was begun with --net=virtual; a script that calls network is run so by itself. It has one
host, localhost, until others are made. Nothing leaves it. Its time stands still but when every task waits: then what is
planned next happens at once, however far off it is.`,
		Example: `net = network{seed = 7}
a = net:host("a", "10.0.0.1/24")
b = net:host("b", "10.0.0.2/24")
ab = net:link(a, b, {delay = 0.05})
l = b:listen(80)
c = a:dial("b:80")
expect.equal(net.now, 0.1, "a SYN and its answer")
expect.equal(c.remote_address, "10.0.0.2:80")`,
		Run: apiNetwork,
	},
	{
		Name: "host", Recv: NetworkType, Group: "network",
		Params: []scripting.Param{paramNet(), {Name: "name", Type: "string", Means: "what it is called; dial(\"name:80\") finds it"},
			{Name: "address", Type: "...", Optional: true, Means: "an address with the length of its net, any number of them: \"10.0.0.1/24\""}},
		Returns: "the host", ReturnTypes: []string{"sockpit.host"},
		Summary: "makes a host: a machine with a TCP/IP of its own",
		Example: `net = network()
a = net:host("a", "10.0.0.1/24")
expect.equal(a.name, "a")`,
		Run: func(c *scripting.Call) error { return makeHost(c, false) },
	},
	{
		Name: "router", Recv: NetworkType, Group: "network",
		Params: []scripting.Param{paramNet(), {Name: "name", Type: "string", Means: "what it is called"},
			{Name: "address", Type: "...", Optional: true, Means: "an address for each of its nets"}},
		Returns: "the host", ReturnTypes: []string{"sockpit.host"},
		Summary: "makes a host that passes on packets for others; the routes of all hosts lead over it",
		Example: `net = network()
a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.1.1/24")
r = net:router("r", "10.0.0.254/24", "10.0.1.254/24")
net:link(a, r)
net:link(r, b)
l = b:listen(80)
c = a:dial("b:80")
expect.state(c, "ESTABLISHED")`,
		Run: func(c *scripting.Call) error { return makeHost(c, true) },
	},
	{
		Name: "link", Recv: NetworkType, Group: "network",
		Params: []scripting.Param{paramNet(), {Name: "a", Type: "host", Means: "one end"}, {Name: "b", Type: "host", Means: "the other end"},
			{Name: "options", Type: "options", Optional: true, Means: "how it treats packets, in each direction", Fields: append([]scripting.Param{mtuField}, shapeFields...)}},
		Returns: "the link", ReturnTypes: []string{"sockpit.link"},
		Summary: "joins two hosts that have addresses in one net",
		Example: `net = network()
a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
ab = net:link(a, b, {delay = 0.01, rate = 1e6})
expect.equal(ab.name, "a-b")`,
		Run: apiLink,
	},
	{
		Name: "switch", Recv: NetworkType, Group: "network",
		Params: []scripting.Param{paramNet(), {Name: "name", Type: "string", Means: "what the wire is called"},
			{Name: "host", Type: "...", Optional: true, Means: "hosts with addresses in one net, and at the end options as for link"}},
		Returns: "the link", ReturnTypes: []string{"sockpit.link"},
		Summary: "puts several hosts on one wire, where they ask for each other by ARP",
		Example: `net = network()
a, b, c = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24"), net:host("c", "10.0.0.3/24")
net:switch("lan", a, b, c)
l = c:listen(80)
expect.state(a:dial("c:80"), "ESTABLISHED")
expect.error("EHOSTUNREACH", function() b:dial("10.0.0.9:80") end)`,
		Run: apiSwitch,
	},
	{
		Name: "partition", Recv: NetworkType, Group: "network",
		Params:  []scripting.Param{paramNet(), {Name: "group", Type: "...", Optional: true, Means: "tables of hosts; what goes from one group to another is lost"}},
		Summary: "separates groups of hosts, until net:heal()",
		Example: `net = network()
a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
net:link(a, b)
l = b:listen(80)
net:partition({a}, {b})
expect.error("TIMEOUT", function() a:dial("b:80", {timeout = 1}) end)
net:heal()
expect.state(a:dial("b:80"), "ESTABLISHED")`,
		Run: apiPartition,
	},
	{
		Name: "heal", Recv: NetworkType, Group: "network", Params: []scripting.Param{paramNet()},
		Summary: "ends a partition",
		Example: `net = network()
net:heal()`,
		Run: func(c *scripting.Call) error {
			var n *Network
			if err := c.Args(scripting.As(&n)); err != nil {
				return err
			}
			n.world.Heal()
			return nil
		},
	},
	{
		Name: "tick", Group: "network",
		Params:  []scripting.Param{{Name: "time", Type: "any", Means: `seconds; "event": until the next thing happens; "idle": until nothing is planned any more`}},
		Returns: "the virtual time afterwards", ReturnTypes: []string{"number"},
		Summary: "lets virtual time go by",
		Example: `network()
expect.equal(tick(1.5), 1.5)`,
		Run: apiTick,
	},
}

// The networks that a session can live on.
const (
	KernelNet      = "kernel"
	VirtualNet     = "virtual"
	VirtualRealNet = "virtual-real" // a virtual one that goes by the machine's clock
)

// Networks names them.
func Networks() []string { return []string{KernelNet, VirtualNet, VirtualRealNet} }

// NetworkNamed gives what makes the network with that name for a session; nil for the
// machine's own. It reports false if there is no such name.
func NetworkNamed(name string) (newStack func(seed int64) (stack.Stack, func()), known bool) {
	switch name {
	case VirtualNet, VirtualRealNet:
		return VirtualNetwork(name == VirtualRealNet), true
	}
	return nil, name == KernelNet
}

// NetworkOf names the network that a session lives on.
func NetworkOf(h *scripting.Host) string {
	w := WorldOf(h)
	switch {
	case w == nil:
		return KernelNet
	case w.Real():
		return VirtualRealNet
	}
	return VirtualNet
}

// VirtualNetwork gives what makes a virtual network of one host for a session; real:
// its clock follows the machine's.
func VirtualNetwork(real bool) func(seed int64) (stack.Stack, func()) {
	return func(seed int64) (stack.Stack, func()) {
		s := virtual.Localhost(virtual.Config{Seed: seed, Real: real})
		return s, s.Close
	}
}

// errNoNetwork is the error of calls for a virtual network on the machine's own.
func errNoNetwork(c *scripting.Call) error {
	return c.Wrong("", "this session lives on the machine's own network: begin it with --net=virtual")
}

func apiNetwork(c *scripting.Call) error {
	var t *lua.LTable
	if err := c.Args(&t); err != nil {
		return err
	}
	w := WorldOf(c.Host())
	if w == nil {
		return errNoNetwork(c)
	}
	seed := 0
	if _, err := c.Options(t, map[string]any{"seed": scripting.WholeNumber(&seed, 1, math.MaxInt32)}); err != nil {
		return err
	}
	if seed != 0 && int64(seed) != w.Seed() && !w.Reseed(int64(seed)) {
		return c.Wrong("seed", "the network has begun with seed %d: give the seed before the first host and the first socket", w.Seed())
	}
	return c.Return(c.Host().Object(&Network{c.Host(), w}))
}

func makeHost(c *scripting.Call, router bool) error {
	var n *Network
	var name string
	if err := c.Args(scripting.As(&n), &name); err != nil {
		return err
	}
	var addresses []netip.Prefix
	for _, v := range c.Rest(2) {
		s, ok := v.(lua.LString)
		p, err := netip.ParsePrefix(string(s))
		if !ok || err != nil {
			return c.Wrong("address", `got %s, want an address with the length of its net: "10.0.0.1/24"`, scripting.Describe(v))
		}
		addresses = append(addresses, p)
	}
	if len(n.world.Hosts()) >= maxHosts {
		return c.Wrong("", "a network has at most %d hosts", maxHosts)
	}
	h, err := n.world.AddHost(name, addresses...)
	if err != nil {
		return c.Wrong("", "%s", err)
	}
	if router {
		h.MakeRouter()
	}
	return c.Return(c.Host().Object(n.hostObject(h)))
}

// maxHosts bounds what a script can make of the machine's memory.
const maxHosts = 10_000

// A ranged is a number with a least and a most.
type ranged struct {
	n           *float64
	least, most float64
}

func share(n *float64, least, most float64) ranged { return ranged{n, least, most} }

// Convert reads the number.
func (r ranged) Convert(v lua.LValue) error {
	n, ok := v.(lua.LNumber)
	if !ok || !(float64(n) >= r.least && float64(n) <= r.most) {
		return scripting.Got(v, fmt.Sprintf("a number from %g to %g", r.least, r.most))
	}
	*r.n = float64(n)
	return nil
}

// shape reads the options of a link: what they do not name stays as it is in s.
func shape(c *scripting.Call, t *lua.LTable, mtu *int, s virtual.Shape) (virtual.Shape, error) {
	into := map[string]any{"delay": &s.Delay, "jitter": &s.Jitter, "rate": share(&s.Rate, 1, math.MaxInt32), "queue": scripting.WholeNumber(&s.Queue, 1, math.MaxInt32),
		"loss": share(&s.Loss, 0, 1), "duplicate": share(&s.Duplicate, 0, 1), "reorder": share(&s.Reorder, 0, 1), "corrupt": share(&s.Corrupt, 0, 1)}
	if mtu != nil {
		into["mtu"] = scripting.WholeNumber(mtu, 68, 65535) // RFC 791: every link carries 68 bytes
	}
	_, err := c.Options(t, into)
	return s, err
}

func apiLink(c *scripting.Call) error {
	var n *Network
	var a, b *VirtualHost
	var t *lua.LTable
	if err := c.Args(scripting.As(&n), scripting.As(&a), scripting.As(&b), &t); err != nil {
		return err
	}
	mtu := 0
	s, err := shape(c, t, &mtu, virtual.Shape{})
	if err != nil {
		return err
	}
	l, err := n.world.Connect(a.host, b.host, mtu, s)
	if err != nil {
		return c.Wrong("", "%s", err)
	}
	return c.Return(c.Host().Object(n.linkObject(l)))
}

func apiSwitch(c *scripting.Call) error {
	var n *Network
	var name string
	if err := c.Args(scripting.As(&n), &name); err != nil {
		return err
	}
	rest := c.Rest(2)
	var t *lua.LTable
	if last := len(rest) - 1; last >= 0 {
		if o, ok := rest[last].(*lua.LTable); ok {
			t, rest = o, rest[:last]
		}
	}
	hosts, err := hostsOf(c, "host", rest)
	if err != nil {
		return err
	}
	mtu := 0
	s, err := shape(c, t, &mtu, virtual.Shape{})
	if err != nil {
		return err
	}
	l, err := n.world.MakeSwitch(name, mtu, s, hosts...)
	if err != nil {
		return c.Wrong("", "%s", err)
	}
	return c.Return(c.Host().Object(n.linkObject(l)))
}

func hostsOf(c *scripting.Call, param string, values []lua.LValue) (out []*virtual.Host, err error) {
	for _, v := range values {
		h, ok := scripting.ObjectOf(v).(*VirtualHost)
		if !ok {
			return nil, c.Wrong(param, "got %s, want a host", scripting.Describe(v))
		}
		out = append(out, h.host)
	}
	return out, nil
}

func apiPartition(c *scripting.Call) error {
	var n *Network
	if err := c.Args(scripting.As(&n)); err != nil {
		return err
	}
	var groups [][]*virtual.Host
	for _, v := range c.Rest(1) {
		t, ok := v.(*lua.LTable)
		if !ok {
			return c.Wrong("group", "got %s, want a table of hosts: {a, b}", scripting.Describe(v))
		}
		var values []lua.LValue
		for i := 1; i <= t.Len(); i++ {
			values = append(values, t.RawGetInt(i))
		}
		hosts, err := hostsOf(c, "group", values)
		if err != nil {
			return err
		}
		groups = append(groups, hosts)
	}
	if len(groups) < 2 {
		return c.Wrong("group", "got %d, want two groups or more: net:partition({a}, {b})", len(groups))
	}
	n.world.Partition(groups...)
	return nil
}

// maxTick is how far "idle" goes at most: keepalives never end.
const maxTick = 30 * 24 * time.Hour

func apiTick(c *scripting.Call) error {
	w := WorldOf(c.Host())
	if w == nil {
		return errNoNetwork(c)
	}
	var err error
	switch v := c.Arg(0).(type) {
	case lua.LNumber:
		var d time.Duration
		if err = c.Args(&d); err == nil {
			err = c.Caller().Pause(d)
		}
	case lua.LString:
		err = tickUntil(c, w, string(v))
	default:
		return c.Wrong("time", `got %s, want seconds, "event" or "idle"`, scripting.Describe(v))
	}
	if err != nil {
		return err
	}
	return c.Return(lua.LNumber(w.Elapsed().Seconds()))
}

func tickUntil(c *scripting.Call, w *virtual.World, what string) error {
	if what != "event" && what != "idle" {
		return c.Wrong("time", `got %q, want seconds, "event" or "idle"`, what)
	}
	for end := w.Elapsed() + maxTick; ; {
		next, planned := w.Planned()
		if !planned || next > end {
			return nil
		}
		if err := c.Caller().Pause(max(next-w.Elapsed(), 0)); err != nil {
			return err
		}
		if what == "event" {
			return nil
		}
	}
}

// everyAddress writes a bare port as one of every address of a host.
func everyAddress(v lua.LValue) lua.LValue {
	text := v.String()
	scheme, port := "", text
	if i := strings.Index(text, "://"); i >= 0 {
		scheme, port = text[:i+3], text[i+3:]
	}
	if v.Type() != lua.LTNumber && v.Type() != lua.LTString || port == "" || strings.Trim(port, "0123456789") != "" || strings.HasPrefix(scheme, "unix") {
		return v
	}
	return lua.LString(scheme + ":" + port)
}

package api

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/virtual"
	"sockpit/scripting"
)

// A VirtualHost is a host of a network, as scripts have it.
type VirtualHost struct {
	net  *Network
	host *virtual.Host
}

// HostType is the type of hosts.
var HostType = &scripting.Type{Name: "host", Fields: []scripting.Field{
	scripting.FieldOf("name", "string", "what it is called", func(h *VirtualHost) lua.LValue { return lua.LString(h.host.Name) }),
	scripting.FieldOf("address", "string?", "its first address", func(h *VirtualHost) lua.LValue {
		if len(h.host.Addresses) == 0 {
			return lua.LNil
		}
		return lua.LString(h.host.Addresses[0].Addr().String())
	}),
	scripting.FieldOf("up", "boolean", "whether it runs: crash ends that, reboot begins it again", func(h *VirtualHost) lua.LValue { return lua.LBool(!h.host.Down()) }),
}}

// LuaType is that of hosts.
func (h *VirtualHost) LuaType() *scripting.Type { return HostType }

// String says where the host is, and whether it runs.
func (h *VirtualHost) String() string {
	var texts []string
	for _, a := range h.host.Addresses {
		texts = append(texts, a.String())
	}
	s := strings.TrimSpace("host " + h.host.Name + " " + strings.Join(texts, " "))
	if h.host.Down() {
		s += " (down)"
	}
	return s
}

func (n *Network) hostObject(h *virtual.Host) *VirtualHost { return &VirtualHost{n, h} }

func paramHost() scripting.Param {
	return scripting.Param{Name: "host", Type: "host", Means: "the host"}
}

// onHost makes a method of hosts of a function: it makes its sockets there, and looks
// names up there.
func onHost(base, summary, example string, listens bool) *scripting.Func {
	f := findIn(makeFuncs, base)
	m := *f
	m.Recv, m.Group, m.Summary, m.Detail, m.Example = HostType, "network", summary, "", example
	m.Params = append([]scripting.Param{paramHost()}, f.Params...)
	m.Run = func(c *scripting.Call) error {
		h, ok := scripting.ObjectOf(c.Arg(0)).(*VirtualHost)
		if !ok {
			return c.Wrong("host", "got %s, want a host", scripting.Describe(c.Arg(0)))
		}
		c.L.Remove(1)
		if listens && c.L.GetTop() > 0 {
			c.L.Replace(1, everyAddress(c.Arg(0)))
		}
		caller, own := c.Caller(), c.F
		s := c.Host().Session.Stack().(virtual.Stack)
		caller.On, c.F = s.On(h.host), f
		defer func() { caller.On, c.F = nil, own }()
		return f.Run(c)
	}
	return &m
}

func findIn(list []*scripting.Func, name string) *scripting.Func {
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	panic("api: no function " + name)
}

const twoHosts = `net = network()
a, b = net:host("a", "10.0.0.1/24"), net:host("b", "10.0.0.2/24")
ab = net:link(a, b, {delay = 0.01})
`

var hostFuncs = []*scripting.Func{
	onHost("listen", "listens on the host: a port alone is one of every address of it", twoHosts+`l = b:listen(80)
expect.equal(l.host, "b")
expect.equal(l.local_address, "0.0.0.0:80")`, true),
	onHost("dial", "connects from the host", twoHosts+`l = b:listen(80)
c = a:dial("b:80")
s = accept(l)
send(c, "hello")
expect.equal(recv(s), "hello")
expect.equal({c.host, s.host}, {"a", "b"})`, false),
	onHost("socket", "makes a socket on the host", twoHosts+`s = a:socket("udp")
expect.equal(s.host, "a")`, false),
	{
		Name: "crash", Recv: HostType, Group: "network", Params: []scripting.Param{paramHost()},
		Summary: "ends the host as a power cut does: it says nothing to anybody",
		Detail:  "Calls that wait on its sockets end with an error; the other ends of its connections learn nothing.",
		Example: twoHosts + `l = b:listen(80)
c = a:dial("b:80")
s = accept(l)
b:crash()
expect.equal(c.state, "ESTABLISHED", "nobody has told it")
expect.equal(b.up, false)`,
		Run: func(c *scripting.Call) error { return with(c, func(h *VirtualHost) { h.host.Crash() }) },
	},
	{
		Name: "reboot", Recv: HostType, Group: "network", Params: []scripting.Param{paramHost()},
		Summary: "starts the host again: it knows nothing of the connections that it had",
		Detail:  "Who sends to one of them is answered with a reset.",
		Example: twoHosts + `l = b:listen(80)
c = a:dial("b:80")
s = accept(l)
b:reboot()
send(c, "are you there?")
local nothing, err = try(recv, c)
expect.equal(err.code, "ECONNRESET")`,
		Run: func(c *scripting.Call) error { return with(c, func(h *VirtualHost) { h.host.Reboot() }) },
	},
}

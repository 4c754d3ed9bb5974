package api

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/virtual"
	"sockpit/scripting"
)

var packetFuncs = []*scripting.Func{{
	Name: "packets", Recv: NetworkType, Group: "network",
	Params: []scripting.Param{paramNet(), {Name: "filter", Type: "options", Optional: true, Means: "only some of them", Fields: []scripting.Param{
		{Name: "link", Type: "any", Means: "on this link"}, {Name: "from", Type: "seconds", Means: "that entered a link at this time or later"},
		{Name: "proto", Type: "string", Means: `"tcp", "udp", "icmp" or "arp"`}}}},
	Returns: "a table of packets, oldest first, with the fields that link:fault describes, and fate (\"arrived\", \"lost\" or \"on its way\"), why and arrived", ReturnTypes: []string{"table[]"},
	Summary: "gives the packets that links have carried, as far back as they are kept",
	Example: twoHosts + `l = b:listen(80)
c = a:dial("b:80")
local what = {}
for i, p in ipairs(net:packets{link = ab}) do what[i] = p.what end
expect.equal(what, {"SYN", "SYN-ACK", "ACK"})`,
	Run: apiPackets,
}}

func apiPackets(c *scripting.Call) error {
	var n *Network
	var t *lua.LTable
	if err := c.Args(scripting.As(&n), &t); err != nil {
		return err
	}
	from := time.Duration(0)
	proto := ""
	var link lua.LValue = lua.LNil
	if _, err := c.Options(t, map[string]any{"link": &link, "from": &from, "proto": &proto}); err != nil {
		return err
	}
	only, ok := scripting.ObjectOf(link).(*Link)
	if link != lua.LNil && !ok {
		return c.Wrong("link", "got %s, want a link", scripting.Describe(link))
	}
	out := c.L.NewTable()
	for _, p := range n.world.Packets() {
		if only != nil && p.Link != only.link || p.At < from || proto != "" && p.Proto != proto {
			continue
		}
		out.Append(n.packet(p))
	}
	return c.Return(out)
}

// packet gives a packet as a table.
func (n *Network) packet(p *virtual.Packet) *lua.LTable {
	t := n.host.NewTable()
	set := func(name string, v lua.LValue) { t.RawSetString(name, v) }
	set("n", lua.LNumber(p.Count))
	set("at", lua.LNumber(p.At.Seconds()))
	set("link", lua.LString(p.Link.Name))
	set("from", lua.LString(p.From.Name))
	if p.To != nil {
		set("to", lua.LString(p.To.Name))
	}
	set("proto", lua.LString(p.Proto))
	set("src", lua.LString(p.SourceText()))
	set("dst", lua.LString(p.DestinationText()))
	set("size", lua.LNumber(len(p.Data)))
	set("payload", lua.LString(p.Payload))
	set("what", lua.LString(p.What))
	set("fate", lua.LString(p.Fate.String()))
	if p.Why != "" {
		set("why", lua.LString(p.Why))
	}
	if p.Fate == virtual.Arrived {
		set("arrived", lua.LNumber(p.Arrived.Seconds()))
	}
	if p.Proto != "tcp" {
		return t
	}
	set("flags", lua.LString(p.Flags.String()))
	for _, f := range []struct {
		name string
		flag virtual.Flags
	}{{"syn", virtual.SYN}, {"fin", virtual.FIN}, {"rst", virtual.RST}, {"psh", virtual.PSH}} {
		set(f.name, lua.LBool(p.Flags.Has(f.flag)))
	}
	set("seq", lua.LNumber(p.Seq))
	set("window", lua.LNumber(p.Window))
	if p.Flags.Has(virtual.ACK) {
		set("ack", lua.LNumber(p.Ack))
	}
	return t
}

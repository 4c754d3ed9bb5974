package runtime

import (
	"net/netip"

	"sockpit/runtime/stack"
)

// compareOthers compares the sockets that are shown around ours with the lines
// of /proc that belong to no socket of the session.
func (p *picture) compareOthers() {
	shown := map[ends]Around{}
	for _, a := range p.snap.Others {
		e := ends{a.Network.IsTCP(), a.Local.AddrPort(), a.Remote.AddrPort()}
		if _, twice := shown[e]; twice {
			p.wrong("%v is shown twice", e)
		}
		shown[e] = a
	}
	for i := range p.nobody {
		line := &p.nobody[i]
		role, id := p.roleOf(line)
		a, ok := shown[line.ends()]
		if role == "" {
			continue
		}
		delete(shown, line.ends())
		if !ok {
			p.wrong("%s %v (%s of #%d) is not shown", line.name(), line.ends(), role, id)
			continue
		}
		p.because("sockets of nobody, " + string(role))
		v := &View{Socket: &Socket{ID: a.Socket, Network: a.Network}}
		p.same(v, "role", a.Role, role)
		p.same(v, "whose", a.Socket, id)
		p.same(v, "inode", a.Inode, line.inode)
		p.same(v, "state", string(a.Name), line.name())
		p.timers(v, a.Timer, line)
		p.queues(v, a.State, line)
	}
	for e, a := range shown {
		p.wrong("%s %v is shown as %s of #%d, but is not in /proc", a.Name, e, a.Role, a.Socket)
	}
}

// roleOf says what a line is to the world, by what the test did.
func (p *picture) roleOf(line *procSocket) (Role, int) {
	e := line.ends()
	if id, ok := p.gone[e]; ok && line.inode == 0 {
		return Left, id
	}
	for i := range p.snap.Sockets {
		v := &p.snap.Sockets[i]
		at := p.last[v.Socket]
		if v.Network.IsTCP() && line.name() == "TIME_WAIT" && at[0].AddrPort() == e.local && at[1].AddrPort() == e.remote {
			return Left, v.ID
		}
		if v.Network.IsTCP() && v.Kind == Listener && at[0].AddrPort() == e.local && line.inode == 0 && line.name() != "TIME_WAIT" {
			return Queued, v.ID
		}
	}
	for i := range p.snap.Sockets {
		v := &p.snap.Sockets[i]
		at := p.last[v.Socket]
		if !v.Network.IsTCP() || v.Kind == Listener || at[1] == (stack.Address{}) || at[0].AddrPort() == (netip.AddrPort{}) {
			continue
		}
		if at[0].AddrPort() == e.remote && at[1].AddrPort() == e.local && v.Peer == 0 {
			return Far, v.ID
		}
	}
	return "", 0
}

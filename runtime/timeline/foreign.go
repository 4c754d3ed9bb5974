package timeline

import (
	"net/netip"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// another is what a socket of another program's is called whose program is not
// known.
const another = "another program"

// foreignEnds gives the other ends of connections that another program has an End
// each, or one for all that talk to the same address. Their numbers are negative:
// the log has no calls on them.
func (b *builder) foreignEnds(programs func() map[int]string) {
	if b.cut || b.merge {
		return
	}
	ours := map[netip.AddrPort]bool{}
	for _, e := range b.ends {
		if p := addrPort(e.Local); p.Port() != 0 {
			ours[p] = true
			if e.Local.IP.IsUnspecified() {
				ours[netip.AddrPortFrom(netip.Addr{}, p.Port())] = true
			}
		}
	}
	var named map[int]string
	at := map[netip.AddrPort]*End{}
	for _, e := range b.ends {
		far := addrPort(e.Remote)
		if e.Peer != 0 || e.Role == Listener || far.Port() == 0 || ours[far] || ours[netip.AddrPortFrom(netip.Addr{}, far.Port())] {
			continue
		}
		f := at[far]
		if f == nil {
			if named == nil && programs != nil {
				named = programs()
			}
			f = &End{ID: -1 - len(at), Name: named[e.ID], Role: Foreign, Side: Left + Right - e.Side, Network: e.Network, Local: e.Remote, Remote: e.Local}
			at[far], b.byID[f.ID] = f, f
		}
		if f.Name == "" {
			f.Name = named[e.ID]
		}
		e.Far = f.ID
	}
}

// farOf gives the number of another program's end that a call is about, or 0.
func (b *builder) farOf(it *Item) int {
	for _, id := range []int{it.Made, it.End} {
		if e := b.byID[id]; id != 0 && e != nil && e.Far != 0 {
			return e.Far
		}
	}
	return 0
}

// speaks notes who an unconnected datagram socket talked to last, or first heard.
func (end *End) speaks(e *event.Event) {
	if e.Err == nil && end.Role == Datagram && end.Remote.IsZero() && (e.Call == "sendto" || e.Call == "recvfrom") {
		end.Remote = e.Remote
	}
}

func addrPort(a stack.Address) netip.AddrPort { return netip.AddrPortFrom(a.IP.Unmap(), a.Port) }

package runtime

import (
	"maps"
	"net/netip"
	"slices"

	"sockpit/runtime/stack"
)

// leftover is a TCP socket that we closed: a connection that the kernel may not
// have ended, or a listener (no remote address).
type leftover struct {
	id            int
	local, remote stack.Address
}

// maxLeft is how many closed connections a session looks for, at least; it
// forgets the older ones when they are twice as many.
const maxLeft = 1000

// leave remembers a TCP socket that is about to be closed.
func (s *Session) leave(sock *Socket) {
	local, remote := sock.Addresses()
	if !sock.Network.IsTCP() || local.Port == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = append(s.left, leftover{sock.ID, local, remote})
	if len(s.left) >= 2*maxLeft {
		s.left = slices.Delete(s.left, 0, maxLeft)
	}
}

// WasAt gives the number of a socket that was closed lately and had these ends;
// 0 if there was none.
func (s *Session) WasAt(local, remote stack.Address) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range slices.Backward(s.left) {
		if l.local.AddrPort() == local.AddrPort() && l.remote.AddrPort() == remote.AddrPort() {
			return l.id
		}
	}
	return 0
}

// WasBound gives the local address of a socket that was closed lately.
func (s *Session) WasBound(id int) (stack.Address, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range slices.Backward(s.left) {
		if l.id == id {
			return l.local, true
		}
	}
	return stack.Address{}, false
}

// around picks from a dump the sockets that have to do with ours; left are those
// that we closed.
func (s *Session) around(views []View, rows []stack.Row, all bool, left map[ends]int) []Around {
	ours := make(map[uint64]bool, len(views))
	listeners := map[netip.AddrPort][]int{} // with reuseport several are at one address
	fars := map[ends]int{}
	over := map[ends]int{} // ours that are open and have no connection any more: TIME_WAIT is nobody's
	for i := range views {
		v := &views[i]
		ours[v.inode] = true
		switch {
		case !v.Network.IsTCP():
		case v.State.Name == stack.Closed && !v.State.Remote.IsZero():
			over[ends{true, v.State.Local.AddrPort(), v.State.Remote.AddrPort()}] = v.ID
		case v.Kind == Listener:
			at := v.State.Local.AddrPort()
			listeners[at] = append(listeners[at], v.ID)
		case v.Peer == 0 && !v.State.Remote.IsZero():
			fars[ends{true, v.State.Remote.AddrPort(), v.State.Local.AddrPort()}] = v.ID
		}
	}
	maps.Copy(left, over)
	out := make([]Around, 0, max(0, len(rows)-len(views))) // most of a server's rows are of its clients
	for i := range rows {
		r := &rows[i]
		if r.Network.IsUnix() || r.Inode != 0 && ours[r.Inode] {
			continue
		}
		e := ends{r.Network.IsTCP(), r.Local.AddrPort(), r.Remote.AddrPort()}
		if a, ok := roleOf(e, *r, listeners, left, fars); ok && r.Network.IsTCP() {
			out = append(out, a)
		} else if all && onPort(views, *r) {
			out = append(out, Around{Row: *r, Role: Others})
		}
	}
	return out
}

// onPort reports whether a socket has a port of ours at either end.
func onPort(views []View, r stack.Row) bool {
	for i := range views {
		for _, p := range []uint16{views[i].State.Local.Port, views[i].State.Remote.Port} {
			if p != 0 && (r.Local.Port == p || r.Remote.Port == p) {
				return true
			}
		}
	}
	return false
}

// nameHolders says which programs have the sockets around ours. A walk through
// /proc takes milliseconds: each socket is looked for once.
func (s *Session) nameHolders(others []Around) {
	unknown := map[uint64]bool{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range others {
		if n := others[i].Inode; n != 0 {
			if _, known := s.holders[n]; !known {
				unknown[n] = true
			}
		}
	}
	if len(unknown) > 0 {
		if s.holders == nil || len(s.holders) > maxHolders {
			s.holders = map[uint64]string{}
		}
		found := s.stack.Holders(unknown)
		for n := range unknown {
			s.holders[n] = found[n].String()
		}
	}
	for i := range others {
		others[i].Holder = s.holders[others[i].Inode]
	}
}

// maxHolders bounds what is remembered of other programs' sockets.
const maxHolders = 10000

func roleOf(e ends, r stack.Row, listeners map[netip.AddrPort][]int, left, fars map[ends]int) (Around, bool) {
	if id, ok := left[e]; ok && r.Inode == 0 {
		return Around{Row: r, Role: Left, Socket: id}, true
	}
	if r.Inode == 0 && r.Name != stack.TimeWait {
		if ids := listeners[e.local]; len(ids) > 0 {
			return queuedAt(r, ids), true
		}
		for _, any := range []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
			if ids := listeners[netip.AddrPortFrom(any, e.local.Port())]; len(ids) > 0 {
				return queuedAt(r, ids), true
			}
		}
	}
	if id, ok := fars[e]; ok {
		return Around{Row: r, Role: Far, Socket: id}, true
	}
	return Around{}, false
}

// queuedAt is a connection that waits in the queue of one of the listeners: of which, if
// there are several, only accept tells.
func queuedAt(r stack.Row, listeners []int) Around {
	if len(listeners) > 1 {
		return Around{Row: r, Role: Queued, Among: listeners}
	}
	return Around{Row: r, Role: Queued, Socket: listeners[0]}
}

// leftovers gives the connections that were closed, by their ends.
func (s *Session) leftovers() map[ends]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[ends]int, len(s.left))
	for _, l := range s.left {
		if l.remote.IsZero() {
			continue
		}
		out[ends{true, l.local.AddrPort(), l.remote.AddrPort()}] = l.id
	}
	return out
}

package runtime

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"sockpit/runtime/stack"
)

// ends is a connection seen from one end.
type ends struct {
	stream        bool
	local, remote netip.AddrPort
}

// A spot is an end-point as plain bytes, by which a map finds ten thousands of
// them in half the time: an address, IPv4 as IPv6, and a port. Zones are left
// out, as the kernel's tables leave them out.
type spot [16 + 2]byte

func spotOf(a stack.Address) (s spot) {
	ip := a.IP.As16()
	copy(s[:], ip[:])
	binary.BigEndian.PutUint16(s[16:], a.Port)
	return s
}

// A cable is a connection seen from one end, as plain bytes.
type cable struct {
	local, remote spot
	stream        bool
}

// plug remembers which socket has these ends, so that the one at the other end is
// found without a look at all.
func (s *Session) plug(sock *Socket, local, remote stack.Address) {
	c := cable{}
	if sock.Network.IsUnix() || sock.Closed() {
		return
	}
	if !local.IsZero() && !remote.IsZero() {
		c = cable{spotOf(local), spotOf(remote), sock.Network.IsStream()}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sock.cable == c || s.sockets[sock.ID] != sock {
		return
	}
	s.unplug(sock)
	if sock.cable = c; c != (cable{}) {
		s.byEnds[c] = append(s.byEnds[c], sock)
	}
}

// unplug is the other half of plug. The caller holds s.mu.
func (s *Session) unplug(sock *Socket) {
	rest := slices.DeleteFunc(s.byEnds[sock.cable], func(o *Socket) bool { return o == sock })
	if len(rest) == 0 {
		delete(s.byEnds, sock.cable)
	} else {
		s.byEnds[sock.cable] = rest
	}
}

// across gives the open socket of the session with the other end of a connection
// of TCP or UDP between two addresses; nil if it is not connected there, or if several are,
// as datagram sockets with reuseaddr can.
func (s *Session) across(local, remote stack.Address, stream bool) *Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.byEnds[cable{spotOf(remote), spotOf(local), stream}]
	if len(found) == 0 || !stream && len(found) > 1 {
		return nil
	}
	return found[len(found)-1] // of a connection of TCP that is over, the ports can be another's now
}

// only puts the one that has a key into a map, 0 if several have it.
func only[K comparable](m map[K]int, k K, id int) {
	if _, taken := m[k]; taken {
		id = 0
	}
	m[k] = id
}

// findPeers finds the sockets that are each other's ends.
func findPeers(views []View) {
	unixes := 0
	for i := range views {
		if views[i].Network.IsUnix() {
			unixes++
		}
	}
	byEnds := make(map[cable]int, len(views)-unixes) // several: 0, for which of them hears is not known
	byInode := make(map[uint64]int, unixes)
	byLocal := map[spot]int{} // datagram sockets that are not connected; several: 0
	for i := range views {
		v := &views[i]
		switch {
		case v.Kind == Listener:
		case v.Network.IsUnix():
			byInode[v.inode] = v.ID
		case !v.State.Remote.IsZero():
			c := cable{spotOf(v.State.Local), spotOf(v.State.Remote), v.Network.IsStream()}
			if _, taken := byEnds[c]; !c.stream {
				only(byEnds, c, v.ID)
			} else if !taken || v.State.Name != stack.Closed { // of one that is over, the ports can be another's now
				byEnds[c] = v.ID
			}
		case v.Kind == Datagram:
			only(byLocal, spotOf(v.State.Local), v.ID)
		}
	}
	for i := range views {
		v := &views[i]
		switch {
		case v.Kind == Listener:
		case v.Network.IsUnix():
			v.Peer = byInode[v.State.PeerInode]
		case !v.State.Remote.IsZero():
			peer, connected := byEnds[cable{spotOf(v.State.Remote), spotOf(v.State.Local), v.Network.IsStream()}]
			if v.Peer = peer; !connected && v.Kind == Datagram {
				v.Peer = byLocal[spotOf(v.State.Remote)]
			}
		}
	}
}

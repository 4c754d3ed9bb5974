package runtime

import (
	"encoding/binary"
	"net/netip"

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
		s.byEnds[c] = sock
	}
}

// unplug is the other half of plug. The caller holds s.mu.
func (s *Session) unplug(sock *Socket) {
	if s.byEnds[sock.cable] == sock {
		delete(s.byEnds, sock.cable)
	}
}

// across gives the open socket of the session with the other end of a connection
// of TCP or UDP between two addresses; nil if it is not connected there.
func (s *Session) across(local, remote stack.Address, stream bool) *Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byEnds[cable{spotOf(remote), spotOf(local), stream}]
}

// findPeers finds the sockets that are each other's ends.
func findPeers(views []View) {
	unixes := 0
	for i := range views {
		if views[i].Network.IsUnix() {
			unixes++
		}
	}
	byEnds := make(map[cable]int, len(views)-unixes)
	byInode := make(map[uint64]int, unixes)
	byLocal := map[spot]int{} // datagram sockets that are not connected
	for i := range views {
		v := &views[i]
		switch {
		case v.Kind == Listener:
		case v.Network.IsUnix():
			byInode[v.inode] = v.ID
		case !v.State.Remote.IsZero():
			byEnds[cable{spotOf(v.State.Local), spotOf(v.State.Remote), v.Network.IsStream()}] = v.ID
		case v.Kind == Datagram:
			byLocal[spotOf(v.State.Local)] = v.ID
		}
	}
	for i := range views {
		v := &views[i]
		switch {
		case v.Kind == Listener:
		case v.Network.IsUnix():
			v.Peer = byInode[v.State.PeerInode]
		case !v.State.Remote.IsZero():
			v.Peer = byEnds[cable{spotOf(v.State.Remote), spotOf(v.State.Local), v.Network.IsStream()}]
			if v.Peer == 0 && v.Kind == Datagram {
				v.Peer = byLocal[spotOf(v.State.Remote)]
			}
		}
	}
}

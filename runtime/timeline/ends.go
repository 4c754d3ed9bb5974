package timeline

import (
	"sockpit/runtime"
)

// A builder makes a Flow.
type builder struct {
	names map[int]string
	merge bool
	ends  []*End
	byID  map[int]*End
	items []Item

	finished map[int]bool  // sockets that have sent FIN or RST
	on       map[int][]int // items by the socket that they are on
	maker    map[int]int   // of a socket the item that made it
	spans    []span
}

// meet takes the ends of the sockets that an event is about.
func (b *builder) meet(e *runtime.Event) {
	switch {
	case e.Call == "socketpair" && e.Err == nil:
		b.make(e, e.Socket, Pair).Peer = e.Made
		second := b.make(e, e.Made, Pair)
		second.Peer, second.Side = e.Socket, Right
		return
	case e.Call == "accept" && e.Err == nil:
		s := b.make(e, e.Made, Server)
		s.Local, s.Remote, s.Side = e.Local, e.Remote, Right
		if l := b.byID[e.Socket]; l != nil {
			s.Network = l.Network
		}
		return
	case e.Socket == 0:
		return
	}
	end := b.make(e, e.Socket, Fresh)
	switch {
	case e.Call == "socket":
		end.Network = runtime.Network(e.Arg)
		if !end.Network.IsStream() {
			end.Role = Datagram
		}
	case e.Via == "listen" && e.Err != nil:
		end.Role, end.Side = Listener, Right
	case e.Call == "connect" && e.Err != nil && end.Role == Fresh:
		end.Role = Client
	case e.Err != nil:
	case e.Call == "listen":
		end.Role, end.Side, end.Local = Listener, Right, e.Local
	case e.Call == "bind":
		end.Local = e.Local
		if end.Role == Datagram && e.Via == "" || e.Via == "listen" {
			end.Side = Right
		}
	case e.Call == "connect":
		end.Local, end.Remote, end.Side = e.Local, e.Remote, Left
		if end.Role == Fresh {
			end.Role = Client
		}
	}
}

// make gives the end with that number, which the event shows first.
func (b *builder) make(e *runtime.Event, id int, role Role) *End {
	if end := b.byID[id]; end != nil {
		return end
	}
	end := &End{ID: id, Role: role, MadeBy: e.Task, Made: e.Place}
	if role == Pair {
		end.Network = runtime.Network(e.Arg)
	}
	b.byID[id] = end
	b.ends = append(b.ends, end)
	return end
}

// pairUp finds the two ends of each connection: each has the other's address. A
// Unix client has none: the turn in the listener's queue tells.
func (b *builder) pairUp() {
	for _, s := range b.ends {
		if s.Role != Server {
			continue
		}
		for _, c := range b.ends {
			if c.Role == Client && c.Peer == 0 && meets(c, s) {
				c.Peer, s.Peer = s.ID, c.ID
				break
			}
		}
	}
}

func meets(c, s *End) bool {
	if s.Network.IsUnix() {
		return c.Network == s.Network && c.Remote.Path == s.Local.Path
	}
	return c.Local.Port == s.Remote.Port && c.Remote.Port == s.Local.Port && c.Local.IP.Unmap() == s.Remote.IP.Unmap()
}

// of gives the end with that number; a log may be about sockets that it says
// nothing else of.
func (b *builder) of(id int) *End {
	if e := b.byID[id]; e != nil {
		return e
	}
	return &End{ID: id}
}

// streams reports whether an end's bytes are a stream, as far as the log tells:
// the line that made it may be missing.
func (e *End) streams() bool { return e.Network.IsStream() || e.Network == "" }

// peerOf gives the end at the other end of a socket, or nil.
func (b *builder) peerOf(id int) *End {
	if e := b.byID[id]; e != nil {
		return b.byID[e.Peer]
	}
	return nil
}

// listenerOf gives the listener that a client called, or nil.
func (b *builder) listenerOf(c *End) *End {
	if s := b.byID[c.Peer]; s != nil {
		if i, ok := b.maker[s.ID]; ok && b.items[i].Kind == Accept {
			return b.byID[b.items[i].End]
		}
	}
	for _, l := range b.ends {
		same := l.Local.Port == c.Remote.Port && l.Network.IsTCP() && c.Network.IsTCP() &&
			(l.Local.IP.IsUnspecified() || l.Local.IP.Unmap() == c.Remote.IP.Unmap())
		if l.Network.IsUnix() {
			same = l.Network == c.Network && l.Local.Path == c.Remote.Path
		}
		if l.Role == Listener && same {
			return l
		}
	}
	return nil
}

package timeline

import (
	"net/netip"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
)

// A builder makes a Flow.
type builder struct {
	names map[int]string
	merge bool
	ends  []*End
	byID  map[int]*End
	items []Item

	cut                   bool          // the log lacks its beginning
	sentBefore, gotBefore map[int]int64 // how far streams had come before the log

	doors map[door][]*End // the listeners there
	maker map[int]int     // of a socket the item that made it
	on    map[int]*did    // what was done on a socket
	from  [][]int         // of each item those that its bytes came from
	spans []span
	base  time.Time // moments count from here

	resets  map[int]bool // sockets whose close sends RST: linger is 0
	backlog map[int]int  // of a listener, as far as the log tells
	listens map[int]bool // sockets whose listen is in the log
}

// meet takes the ends of the sockets that an event is about.
func (b *builder) meet(e *event.Event) {
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
		s.learn(e)
		if b.cut && e.Socket != 0 { // it may be all that the log has of the listener
			if l := b.make(e, e.Socket, Listener); l.Local.IsZero() {
				l.Role, l.Side, l.Local, l.Network = Listener, Right, e.Local, s.Network
			}
		}
		return
	case e.Socket == 0:
		return
	}
	b.arrive(e)
	end := b.make(e, e.Socket, Fresh)
	end.speaks(e)
	if e.Call != "socket" {
		end.learn(e)
	}
	switch {
	case e.Call == "socket":
		end.Network = stack.Network(e.Arg)
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

// arrive notes how far a stream had come before the log shows it: 0 unless the log
// lacks its beginning.
func (b *builder) arrive(e *event.Event) {
	var before map[int]int64
	switch {
	case !b.cut || !record.IsTransfer(e) || !e.Done():
		return
	case e.Call == "send" || e.Call == "sendto":
		before = b.sentBefore
	default:
		before = b.gotBefore
	}
	if from, known := before[e.Socket]; !known || e.Stream.From < from {
		before[e.Socket] = e.Stream.From
	}
}

// learn takes from what an event says about a socket whose making the log lacks
// of what network it is.
func (end *End) learn(e *event.Event) {
	for _, a := range []stack.Address{e.Local, e.Remote} {
		if end.Network == "" && (a.IP.IsValid() || a.Path != "") {
			end.Network = a.Network
		}
	}
	if end.Role == Fresh && end.Network != "" && !end.Network.IsStream() {
		end.Role = Datagram
	}
}

// make gives the end with that number, which the event shows first.
func (b *builder) make(e *event.Event, id int, role Role) *End {
	if end := b.byID[id]; end != nil {
		return end
	}
	end := &End{ID: id, Role: role, MadeBy: e.Task, Made: e.Place}
	if role == Pair {
		end.Network = stack.Network(e.Arg)
	}
	b.byID[id] = end
	b.ends = append(b.ends, end)
	return end
}

// A meeting is what both ends of a connection know of it.
type meeting struct {
	network        stack.Network // of Unix sockets, else ""
	path           string
	client, server uint16
	ip             netip.Addr // the client's
}

// pairUp finds the two ends of each connection: each has the other's address. A
// Unix client has none: the turn in the listener's queue tells.
func (b *builder) pairUp() {
	clients := map[meeting][]*End{}
	for _, c := range b.ends {
		if c.Role != Client || c.Peer != 0 {
			continue
		}
		if c.Network.IsTCP() && c.Local.Port != 0 && c.Local == c.Remote { // both SYNs crossed: it is its own other end
			c.Peer = c.ID
			continue
		}
		m := meeting{client: c.Local.Port, server: c.Remote.Port, ip: c.Local.IP.Unmap()}
		if c.Network.IsUnix() {
			m = meeting{network: c.Network, path: c.Remote.Path}
		}
		clients[m] = append(clients[m], c)
	}
	for _, s := range b.ends {
		if s.Role != Server {
			continue
		}
		m := meeting{client: s.Remote.Port, server: s.Local.Port, ip: s.Remote.IP.Unmap()}
		if s.Network.IsUnix() {
			m = meeting{network: s.Network, path: s.Local.Path}
		}
		if waiting := clients[m]; len(waiting) > 0 {
			waiting[0].Peer, s.Peer = s.ID, waiting[0].ID
			clients[m] = waiting[1:]
		}
	}
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

// isTCP reports whether FIN and RST go over an end's connection.
func (e *End) isTCP() bool { return e.streams() && !e.Network.IsUnix() }

// foreign reports whether the other end of a connection is another program's, as
// far as the log tells.
func (b *builder) foreign(id int) bool {
	e := b.byID[id]
	return e != nil && b.peerOf(id) == nil && !e.Remote.IsZero() && !b.cut
}

// peerOf gives the end at the other end of a socket, or nil.
func (b *builder) peerOf(id int) *End {
	if e := b.byID[id]; e != nil {
		return b.byID[e.Peer]
	}
	return nil
}

// A door is where a listener is called.
type door struct {
	network stack.Network // of Unix sockets, else ""
	path    string
	port    uint16
	ip      netip.Addr // the zero Addr: every address
}

// openDoors notes the listeners by where they are called.
func (b *builder) openDoors() {
	for _, l := range b.ends {
		if l.Role != Listener {
			continue
		}
		d := door{port: l.Local.Port, ip: l.Local.IP.Unmap()}
		switch {
		case l.Network.IsUnix():
			d = door{network: l.Network, path: l.Local.Path}
		case l.Local.IP.IsUnspecified():
			d.ip = netip.Addr{}
		}
		b.doors[d] = append(b.doors[d], l)
	}
}

// listenersOf gives the listeners that a client may have called: those of its very
// address, or else those of every address. Who accepted it is known to be the one.
func (b *builder) listenersOf(c *End, open func(*End) bool) []*End {
	if s := b.byID[c.Peer]; s != nil {
		if i, ok := b.maker[s.ID]; ok && b.items[i].Kind == Accept {
			if l := b.byID[b.items[i].End]; l != nil {
				return []*End{l}
			}
		}
	}
	doors := []door{{port: c.Remote.Port, ip: c.Remote.IP.Unmap()}, {port: c.Remote.Port}}
	if c.Network.IsUnix() {
		doors = []door{{network: c.Network, path: c.Remote.Path}}
	}
	for _, d := range doors {
		var found []*End
		for _, l := range b.doors[d] {
			if open(l) {
				found = append(found, l)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

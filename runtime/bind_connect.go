package runtime

import (
	"fmt"
	"maps"
	"net/netip"
	"strconv"
	"strings"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Bind gives the socket its local address (bind(2)). Port 0 lets the OS choose.
func (s *Socket) Bind(c *Caller, a stack.Address) error {
	a = s.fit(a)
	err := s.simple(c, "bind", a.String(), func() error { return s.ep.bind(c, a) })
	s.refresh()
	if err == nil && strings.HasPrefix(a.Path, "@") {
		s.session.bound(s.ID, a.Path)
	}
	return err
}

// bound remembers a name of a Unix socket as one of ours, for a while after the socket
// was closed too: who calls it then is to be told that nobody listens.
func (s *Session) bound(id int, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = id
	if len(s.names) <= s.manyAre+2*maxLeft {
		return
	}
	maps.DeleteFunc(s.names, func(_ string, id int) bool { return s.sockets[id] == nil })
	s.manyAre = len(s.names)
}

// fit gives the address in the family of the socket: an IPv4 address on an
// IPv6 socket is written ::ffff:…
func (s *Socket) fit(a stack.Address) stack.Address {
	a.Network = s.Network
	if s.Network.Is6() && a.IP.Is4() {
		a.IP = netip.AddrFrom16(a.IP.As16())
	}
	return a
}

// bindImplied binds the socket to loopback, as an event of its own, before a call
// in which the kernel would bind it to every address of the machine; see
// confined.implied.
func (s *Socket) bindImplied(c *Caller, to stack.Address) error {
	a, needed := s.ep.implied(to)
	if !needed {
		return nil
	}
	k := s.begin(c, "bind", a.String())
	err := s.ep.Bind(a)
	err = k.end(s.session, err, func(e *event.Event) { e.Note = "implied: the kernel would have bound every address" })
	s.refresh()
	return err
}

// Listen makes the socket a listener, or changes a listener's backlog
// (listen(2)). The kernel caps it at net.core.somaxconn.
func (s *Socket) Listen(c *Caller, backlog int) error {
	if !s.Closed() && s.Network.IsStream() {
		if err := s.bindImplied(c, stack.Address{}); err != nil {
			return err
		}
	}
	err := s.simple(c, "listen", "backlog "+strconv.Itoa(backlog), func() error {
		err := s.ep.Listen(backlog)
		if err != nil && !s.Network.IsStream() {
			err = &stack.Error{Text: fmt.Sprintf("a %s socket has no connections to accept: use recvfrom", s.Network), Err: err}
		}
		return err
	})
	if err == nil {
		s.kind.Store(Listener)
		s.refresh()
	}
	return err
}

// Accept waits for a client and gives the new socket that the kernel made for
// it (accept(2)).
func (s *Socket) Accept(c *Caller) (*Socket, error) {
	k := s.begin(c, "accept", "")
	var made *Socket
	var ep stack.Endpoint
	err := s.session.room(1)
	if err == nil {
		err = k.blocking(stack.Read, func(blocked func()) (err error) {
			ep, err = s.ep.Accept(blocked)
			return err
		})
	}
	if err == nil {
		made, err = s.session.add(c, ep, s.Network)
	}
	var local, remote stack.Address
	if made != nil {
		made.kind.Store(Stream)
		made.setLingers(s.lingering()) // the kernel's new socket has the listener's options
		made.cameFrom(ep)
		local, remote = made.Addresses()
	}
	err = k.end(s.session, err, func(e *event.Event) {
		if made != nil {
			e.Made, e.Local, e.Remote = made.ID, local, remote
		}
	})
	if made != nil {
		made.look()
	}
	return made, err
}

// cameFrom remembers the address of the client that accept gave, for getpeername(2)
// does not tell it of one that is gone.
func (s *Socket) cameFrom(ep stack.Endpoint) {
	if of, ok := ep.(interface{ Client() stack.Address }); ok && s.Network.IsTCP() {
		s.mu.Lock()
		s.remote = of.Client()
		s.mu.Unlock()
	}
}

// Connect gives the socket its remote address (connect(2)): a stream makes a
// connection, a datagram socket from then on talks to that address only. A
// connect that timed out or was interrupted goes on in the kernel.
func (s *Socket) Connect(c *Caller, a stack.Address) error {
	a = s.fit(a)
	k := s.begin(c, "connect", a.String())
	err := k.blocking(stack.Write, func(blocked func()) error { return s.ep.Connect(a, blocked) })
	if err == nil && s.Network.IsStream() {
		s.kind.Store(Stream)
	}
	var local stack.Address
	if !s.Closed() {
		local, _ = s.Addresses()
	}
	if timedOut(err) || c.Interrupted() != nil {
		s.mu.Lock()
		s.remote = a
		s.mu.Unlock()
	}
	err = k.end(s.session, err, func(e *event.Event) { e.Local, e.Remote = local, a })
	s.look()
	return err
}

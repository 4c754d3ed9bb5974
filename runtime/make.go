package runtime

import (
	"errors"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// Socket makes a socket with the kernel's defaults (socket(2)).
func (s *Session) Socket(c *Caller, n Network) (*Socket, error) {
	k := begin(s, nil, c, "socket", string(n))
	sock, err := s.open(c, n)
	return sock, k.end(s, err, func(e *Event) {
		if sock != nil {
			e.Socket, e.Made = sock.ID, sock.ID
		}
	})
}

func (s *Session) open(c *Caller, n Network) (*Socket, error) {
	if err := s.room(1); err != nil {
		return nil, err
	}
	ep, err := s.stack.Socket(n)
	if err != nil {
		return nil, err
	}
	return s.add(c, ep, n)
}

// Pair makes two connected ends: Unix sockets by socketpair(2), TCP and UDP by
// single steps over loopback, which the event log shows.
func (s *Session) Pair(c *Caller, n Network) (a, b *Socket, err error) {
	switch {
	case n.IsTCP():
		return s.tcpPair(c, n)
	case !n.IsUnix():
		return s.udpPair(c, n)
	}
	k := begin(s, nil, c, "socketpair", string(n))
	a, b, err = s.unixPair(c, n)
	return a, b, k.end(s, err, func(e *Event) {
		if err == nil {
			e.Socket, e.Made = a.ID, b.ID
		}
	})
}

func (s *Session) unixPair(c *Caller, n Network) (a, b *Socket, err error) {
	if err := s.room(2); err != nil {
		return nil, nil, err
	}
	ea, eb, err := s.stack.Pair(n)
	if err != nil {
		return nil, nil, err
	}
	if a, err = s.add(c, ea, n); err != nil {
		_ = eb.Close()
		return nil, nil, err
	}
	if b, err = s.add(c, eb, n); err != nil {
		return nil, nil, err
	}
	if n.IsStream() {
		a.setKind(Stream)
		b.setKind(Stream)
	}
	return a, b, nil
}

func (s *Session) tcpPair(c *Caller, n Network) (a, b *Socket, err error) {
	defer c.as("pair")()
	l, err := s.Socket(c, n)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = l.Close(c) }()
	if err = errors.Join(l.Bind(c, loopback(n, 0)), l.Listen(c, 1)); err != nil {
		return nil, nil, err
	}
	if a, err = s.Socket(c, n); err != nil {
		return nil, nil, err
	}
	at, _ := l.Addresses()
	if err = a.Connect(c, at); err == nil {
		b, err = l.Accept(c)
	}
	if err != nil {
		_ = a.Close(c)
		return nil, nil, err
	}
	return a, b, nil
}

func (s *Session) udpPair(c *Caller, n Network) (a, b *Socket, err error) {
	defer c.as("pair")()
	if a, err = s.Socket(c, n); err != nil {
		return nil, nil, err
	}
	if b, err = s.Socket(c, n); err != nil {
		_ = a.Close(c)
		return nil, nil, err
	}
	if err = errors.Join(a.Bind(c, loopback(n, 0)), b.Bind(c, loopback(n, 0))); err == nil {
		at, _ := a.Addresses()
		bt, _ := b.Addresses()
		err = errors.Join(a.Connect(c, bt), b.Connect(c, at))
	}
	if err != nil {
		_, _ = a.Close(c), b.Close(c)
		return nil, nil, err
	}
	return a, b, nil
}

// loopback gives the loopback address of the network, with that port.
func loopback(n Network, port uint16) Address {
	if n.Is6() {
		return Address{Network: n, IP: netip.IPv6Loopback(), Port: port}
	}
	return Address{Network: n, IP: netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port: port}
}

// Bind gives the socket its local address (bind(2)). Port 0 lets the OS choose.
func (s *Socket) Bind(c *Caller, a Address) error {
	a = s.fit(a)
	err := s.simple(c, "bind", a.String(), func() error {
		if err := s.allowBind(a); err != nil {
			return err
		}
		return s.ep.Bind(a)
	})
	s.refresh()
	return err
}

// allowBind checks a local address. A multicast group is one to receive from:
// the socket then gets what comes by the interfaces on which it joined itself,
// and that is loopback only (ip(7), IP_MULTICAST_ALL).
func (s *Socket) allowBind(a Address) error {
	err := s.session.policy.check(a, true)
	if err != nil && plainGroup(a) && !s.Network.IsStream() && anyGroup != nil {
		return s.ep.Setopt(anyGroup, Value{Int: 0})
	}
	return err
}

// plainGroup reports whether a is a multicast group without further ado: a zone
// names an interface, and an IPv4 group on an IPv6 socket has settings of its
// own (ip(7)), which multicast_interface and multicast_join do not touch.
func plainGroup(a Address) bool {
	return a.IP.IsMulticast() && a.IP.Zone() == "" && !a.IP.Is4In6()
}

// fit gives the address in the family of the socket: an IPv4 address on an
// IPv6 socket is written ::ffff:…
func (s *Socket) fit(a Address) Address {
	a.Network = s.Network
	if s.Network.Is6() && a.IP.Is4() {
		a.IP = netip.AddrFrom16(a.IP.As16())
	}
	return a
}

// bindLoopback binds a socket that has no address yet to loopback before a
// call in which the kernel would bind it to every address of the machine. to
// is where a datagram goes, or zero: one that may leave the machine needs an
// address the kernel chooses.
func (s *Socket) bindLoopback(c *Caller, to Address) error {
	if s.Network.IsUnix() || s.session.policy.AnyNet || to.IP.IsValid() && s.session.policy.allows(to.IP.Unmap()) {
		return nil
	}
	if local, _ := s.Addresses(); local.Port != 0 {
		return nil
	}
	a := loopback(s.Network, 0)
	if to.IP.Is4In6() {
		a = s.fit(loopback(UDP4, 0))
	}
	k := s.begin(c, "bind", a.String())
	err := s.ep.Bind(a)
	err = k.end(s.session, err, func(e *Event) { e.Note = "implied: the kernel would have bound every address" })
	s.refresh()
	return err
}

// Listen makes the socket a listener, or changes a listener's backlog
// (listen(2)). The kernel caps it at net.core.somaxconn.
func (s *Socket) Listen(c *Caller, backlog int) error {
	if !s.Closed() && s.Network.IsStream() {
		if err := s.bindLoopback(c, Address{}); err != nil {
			return err
		}
	}
	err := s.simple(c, "listen", "backlog "+itoa(backlog), func() error {
		if !s.Network.IsStream() {
			return &wrapped{fmt.Sprintf("a %s socket has no connections to accept: use recvfrom", s.Network), unix.EOPNOTSUPP}
		}
		return s.ep.Listen(backlog)
	})
	if err == nil {
		s.mu.Lock()
		s.kind, s.backlog = Listener, backlog
		s.mu.Unlock()
		s.refresh()
	}
	return err
}

// Accept waits for a client and gives the new socket that the kernel made for
// it (accept(2)).
func (s *Socket) Accept(c *Caller) (*Socket, error) {
	k := s.begin(c, "accept", "")
	var made *Socket
	var ep Endpoint
	err := s.session.room(1)
	if err == nil {
		err = k.blocking(Read, func(blocked func()) (err error) {
			ep, err = s.ep.Accept(blocked)
			return err
		})
	}
	if err == nil {
		made, err = s.session.add(c, ep, s.Network)
	}
	var remote Address
	if made != nil {
		made.setKind(Stream)
		made.setLingers(s.lingering()) // the kernel's new socket has the listener's options
		_, remote = made.Addresses()
	}
	return made, k.end(s.session, err, func(e *Event) {
		if made != nil {
			e.Made, e.Remote = made.ID, remote
		}
	})
}

// Connect gives the socket its remote address (connect(2)): a stream makes a
// connection, a datagram socket from then on talks to that address only. A
// connect that timed out or was interrupted goes on in the kernel.
func (s *Socket) Connect(c *Caller, a Address) error {
	a = s.fit(a)
	k := s.begin(c, "connect", a.String())
	err := s.allow(a)
	if err == nil {
		err = k.blocking(Write, func(blocked func()) error { return s.ep.Connect(a, blocked) })
	}
	if err == nil && s.Network.IsStream() {
		s.setKind(Stream)
	}
	if !s.Closed() {
		s.refresh()
	}
	if timedOut(err) || c.Interrupted() != nil {
		s.mu.Lock()
		s.remote = a
		s.mu.Unlock()
	}
	return k.end(s.session, err, func(e *Event) { e.Remote = a })
}

// ListenOptions are what the one-call Listen takes besides the address.
type ListenOptions struct {
	Backlog     int // as listen(2)
	NoReuseAddr bool
	Options     []Setting // set before bind
}

// A Setting is an option with the value to give it.
type Setting struct {
	Option *Option
	Value  Value
}

// Listen makes a listener in one call: socket, SO_REUSEADDR as every server
// sets it, bind, listen; for datagrams, socket and bind. A failure leaves
// nothing behind.
func (s *Session) Listen(c *Caller, t Target, o ListenOptions) (*Socket, error) {
	defer c.as("listen")()
	addrs, err := s.Resolve(c, t)
	if err != nil {
		return nil, &CallError{Op: "listen", Target: t.String(), Err: err}
	}
	sock, err := s.Socket(c, addrs[0].Network)
	if err != nil {
		return nil, err
	}
	if sock.Network.IsStream() && !sock.Network.IsUnix() && !o.NoReuseAddr {
		o.Options = append([]Setting{{FindOption("reuseaddr"), Value{Int: 1}}}, o.Options...)
	}
	if err = sock.setAll(c, o.Options); err == nil {
		err = sock.Bind(c, addrs[0])
	}
	if err == nil && sock.Network.IsStream() {
		err = sock.Listen(c, o.Backlog)
	}
	if err != nil {
		_ = sock.Close(c)
		return nil, err
	}
	return sock, nil
}

func (s *Socket) setAll(c *Caller, settings []Setting) error {
	for _, set := range settings {
		if err := s.Setopt(c, set.Option, set.Value); err != nil {
			return err
		}
	}
	return nil
}

// DialOptions are what Dial takes besides the address.
type DialOptions struct {
	From    *Target   // local address to bind first; nil: the OS chooses
	Options []Setting // set before bind and connect
}

// Dial makes a connected socket in one call: socket, bind if From is given,
// connect. Where a name has several addresses they are tried in turn. A
// failure leaves nothing behind.
func (s *Session) Dial(c *Caller, t Target, o DialOptions) (*Socket, error) {
	defer c.as("dial")()
	addrs, err := s.Resolve(c, t)
	if err != nil {
		return nil, &CallError{Op: "dial", Target: t.String(), Err: err}
	}
	for i, a := range addrs {
		var sock *Socket
		if sock, err = s.dialOne(c, a, o); err == nil {
			return sock, nil
		}
		if i+1 < len(addrs) && c.expired() != nil {
			break
		}
	}
	return nil, err
}

func (s *Session) dialOne(c *Caller, a Address, o DialOptions) (*Socket, error) {
	sock, err := s.Socket(c, a.Network)
	if err != nil {
		return nil, err
	}
	err = sock.setAll(c, o.Options)
	if err == nil && o.From != nil {
		var from []Address
		if from, err = s.Resolve(c, *o.From); err == nil {
			err = sock.Bind(c, from[0])
		}
	}
	if err == nil {
		err = sock.Connect(c, a)
	}
	if err != nil {
		_ = sock.Close(c)
		return nil, err
	}
	return sock, nil
}

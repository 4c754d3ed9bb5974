package runtime

import (
	"errors"
	"net/netip"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Socket makes a socket with the kernel's defaults (socket(2)).
func (s *Session) Socket(c *Caller, n stack.Network) (*Socket, error) {
	k := begin(s, nil, c, "socket", string(n))
	sock, err := s.open(c, n)
	return sock, k.end(s, err, func(e *event.Event) {
		if sock != nil {
			e.Socket, e.Made = sock.ID, sock.ID
		}
	})
}

// stackOf gives the stack that a caller makes sockets on: a network has several.
func (s *Session) stackOf(c *Caller) stack.Stack {
	if c.On != nil {
		return c.On
	}
	return s.stack
}

func (s *Session) open(c *Caller, n stack.Network) (*Socket, error) {
	if err := s.room(1); err != nil {
		return nil, err
	}
	ep, err := s.stackOf(c).Socket(n)
	if err != nil {
		return nil, err
	}
	return s.add(c, ep, n)
}

// Pair makes two connected ends: Unix sockets by socketpair(2), TCP and UDP by
// single steps over loopback, which the event log shows.
func (s *Session) Pair(c *Caller, n stack.Network) (a, b *Socket, err error) {
	switch {
	case n.IsTCP():
		return s.tcpPair(c, n)
	case !n.IsUnix():
		return s.udpPair(c, n)
	}
	k := begin(s, nil, c, "socketpair", string(n))
	a, b, err = s.unixPair(c, n)
	return a, b, k.end(s, err, func(e *event.Event) {
		if err == nil {
			e.Socket, e.Made = a.ID, b.ID
		}
	})
}

func (s *Session) unixPair(c *Caller, n stack.Network) (a, b *Socket, err error) {
	if err := s.room(2); err != nil {
		return nil, nil, err
	}
	ea, eb, err := s.stackOf(c).Pair(n)
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
		a.kind.Store(Stream)
		b.kind.Store(Stream)
		a.partner.Store(b)
		b.partner.Store(a)
	}
	return a, b, nil
}

func (s *Session) tcpPair(c *Caller, n stack.Network) (a, b *Socket, err error) {
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

func (s *Session) udpPair(c *Caller, n stack.Network) (a, b *Socket, err error) {
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
func loopback(n stack.Network, port uint16) stack.Address {
	if n.Is6() {
		return stack.Address{Network: n, IP: netip.IPv6Loopback(), Port: port}
	}
	return stack.Address{Network: n, IP: netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port: port}
}

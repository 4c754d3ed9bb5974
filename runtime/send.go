package runtime

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Send gives all of data to the kernel, waiting for room as often as needed,
// and says how many bytes it took, also when it fails (send(2)). Taken does not
// mean arrived. On a connected datagram socket data is one datagram.
func (s *Socket) Send(c *Caller, data []byte) (int, error) {
	return s.send(c, "send", data, Address{})
}

// SendTo sends one datagram (sendto(2)). The zero Address sends to the address
// the socket is connected to.
func (s *Socket) SendTo(c *Caller, data []byte, to Address) (int, error) {
	if !to.IsZero() {
		to = s.fit(to)
	}
	return s.send(c, "sendto", data, to)
}

func (s *Socket) send(c *Caller, name string, data []byte, to Address) (int, error) {
	refused := s.maySend(to)
	if refused == nil && !to.IsZero() {
		if err := s.bindLoopback(c, to); err != nil {
			return 0, err
		}
	}
	k := s.begin(c, name, to.String())
	n, err, from := 0, refused, s.sent.Load()
	if err == nil {
		err = k.blocking(Write, func(blocked func()) (err error) {
			n, err = s.ep.Send(data, to, blocked)
			from = s.sent.Add(int64(n)) - int64(n) // one send at a time: the order of the stream
			return err
		})
	}
	err = k.end(s.session, err, func(e *Event) {
		e.N, e.Data, e.Remote = n, preview(data[:n]), to
		e.Stream = Range{from, from + int64(n)}
	})
	var ce *CallError
	if errors.As(err, &ce) {
		ce.Sent = n
	}
	return n, err
}

// maySend refuses what the kernel would take in silence, or may not see.
func (s *Socket) maySend(to Address) error {
	switch {
	case s.Closed():
		return ErrClosed
	case to.IsZero():
		return s.mayTalk()
	case s.Network.IsStream():
		return &wrapped{fmt.Sprintf("a %s socket sends to the other end of its connection: use send", s.Network), unix.EISCONN}
	}
	return s.allow(to)
}

// mayTalk refuses bytes on a listener, in words that help more than the errno.
func (s *Socket) mayTalk() error {
	if s.Kind() == Listener {
		return &wrapped{"a listener only accepts: talk through the socket that accept returned", unix.ENOTCONN}
	}
	return nil
}

// allow checks an address to talk to. Multicast may leave by the loopback
// interface only, unless the policy allows the group.
func (s *Socket) allow(a Address) error {
	if plainGroup(a) {
		if v, err := s.ep.Getopt(FindOption("multicast_interface")); err == nil && v.IP.IsLoopback() {
			return nil
		}
	}
	return s.session.policy.check(a, false)
}

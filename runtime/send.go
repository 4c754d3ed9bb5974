package runtime

import (
	"errors"
	"fmt"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Send gives all of data to the kernel, waiting for room as often as needed,
// and says how many bytes it took, also when it fails (send(2)). Taken does not
// mean arrived. On a connected datagram socket data is one datagram.
func (s *Socket) Send(c *Caller, data []byte) (int, error) {
	var nowhere stack.Address
	return s.send(c, "send", data, &nowhere)
}

// SendTo sends one datagram (sendto(2)). The zero Address sends to the address
// the socket is connected to.
func (s *Socket) SendTo(c *Caller, data []byte, to stack.Address) (int, error) {
	if !to.IsZero() {
		to = s.fit(to)
	}
	return s.send(c, "sendto", data, &to)
}

func (s *Socket) send(c *Caller, name string, data []byte, to *stack.Address) (int, error) {
	refused, err := s.readyToSend(c, to)
	if err != nil {
		return 0, err
	}
	var k call // made in place, as all here: see Caller
	k.begin(s.session, s, c, name, to.String())
	err = refused
	at := s.sent.Load()
	sent := sending{stream: event.Range{From: at, To: at}}
	if err == nil {
		err = k.blocking(stack.Write, func(blocked func()) error {
			s.sendEnds.Store(s.sent.Load() + int64(len(data)-sent.n))
			n, err := s.endpoint().Send(data[sent.n:], *to, blocked)
			sent.add(s, n)
			return err
		})
	}
	return sent.n, k.endSend(err, &sent, data, to)
}

// endSend records how far the send has come.
//
//go:noinline
func (k *call) endSend(err error, sent *sending, data []byte, to *stack.Address) error {
	n := int(sent.stream.To - sent.stream.From)
	t := event.Transfer{N: n, Asked: len(data), Stream: sent.stream, Data: data[:n]}
	if err = k.endTransfer(err, &t, to, false); err != nil {
		var ce *CallError
		if errors.As(err, &ce) {
			ce.Sent = sent.n
		}
	}
	return err
}

// readyToSend binds the socket where the kernel would do it by itself. What is
// refused before the kernel sees it is recorded; a bind that fails has been.
//
//go:noinline
func (s *Socket) readyToSend(c *Caller, to *stack.Address) (refused, err error) {
	if refused = s.maySend(to); refused == nil && !to.IsZero() {
		err = s.bindImplied(c, *to)
	}
	return refused, err
}

// sending is how far a send has come.
type sending struct {
	n      int         // bytes taken from the caller
	stream event.Range // of them, those that the stack has got: a fault may keep some
}

// add counts n more bytes. One send at a time is inside the gate, and so the
// ranges are in the order of the stream.
func (d *sending) add(s *Socket, n int) {
	d.n += n
	got := int64(n - s.withheld())
	to := s.sent.Add(got)
	d.stream = event.Range{From: to - got - (d.stream.To - d.stream.From), To: to}
}

// maySend refuses what the kernel would take in silence, or may not see.
func (s *Socket) maySend(to *stack.Address) error {
	switch {
	case s.Closed():
		return ErrClosed
	case to.IsZero():
		return s.mayTalk("EPIPE", "ENOTCONN")
	case s.Network.IsStream():
		return stack.Misuse(fmt.Sprintf("a %s socket sends to the other end of its connection: use send (%s)", s.Network, s.sentElsewhere()))
	}
	return nil
}

// sentElsewhere says what Linux does with an address on a stream.
func (s *Socket) sentElsewhere() string {
	switch {
	case s.Network.IsUnix() && s.Kind() == Stream:
		return "Linux says EISCONN"
	case s.Network.IsUnix():
		return "Linux says EOPNOTSUPP"
	case s.Kind() == Stream:
		return "Linux ignores the address and sends"
	}
	return "Linux says EPIPE: it is not connected"
}

// mayTalk refuses bytes on a listener, in words that help more than the errno, which
// would be would.
func (s *Socket) mayTalk(tcp, unix string) error {
	if s.Kind() != Listener {
		return nil
	}
	would := tcp
	if s.Network.IsUnix() {
		would = unix
	}
	return stack.Misuse(fmt.Sprintf("a listener only accepts: talk through the socket that accept returned (Linux says %s)", would))
}

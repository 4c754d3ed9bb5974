package runtime

import (
	"io"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// MaxReceive is the largest buffer one receive may ask for, in bytes.
const MaxReceive = 16 << 20

// Recv waits until something is there and gives up to max bytes of it
// (recv(2)). At the end of the stream the error is io.EOF, which is news and
// not recorded as a failure. A datagram may be empty; what does not fit is lost.
// The end of datagrams is there when receiving was shut down.
func (s *Socket) Recv(c *Caller, max int) ([]byte, error) {
	if kept := s.takeKept(max, false); kept != nil {
		return kept, nil
	}
	err := s.receive(c, "recv", max, false)
	return c.taken(), err
}

// Peek gives what Recv would give, and leaves it there.
func (s *Socket) Peek(c *Caller, max int) ([]byte, error) {
	if kept := s.takeKept(max, true); kept != nil {
		return kept, nil
	}
	return s.recv(c, "peek", max, true)
}

func (s *Socket) recv(c *Caller, name string, max int, peek bool) ([]byte, error) {
	err := s.receive(c, name, max, peek)
	return c.taken(), err
}

// taken gives what the receive just made has got, and forgets it.
func (c *Caller) taken() []byte {
	data := c.got.Data
	c.got.Data = nil
	return data
}

// receive makes one receive call into c.got and records it. io.EOF is the end of
// a stream.
func (s *Socket) receive(c *Caller, name string, max int, peek bool) error {
	var k call // made in place, as all here: see Caller
	k.begin(s.session, s, c, name, "")
	c.got = stack.Received{}
	from := s.received.Load()
	err := s.mayReceive(max)
	if err == nil {
		_ = s.flush(c) // its failure shows in the log, and in what comes
		err = k.blocking(stack.Read, func(blocked func()) error {
			if !peek {
				c.got.Silent = s.unasked(c.began)
			}
			err := s.endpoint().Recv(&c.got, max, peek, blocked)
			from = s.received.Load()
			if !peek {
				s.received.Add(int64(len(c.got.Data))) // one receive at a time: the order of the stream
				s.quiet.note(c.began, len(c.got.Data))
			}
			return err
		})
	}
	return k.endReceive(err, from, max, peek)
}

// mayReceive refuses what can give no bytes.
func (s *Socket) mayReceive(max int) error {
	if err := s.mayTalk("ENOTCONN", "EINVAL"); err != nil {
		return err
	}
	if max < 0 || max > MaxReceive {
		return argumentError("max: got %d, want 0 to %d", max, MaxReceive)
	}
	return nil
}

// endReceive records what the caller has got, from that byte of the stream on.
//
//go:noinline
func (k *call) endReceive(err error, from int64, max int, peek bool) error {
	s, got := k.socket, &k.caller.got
	n := len(got.Data)
	eof := err == nil && (got.End || n == 0 && max > 0 && s.Network.IsStream())
	t := event.Transfer{N: n, Size: got.Size, EOF: eof, Asked: max, Stream: event.Range{From: from, To: from + int64(n)}, Data: got.Data}
	if peek { // the receive that takes them keeps them
		t.Data = t.Data[:min(n, event.PreviewBytes)]
	}
	err = k.endTransfer(err, &t, &got.From, true)
	if got.Size > n && !peek {
		s.cut.Add(int64(got.Size - n))
	}
	if n > 0 && !peek {
		s.handed.Store(from + int64(n))
	}
	if eof {
		err = io.EOF
	}
	if err != nil {
		s.look()
	}
	return err
}

// A Message is one datagram as it came.
type Message struct {
	Data []byte
	From stack.Address
	Size int // bytes it had, more than len(Data) if it was cut; -1 if cut by an unknown number
}

// RecvFrom waits for a datagram and gives its first max bytes and its sender
// (recvfrom(2)). On a stream it gives bytes, and io.EOF at the end.
func (s *Socket) RecvFrom(c *Caller, max int) (Message, error) {
	if kept := s.takeKept(max, false); kept != nil {
		return Message{Data: kept, Size: len(kept)}, nil
	}
	err := s.receive(c, "recvfrom", max, false)
	return Message{Data: c.taken(), From: c.got.From, Size: c.got.Size}, err
}

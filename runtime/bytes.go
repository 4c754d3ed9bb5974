package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

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

// MaxReceive is the largest buffer one receive may ask for, in bytes.
const MaxReceive = 16 << 20

// Recv waits until something is there and gives up to max bytes of it
// (recv(2)). At the end of the stream the error is io.EOF, which is news and
// not recorded as a failure. A datagram may be empty; what does not fit is lost.
func (s *Socket) Recv(c *Caller, max int) ([]byte, error) {
	if kept := s.takeKept(max); kept != nil {
		return kept, nil
	}
	return s.recv(c, "recv", max, false)
}

// Peek gives what Recv would give, and leaves it there.
func (s *Socket) Peek(c *Caller, max int) ([]byte, error) {
	s.mu.Lock()
	if len(s.kept) > 0 && max > 0 && !s.closed {
		defer s.mu.Unlock()
		return bytes.Clone(s.kept[:min(max, len(s.kept))]), nil
	}
	s.mu.Unlock()
	return s.recv(c, "peek", max, true)
}

func (s *Socket) recv(c *Caller, name string, max int, peek bool) ([]byte, error) {
	got, err := s.receive(c, name, max, peek)
	return got.Data, err
}

// receive makes one receive call and records it. io.EOF is the end of a stream.
func (s *Socket) receive(c *Caller, name string, max int, peek bool) (Received, error) {
	k := s.begin(c, name, "")
	err := s.mayTalk()
	if err == nil && (max < 0 || max > MaxReceive) {
		err = argumentError("max: got %d, want 0 to %d", max, MaxReceive)
	}
	var got Received
	from := s.received.Load()
	if err == nil {
		err = k.blocking(Read, func(blocked func()) (err error) {
			got, err = s.ep.Recv(max, peek, blocked)
			from = s.received.Load()
			if !peek {
				s.received.Add(int64(len(got.Data))) // one receive at a time: the order of the stream
			}
			return err
		})
	}
	n := len(got.Data)
	eof := err == nil && n == 0 && max > 0 && s.Network.IsStream()
	err = k.end(s.session, err, func(e *Event) {
		e.N, e.Size, e.EOF, e.Remote = n, got.Size, eof, got.From
		e.Stream = Range{from, from + int64(n)}
		e.Data = preview(got.Data)
	})
	if eof {
		err = io.EOF
	}
	return got, err
}

// A Message is one datagram as it came.
type Message struct {
	Data []byte
	From Address
	Size int // bytes it had, more than len(Data) if it was cut; -1 if cut by an unknown number
}

// RecvFrom waits for a datagram and gives its first max bytes and its sender
// (recvfrom(2)). On a stream it gives bytes, and io.EOF at the end.
func (s *Socket) RecvFrom(c *Caller, max int) (Message, error) {
	if kept := s.takeKept(max); kept != nil {
		return Message{Data: kept, Size: len(kept)}, nil
	}
	got, err := s.receive(c, "recvfrom", max, false)
	return Message{Data: got.Data, From: got.From, Size: got.Size}, err
}

// takeKept takes up to max of the bytes that a failed call left, or nil.
func (s *Socket) takeKept(max int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) == 0 || max <= 0 || s.closed {
		return nil
	}
	n := min(max, len(s.kept))
	out := s.kept[:n:n]
	s.kept = s.kept[n:]
	return out
}

// keep puts bytes back that a failed call had collected; they come first again.
func (s *Socket) keep(data []byte) {
	if len(data) == 0 {
		return
	}
	s.mu.Lock()
	s.kept = append(data, s.kept...)
	s.mu.Unlock()
}

// collect is the end of the calls that wait for more than one receive: what
// they have is kept in the socket if they fail, and the error says how much.
func (s *Socket) collect(op string, have []byte, err error) ([]byte, error) {
	if err == nil || err == io.EOF && len(have) == 0 {
		return have, err
	}
	s.keep(have)
	if err == io.EOF {
		return nil, &CallError{Op: op, Socket: s, Kept: len(have), Err: io.ErrUnexpectedEOF,
			Text: "the stream ended in the middle"}
	}
	var ce *CallError
	if errors.As(err, &ce) {
		ce.Kept = len(have)
	}
	return nil, err
}

// collecting begins a call that makes several receives: one at a time on a
// socket, so that two tasks never share a line, and within the socket's own
// time limit as a whole. A socket with messages refuses: they would be cut and
// their rest lost.
func (s *Socket) collecting(c *Caller, name string) (done func(), err error) {
	unname := c.as(name)
	defer func() {
		if err != nil {
			err = &CallError{Op: c.Via, Socket: s, Err: err}
			unname()
		}
	}()
	if !s.Network.IsStream() {
		return nil, &wrapped{fmt.Sprintf("a %s socket has messages, not a stream: use recv or recvfrom", s.Network), unix.EOPNOTSUPP}
	}
	unlimit := s.limit(c)
	err = s.whole.enter(c, Waiting{Call: c.Via, Socket: s, Place: c.Place})
	c.resume()
	if err != nil {
		unlimit()
		return nil, asClosed(err)
	}
	return func() {
		s.whole.leave(c)
		unlimit()
		unname()
	}, nil
}

// RecvExactly waits for n bytes, over as many receives as it takes, and never
// takes more from the kernel. io.EOF: the stream ended before the first byte.
func (s *Socket) RecvExactly(c *Caller, n int) ([]byte, error) {
	done, err := s.collecting(c, "recv_exactly")
	if err != nil {
		return nil, err
	}
	defer done()
	if n < 0 || n > MaxReceive {
		return nil, &CallError{Op: c.Via, Socket: s, Err: argumentError("n: got %d, want 0 to %d", n, MaxReceive)}
	}
	have := s.takeKept(n)
	for len(have) < n {
		more, err := s.recv(c, "recv", n-len(have), false)
		if err != nil {
			return s.collect(c.Via, have, err)
		}
		if have == nil {
			have = more // most often this is all
		} else {
			have = append(have, more...)
		}
	}
	return have, nil
}

// peekSize is how much RecvUntil looks at in one go.
const peekSize = 64 << 10

// RecvUntil waits for the delimiter and gives the bytes up to and with it. It
// peeks first, so that what follows the delimiter stays in the kernel's queue.
// limit bounds what may come before the delimiter. io.EOF: the stream ended
// before the first byte.
func (s *Socket) RecvUntil(c *Caller, delimiter []byte, limit int) ([]byte, error) {
	done, err := s.collecting(c, "recv_until")
	if err != nil {
		return nil, err
	}
	defer done()
	if len(delimiter) == 0 {
		return nil, &CallError{Op: c.Via, Socket: s, Err: argumentError("delimiter: got an empty string")}
	}
	var have []byte
	more := s.takeKept(math.MaxInt)
	for {
		take, found := findAcross(have, more, delimiter)
		s.keep(bytes.Clone(more[take:])) // none, unless they were kept or another receive was quicker
		have = append(have, more[:take]...)
		room := min(limit, math.MaxInt32) + len(delimiter) - len(have)
		switch {
		case found && room >= 0:
			return have, nil
		case room <= 0:
			err = &CallError{Op: c.Via, Socket: s, Err: &LimitError{What: "no delimiter in " + itoa(len(have)) + " bytes", Flag: "limit="}}
			return s.collect(c.Via, have, err)
		}
		seen, err := s.recv(c, "peek", min(peekSize, room), true)
		if err == nil {
			take, _ = findAcross(have, seen, delimiter)
			more, err = s.recv(c, "recv", take, false)
		}
		if err != nil {
			return s.collect(c.Via, have, err)
		}
	}
}

// findAcross looks for the delimiter in have followed by seen, and gives how
// many bytes of seen to take: up to and with the delimiter, or all.
func findAcross(have, seen, delimiter []byte) (take int, found bool) {
	tail := have[max(0, len(have)-len(delimiter)+1):]
	joined := append(bytes.Clone(tail), seen...)
	if i := bytes.Index(joined, delimiter); i >= 0 {
		return i + len(delimiter) - len(tail), true
	}
	return len(seen), false
}

// RecvAll gives everything up to the end of the stream, at most limit bytes.
func (s *Socket) RecvAll(c *Caller, limit int) ([]byte, error) {
	done, err := s.collecting(c, "recv_all")
	if err != nil {
		return nil, err
	}
	defer done()
	have := s.takeKept(math.MaxInt)
	for {
		if len(have) > limit {
			err = &CallError{Op: c.Via, Socket: s, Err: &LimitError{What: itoa(len(have)) + " bytes came and the stream goes on", Flag: "limit="}}
			return s.collect(c.Via, have, err)
		}
		more, err := s.recv(c, "recv", min(peekSize, max(limit, 0)-len(have)+1), false)
		if err == io.EOF {
			return have, nil
		}
		if err != nil {
			return s.collect(c.Via, have, err)
		}
		have = append(have, more...)
	}
}

// timedOut reports whether err is a deadline that went by.
func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

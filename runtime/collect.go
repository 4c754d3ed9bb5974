package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"sockpit/runtime/stack"

	"sockpit/runtime/printable"
)

// takeKept takes up to max of the bytes that a failed call left, or nil; with
// peek they stay.
func (s *Socket) takeKept(max int, peek bool) []byte {
	if s.Kept() == 0 || max <= 0 || s.Closed() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(max, len(s.kept))
	if n == 0 {
		return nil // another task was here first
	}
	out := s.kept[:n:n]
	if peek {
		return bytes.Clone(out)
	}
	s.kept = s.kept[n:]
	s.keeps.Store(int64(len(s.kept)))
	return out
}

// keep puts bytes back that a failed call had collected; they come first again.
func (s *Socket) keep(data []byte) {
	if len(data) == 0 {
		return
	}
	s.mu.Lock()
	s.kept = append(data, s.kept...)
	s.keeps.Store(int64(len(s.kept)))
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
		return nil, stack.Misuse(fmt.Sprintf("a %s socket has messages, not a stream: use recv or recvfrom", s.Network))
	}
	given := c.Deadline
	s.limit(c)
	c.about(c.Via, s, time.Time{})
	err = s.whole.enter(c)
	c.resume()
	if err != nil {
		c.Deadline = given
		return nil, asClosed(err)
	}
	return func() {
		s.whole.leave(c)
		c.Deadline = given
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
	have := s.takeKept(n, false)
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
	more := s.takeKept(math.MaxInt, false)
	for {
		take, found := findAcross(have, more, delimiter)
		s.keep(bytes.Clone(more[take:])) // none, unless they were kept or another receive was quicker
		have = append(have, more[:take]...)
		room := min(limit, math.MaxInt32) + len(delimiter) - len(have)
		switch {
		case found && room >= 0:
			return have, nil
		case room <= 0:
			err = &CallError{Op: c.Via, Socket: s, Err: &LimitError{What: "more than " + printable.Plural(limit, "byte") + " before the delimiter", Flag: "limit=" + strconv.Itoa(limit)}}
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
	have := s.takeKept(math.MaxInt, false)
	for {
		if len(have) > limit {
			err = &CallError{Op: c.Via, Socket: s, Err: &LimitError{What: strconv.Itoa(len(have)) + " bytes came and the stream goes on", Flag: "limit="}}
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

package runtime

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
)

// Faults are what is wrong with one direction of a stream socket, or with both:
// a bad cable at our end. They act in the Socket, between who calls and the
// stack, so what the stack says of the socket stays true. The zero value is a
// good cable.
type Faults struct {
	Delay  time.Duration // before each piece is handed on
	Rate   int           // bytes a second; 0: no limit
	Slice  int           // most bytes in one piece; 0: no limit
	Halves bool          // what could pass at once passes as two pieces
	Glued  bool          // small sends are collected and sent together; sending only
	Stop   Mark          // from here on nothing passes, and calls wait
	Reset  Mark          // here the connection is reset
	Drop   Mark          // from here on bytes are thrown away
}

// A Mark is a place in a stream: after so many bytes from its begin, in one
// direction. The zero Mark is nowhere.
type Mark struct {
	set bool
	at  int64
}

// After gives the Mark after n bytes of the stream.
func After(n int64) Mark { return Mark{true, n} }

// passed reports whether the stream has come to the mark.
func (m Mark) passed(at int64) bool { return at >= m.at }

// None reports whether nothing is wrong.
func (f Faults) None() bool { return f == Faults{} }

// String says what is wrong in a few words, "" if nothing is.
func (f Faults) String() string {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(f.Glued, "glued")
	add(f.Drop.set, "drop"+f.Drop.after())
	add(f.Stop.set, "stop"+f.Stop.after())
	add(f.Reset.set, "reset"+f.Reset.after())
	add(f.Slice > 0, fmt.Sprintf("slice %d", f.Slice))
	add(f.Halves, "halves")
	add(f.Rate > 0, fmt.Sprintf("rate %d bytes/s", f.Rate))
	add(f.Delay > 0, "delay "+f.Delay.String())
	return strings.Join(parts, ", ")
}

func (m Mark) after() string {
	if m.at == 0 {
		return ""
	}
	return " after " + countBytes(m.at)
}

func countBytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.Itoa(int(n)) + " bytes"
}

// list gives the faults as they act on each piece, in that order: those that
// end the stream, those that cut, those that take time. Rate cuts what the
// cutters left, and so comes after them.
func (f Faults) list(c clock.Clock) []fault {
	var out []fault
	if f.Drop.set {
		out = append(out, drop{f.Drop})
	}
	if f.Stop.set {
		out = append(out, stop{f.Stop})
	}
	if f.Reset.set {
		out = append(out, reset{f.Reset})
	}
	if f.Slice > 0 {
		out = append(out, slice{f.Slice})
	}
	if f.Halves {
		out = append(out, &halves{})
	}
	if f.Rate > 0 {
		out = append(out, &rate{clock: c, perSecond: f.Rate})
	}
	if f.Delay > 0 {
		out = append(out, delay{min(f.Delay, maxDelay)})
	}
	return out
}

// maxDelay keeps sums of delays from overflowing; nobody lives to see it.
const maxDelay = 1000000 * time.Hour

// A Side is which directions of a socket faults are for.
type Side int

// The sides.
const (
	BothSides Side = iota
	RecvSide
	SendSide
)

// String gives the word that scripts use.
func (s Side) String() string { return [...]string{"both", "recv", "send"}[s] }

func (s Side) has(d stack.Direction) bool {
	return s == BothSides || (s == RecvSide) == (d == stack.Read)
}

// Fault sets what is wrong with those directions of a stream from now on, also
// for calls that wait already, in place of what was wrong before; the zero
// Faults make them good again. Each call that meets a fault records an event
// "fault" that says what it did.
func (s *Socket) Fault(c *Caller, side Side, f Faults) error {
	arg := f.String()
	if arg == "" {
		arg = "none"
	}
	return s.simple(c, "fault", side.String()+": "+arg, func() error {
		switch {
		case !s.Network.IsStream():
			return &stack.Error{Text: fmt.Sprintf("a %s socket has messages, not a stream: faults are for streams", s.Network), Err: syscall.EOPNOTSUPP}
		case s.Kind() == Listener:
			return &stack.Error{Text: "a listener has no stream: set the fault on the socket that accept returned", Err: syscall.ENOTCONN}
		}
		return s.setFaults(side, f)
	})
}

func (s *Socket) setFaults(side Side, f Faults) error {
	s.mu.Lock()
	w := s.wire.Load()
	switch {
	case s.Closed():
		s.mu.Unlock()
		return ErrClosed
	case w == nil && f.None():
		s.mu.Unlock()
		return nil
	case w == nil:
		w = newWire(s)
		s.wire.Store(w)
	}
	s.mu.Unlock()
	s.unwatch()
	for d := range s.gates {
		if side.has(stack.Direction(d)) {
			w.lines[d].set(f)
			s.gates[d].poke()
		}
	}
	return nil
}

// Faults says what is wrong, "recv: stop, delay 200ms; send: drop"; "" if nothing is.
func (s *Socket) Faults() string {
	w := s.wire.Load()
	if w == nil {
		return ""
	}
	recv, send := w.lines[stack.Read].describe(), w.lines[stack.Write].describe()
	switch {
	case recv == send:
		return recv
	case recv == "":
		return "send: " + send
	case send == "":
		return "recv: " + recv
	}
	return "recv: " + recv + "; send: " + send
}

// endpoint is what calls that move bytes are made on: the stack's socket, or
// the bad cable before it.
func (s *Socket) endpoint() stack.Endpoint {
	if w := s.wire.Load(); w != nil && s.Kind() != Listener {
		return w
	}
	return s.ep
}

// deadlines is where a gate sets the deadline of its calls.
type deadlines struct{ s *Socket }

func (d deadlines) SetDeadline(dir stack.Direction, t time.Time) error {
	if w := d.s.wire.Load(); w != nil {
		return w.SetDeadline(dir, t)
	}
	return d.s.ep.SetDeadline(dir, t)
}

// SetFaults sets what is wrong with both directions of the streams that the
// session makes from now on.
func (s *Session) SetFaults(f Faults) {
	s.mu.Lock()
	s.faults = f
	s.mu.Unlock()
}

// Rewire is SetFaults for the streams that there are, too.
func (s *Session) Rewire(f Faults) {
	s.SetFaults(f)
	for _, sock := range s.Sockets() {
		if sock.Network.IsStream() && sock.Kind() == Stream {
			_ = sock.setFaults(BothSides, f) // it fails for what was closed meanwhile
		}
	}
}

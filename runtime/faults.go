package runtime

import (
	"fmt"
	"time"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// Fault sets what is wrong with those directions of a stream from now on, also
// for calls that wait already, in place of what was wrong before; the zero
// Faults make them good again. Each call that meets a fault records an event
// "fault" that says what it did.
func (s *Socket) Fault(c *Caller, side wire.Side, f wire.Faults) error {
	arg := f.String()
	if arg == "" {
		arg = "none"
	}
	return s.simple(c, "fault", side.String()+": "+arg, func() error {
		switch {
		case !s.Network.IsStream():
			return stack.Misuse(fmt.Sprintf("a %s socket has messages, not a stream: faults are for streams", s.Network))
		case s.Kind() == Listener:
			return stack.Misuse("a listener has no stream: set the fault on the socket that accept returned")
		}
		return s.setFaults(side, f)
	})
}

func (s *Socket) setFaults(side wire.Side, f wire.Faults) error {
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
		w = wire.NewWire(s.stream())
		s.wire.Store(w)
	}
	s.mu.Unlock()
	s.unwatch()
	for d := range s.gates {
		if side.Has(stack.Direction(d)) {
			w.Set(stack.Direction(d), f)
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
	recv, send := w.Faults(stack.Read).String(), w.Faults(stack.Write).String()
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

// FaultsOf gives what is wrong with a direction.
func (s *Socket) FaultsOf(d stack.Direction) wire.Faults {
	if w := s.wire.Load(); w != nil {
		return w.Faults(d)
	}
	return wire.Faults{}
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
func (s *Session) SetFaults(f wire.Faults) {
	s.mu.Lock()
	s.faults = f
	s.mu.Unlock()
}

// Rewire is SetFaults for the streams that there are, too.
func (s *Session) Rewire(f wire.Faults) {
	s.SetFaults(f)
	for _, sock := range s.Sockets() {
		if sock.Network.IsStream() && sock.Kind() == Stream {
			_ = sock.setFaults(wire.BothSides, f) // it fails for what was closed meanwhile
		}
	}
}

// flush sends what a fault holds back to glue it.
func (s *Socket) flush(c *Caller) error {
	w := s.wire.Load()
	if w == nil || !w.HoldsBack() {
		return nil
	}
	given := c.Deadline
	s.limit(c)
	defer func() { c.Deadline = given }()
	defer c.resume()
	c.about("send", s, time.Time{})
	return s.gates[stack.Write].through(c, func(blocked func()) error {
		return w.PushHeld(by(c), blocked)
	})
}

// withheld gives how many of the last send's bytes the stack did not get. The
// caller is inside the gate.
func (s *Socket) withheld() int {
	if w := s.wire.Load(); w != nil {
		return w.TakeWithheld()
	}
	return 0
}

// stream is what a wire before the socket needs of it.
func (s *Socket) stream() wire.Carried {
	return wire.Carried{
		Socket: s.ID, Log: s.session.Log, Clock: s.session.Clock, Endpoint: s.ep, Abort: s.aborter(),
		Sent: &s.sent, Received: &s.received,
		Caller: func(d stack.Direction) wire.By { return by(s.gates[d].caller()) },
		Flush:  func(who wire.By) { _ = s.flush(&Caller{Task: who.Task, Place: who.Place, Clock: s.session.Clock}) },
	}
}

// by says who calls; nobody if c is nil.
func by(c *Caller) wire.By {
	if c == nil {
		return wire.By{}
	}
	return wire.By{Task: c.Task, Place: c.Place, Via: c.Via}
}

// aborter gives what resets the connection and leaves the endpoint open, as when
// the network resets it; nil if the stack can't.
func (s *Socket) aborter() func() error {
	if a, ok := s.ep.Endpoint.(interface{ Abort() error }); ok {
		return a.Abort
	}
	return nil
}

package runtime

import (
	"errors"
	"os"
	"time"
)

// A call is one Event in the making.
type call struct {
	socket *Socket
	caller *Caller
	event  Event
}

// begin records that c calls name on s.
func (s *Socket) begin(c *Caller, name, arg string) call {
	return begin(s.session, s, c, name, arg)
}

func begin(session *Session, s *Socket, c *Caller, name, arg string) call {
	k := call{socket: s, caller: c, event: Event{Task: c.Task, Place: c.Place, Call: name, Arg: arg}}
	if c.Via != name {
		k.event.Via = c.Via
	}
	if s != nil {
		k.event.Socket = s.ID
	}
	k.event.Seq = session.Log.begin(k.event)
	return k
}

// end completes the event and makes a *CallError of err, in which Op is what
// the script called. It also gives the caller its turn back if it waited.
func (k *call) end(session *Session, err error, fill func(*Event)) error {
	session.Log.end(k.event.Seq, func(e *Event) {
		e.Err = err
		if fill != nil {
			fill(e)
		}
	})
	k.caller.resume()
	if err == nil {
		return nil
	}
	op := k.event.Call
	if k.event.Via != "" {
		op = k.event.Via
	}
	ce := &CallError{Op: op, Socket: k.socket, Err: err, Event: k.event.Seq}
	switch k.event.Call {
	case "bind", "connect", "sendto":
		ce.Target = k.event.Arg
	}
	return ce
}

// blocking runs op, which may wait, when it is the caller's turn in that
// direction. The socket's own time limit counts if it is the shorter one.
func (k *call) blocking(d Direction, op func(blocked func()) error) error {
	s, c := k.socket, k.caller
	if s.Closed() {
		return ErrClosed
	}
	given := c.Deadline
	if t := s.Timeout(); t > 0 {
		if own := time.Now().Add(t); given.IsZero() || own.Before(given) {
			c.Deadline = own
			defer func() { c.Deadline = given }()
		}
	}
	w := Waiting{Call: k.event.Call, Socket: s, Place: c.Place}
	if k.event.Via != "" {
		w.Call = k.event.Via
	}
	err := s.gates[d].through(c, w, func(t time.Time) error { return s.ep.SetDeadline(d, t) }, op)
	if errors.Is(err, os.ErrClosed) {
		return ErrClosed
	}
	return err
}

// simple records a call that never waits.
func (s *Socket) simple(c *Caller, name, arg string, op func() error) error {
	k := s.begin(c, name, arg)
	err := error(ErrClosed)
	if !s.Closed() {
		err = op()
	}
	return k.end(s.session, err, nil)
}

package runtime

import (
	"errors"
	"os"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// A call is one Event in the making.
type call struct {
	socket *Socket
	caller *Caller
	op     string // what the script called
	target string // for the error: "127.0.0.1:9000"
	ticket event.Ticket
}

// begin records that c calls name on s.
func (s *Socket) begin(c *Caller, name, arg string) call {
	return begin(s.session, s, c, name, arg)
}

func begin(session *Session, s *Socket, c *Caller, name, arg string) (k call) {
	k.begin(session, s, c, name, arg)
	return k
}

// begin makes k, and records that c calls name on s, which may be nil.
func (k *call) begin(session *Session, s *Socket, c *Caller, name, arg string) {
	w := event.Header{Task: c.Task, Place: c.Place, Call: name, Arg: arg}
	if c.Via != name {
		w.Via = c.Via
	}
	k.socket, k.caller, k.op = s, c, name
	if w.Via != "" {
		k.op = w.Via
	}
	switch name {
	case "bind", "connect", "sendto":
		k.target = arg
	}
	if s != nil {
		w.Socket = s.ID
	}
	k.ticket, c.began = session.Log.Begin(&w, "")
}

// end completes the event and makes a *CallError of err, in which Op is what
// the script called. It also gives the caller its turn back if it waited.
func (k *call) end(session *Session, err error, fill func(*event.Event)) error {
	session.Log.End(k.ticket, err, fill)
	k.caller.resume()
	return k.failure(err)
}

// endTransfer is end for a send or a receive; see Log.EndTransfer.
func (k *call) endTransfer(err error, t *event.Transfer, remote *stack.Address, mine bool) error {
	k.socket.session.Log.EndTransfer(k.ticket, err, t, remote, mine)
	k.caller.resume()
	return k.failure(err)
}

// failure makes a *CallError of err.
func (k *call) failure(err error) error {
	if err == nil {
		return nil
	}
	return &CallError{Op: k.op, Socket: k.socket, Target: k.target, Err: err, Event: k.ticket.Seq}
}

// blocking runs op, which may wait, when it is the caller's turn in that
// direction. The socket's own time limit counts if it is the shorter one.
func (k *call) blocking(d stack.Direction, op func(blocked func()) error) error {
	s, c := k.socket, k.caller
	if s.Closed() {
		return ErrClosed
	}
	given := c.Deadline
	s.limit(c)
	c.about(k.op, s, c.began)
	err := asClosed(s.gates[d].through(c, op))
	c.Deadline = given
	return err
}

// limit sets the caller's deadline by the socket's own time limit, if that is
// the shorter one. Who calls it puts the deadline back.
func (s *Socket) limit(c *Caller) {
	t := s.Timeout()
	if t <= 0 {
		return
	}
	if own := c.now().Add(t); c.Deadline.IsZero() || own.Before(c.Deadline) {
		c.Deadline = own
	}
}

// asClosed makes the ways to say that a socket is closed one.
//
//go:noinline
func asClosed(err error) error {
	if err == nil {
		return nil
	}
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
	var local stack.Address
	if err == nil && (name == "bind" || name == "listen") {
		local, _ = s.ep.Local()
	}
	err = k.end(s.session, err, func(e *event.Event) { e.Local = local })
	if err == nil && movers[name] {
		s.look()
	}
	return err
}

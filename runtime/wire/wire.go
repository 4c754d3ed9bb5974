package wire

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// A Wire is an Endpoint with a bad cable before it. A socket has none until a
// fault is set on it. Each direction is a line with faults of its own.
//
// What has come stays in the stack's queue until it may pass: the wire peeks to
// see it. Where the faults change, who
// set them ends the wait of the call under way, which then begins again.
type Wire struct {
	stack.Endpoint
	of    Carried
	lines [2]line

	broken atomic.Bool // the connection was reset by a fault
	gone   atomic.Bool // that closed the endpoint
}

// Carried is the stream that a wire carries, and what it needs of the socket.
type Carried struct {
	Socket         int // its number, for events
	Log            *event.Log
	Clock          clock.Clock
	Endpoint       stack.Endpoint
	Abort          func() error  // resets the connection and leaves the endpoint open; nil: it is closed
	Sent, Received *atomic.Int64 // bytes of the stream
	Caller         func(stack.Direction) By
	Flush          func(By) // makes a call of PushHeld, in the turn of a send
}

// By is who makes a call; the zero By is nobody.
type By struct {
	Task  int
	Place event.Place
	Via   string
}

// NewWire makes a wire without faults.
func NewWire(of Carried) *Wire {
	w := &Wire{Endpoint: of.Endpoint, of: of}
	for d := range w.lines {
		w.lines[d].open(&w.of, stack.Direction(d))
	}
	return w
}

// Set puts faults of a direction in place of those before.
func (w *Wire) Set(d stack.Direction, f Faults) { w.lines[d].set(f) }

// Faults says what is wrong with a direction.
func (w *Wire) Faults(d stack.Direction) Faults {
	l := &w.lines[d]
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.is
}

// Waits says whether a call waits on a direction: until the faults change, or a
// while.
func (w *Wire) Waits(d stack.Direction) (stopped, delayed bool) { return w.lines[d].waits() }

// TakeWithheld gives, once, how many bytes of the last send the stack did not get.
func (w *Wire) TakeWithheld() int { return w.lines[stack.Write].takeWithheld() }

// hangUp resets the connection for both ends.
func (w *Wire) hangUp() error {
	w.broken.Store(true)
	var err error
	if w.of.Abort != nil {
		err = w.of.Abort()
	} else {
		w.gone.Store(true)
		err = w.Endpoint.Reset()
	}
	for d := range w.lines {
		w.lines[d].cut()
	}
	if err != nil {
		return err
	}
	return syscall.ECONNRESET
}

// asReset makes of what a call gives after a reset of ours what it would give
// after one by the network: the first call of a direction meets the reset.
func (w *Wire) asReset(d stack.Direction, err error) error {
	if !w.broken.Load() || overdue(err) {
		return err
	}
	switch {
	case w.lines[d].tell():
		return syscall.ECONNRESET
	case d == stack.Write:
		return syscall.EPIPE
	}
	return nil
}

// Recv gives what may pass of what has come.
func (w *Wire) Recv(got *stack.Received, max int, peek bool, blocked func()) error {
	l := &w.lines[stack.Read]
	if max == 0 {
		return w.Endpoint.Recv(got, max, peek, blocked)
	}
	if w.broken.Load() {
		return w.asReset(stack.Read, nil)
	}
	if !l.bad() {
		return w.asReset(stack.Read, w.Endpoint.Recv(got, max, peek, blocked))
	}
	defer l.settle()
	if err := l.takeFailure(); err != nil {
		return err
	}
	if err := w.admit(blocked); err != nil {
		return w.asReset(stack.Read, err)
	}
	if n := l.admitted(); n > 0 {
		max = min(max, n)
	}
	return w.asReset(stack.Read, w.Endpoint.Recv(got, max, peek, blocked))
}

// lookSize is how far into what has come the faults look at once.
const lookSize = 64 << 10

// admit waits until something may be received, be it the end.
func (w *Wire) admit(blocked func()) error {
	l := &w.lines[stack.Read]
	for !l.mayPass() {
		if !l.coming() {
			at := w.of.Received.Load()
			var got stack.Received
			if err := w.Endpoint.Recv(&got, lookSize, true, blocked); err != nil {
				return err
			}
			v := l.judge(at, len(got.Data))
			switch v.do {
			case hold:
				return l.wait(time.Time{}, blocked)
			case hangUp:
				return w.hangUp()
			case discard:
				got = stack.Received{}
				err := w.Endpoint.Recv(&got, v.n, false, blocked)
				w.of.Received.Add(int64(len(got.Data)))
				if err != nil {
					return err
				}
				continue
			}
			l.expect(at, v)
		}
		if err := l.wait(l.dueAt(), blocked); err != nil {
			return err
		}
		l.arrive()
	}
	return nil
}

// Send gives p to the stack, piece by piece.
func (w *Wire) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	l := &w.lines[stack.Write]
	switch {
	case w.broken.Load():
		return 0, w.asReset(stack.Write, nil)
	case l.glues(len(p)):
		return w.glue(p, blocked)
	}
	return w.push(p, to, blocked)
}

// push is Send without the gluing.
func (w *Wire) push(p []byte, to stack.Address, blocked func()) (n int, err error) {
	l := &w.lines[stack.Write]
	if !l.bad() || len(p) == 0 {
		n, err = w.Endpoint.Send(p, to, blocked)
		return n, w.asReset(stack.Write, err)
	}
	defer l.settle()
	from := w.of.Sent.Load()
	for n < len(p) && err == nil {
		v := l.judge(from+int64(n), len(p)-n)
		switch v.do {
		case hold:
			err = l.wait(time.Time{}, blocked)
		case hangUp:
			err = w.hangUp()
		case discard:
			n += v.n
			l.withhold(v.n)
		case pass:
			if v.wait > 0 {
				err = l.wait(l.clock().Now().Add(v.wait), blocked)
			}
			if err == nil {
				l.through()
				var took int
				took, err = w.Endpoint.Send(p[n:n+v.n], to, blocked)
				n += took
			}
		}
	}
	return n, w.asReset(stack.Write, err)
}

// Ready waits until a call in that direction would not wait.
func (w *Wire) Ready(d stack.Direction, blocked func()) error {
	l := &w.lines[d]
	var err error
	switch {
	case w.broken.Load():
		return nil
	case d == stack.Write && l.holds(w.of.Sent.Load()):
		err = l.wait(time.Time{}, blocked)
	case d == stack.Write || !l.bad():
		err = w.Endpoint.Ready(d, blocked)
	default:
		err = w.admit(blocked)
		l.settle()
	}
	switch {
	case overdue(err):
		return err
	case w.broken.Load():
		return nil
	case d == stack.Read && err != nil && !errors.Is(err, os.ErrClosed) && !errors.Is(err, net.ErrClosed):
		l.fail(err) // the stack tells an error once: it is for the receive to come
		return nil
	}
	return err
}

// Poll reports whether a call in that direction would not wait now. A piece
// that a fault has not judged yet may have to wait.
func (w *Wire) Poll(d stack.Direction) bool {
	l := &w.lines[d]
	switch {
	case w.broken.Load():
		return true
	case d == stack.Write:
		return !l.holds(w.of.Sent.Load()) && w.Endpoint.Poll(d)
	case l.bad():
		return l.readable() || l.atOnce(w.of.Received.Load()) && w.Endpoint.Poll(d)
	}
	return w.Endpoint.Poll(d)
}

// SetDeadline sets when waits of the line and of the stack end.
func (w *Wire) SetDeadline(d stack.Direction, t time.Time) error {
	w.lines[d].setDeadline(t)
	return w.Endpoint.SetDeadline(d, t)
}

// Close closes the endpoint and ends the waits on both lines.
func (w *Wire) Close() error { return w.end(w.Endpoint.Close) }

// Reset closes the endpoint with a reset and ends the waits on both lines.
func (w *Wire) Reset() error { return w.end(w.Endpoint.Reset) }

func (w *Wire) end(op func() error) error {
	for d := range w.lines {
		w.lines[d].close()
	}
	if w.gone.Load() {
		return nil
	}
	return op()
}

// overdue reports whether err is a deadline that went by.
func overdue(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

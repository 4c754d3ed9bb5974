package replay

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A sender does what the other side notices of one connection, in order: it
// sends, ends a direction, leaves. Whoever gives it something to do waits until
// that is done, or until it has to wait for the other side to receive.
type sender struct {
	player *player
	conn   int // number of the recorded socket
	sock   *runtime.Socket
	queue  chan op

	mu      sync.Mutex
	changed sync.Cond
	given   int
	done    int
	blocked bool // it waits for the other side
	failed  bool
}

func newSender(r *player, c *Conn, ops int) *sender {
	s := &sender{player: r, conn: c.ID, sock: c.sock, queue: make(chan op, ops)} // there is room for every op
	s.changed.L = &s.mu
	return s
}

func (s *sender) do(o op) {
	s.queue <- o
	s.mu.Lock()
	defer s.mu.Unlock()
	s.given++
	for s.done < s.given && !s.blocked && !s.failed {
		s.changed.Wait()
	}
}

func (s *sender) note(change func()) {
	s.mu.Lock()
	change()
	s.mu.Unlock()
	s.changed.Broadcast()
}

func (s *sender) run() {
	caller := &runtime.Caller{
		Clock:  s.player.session.Clock,
		Block:  func() { s.note(func() { s.blocked = true }) },
		Resume: func() { s.note(func() { s.blocked = false }) },
	}
	for o := range s.queue {
		caller.SetTimeout(s.player.options.Patience)
		if err := s.make(caller, o); err != nil {
			s.player.fail(s.conn, o, err)
			s.note(func() { s.failed = true })
			return
		}
		s.note(func() { s.done++ })
	}
}

func (s *sender) make(c *runtime.Caller, o op) error {
	switch {
	case o.kind == send:
		n, err := s.sock.Send(c, o.event.Data)
		s.player.count(n)
		return err
	case o.kind == shutdown:
		return s.sock.Shutdown(c, howOf(o.event.Arg))
	case o.event.Call == "reset":
		return s.sock.Reset(c)
	}
	return s.sock.Close(c)
}

func howOf(arg string) stack.How {
	for _, h := range []stack.How{stack.ShutRead, stack.ShutWrite} {
		if h.String() == arg {
			return h
		}
	}
	return stack.ShutBoth
}

func (r *player) count(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent += int64(n)
}

// fail keeps the first failure of a sender and ends what the player waits for.
func (r *player) fail(conn int, o op, err error) {
	what := fmt.Sprintf("%s on #%d failed: %s", o.event.Call, conn, err)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		what = fmt.Sprintf("%d bytes of #%d could not be sent within %s: the other side does not receive", len(o.event.Data), conn, r.options.Patience)
	}
	r.mu.Lock()
	if r.failed == nil {
		r.failed = &Difference{Conn: conn, What: what, Event: o.event, Err: err}
	}
	r.mu.Unlock()
	r.caller.Interrupt(err)
}

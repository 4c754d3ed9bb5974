package runtime

import (
	"errors"
	"os"
	"slices"
	"sync"
	"time"
)

// past is a deadline that has always gone by: set on an endpoint it wakes the
// call that waits there.
var past = time.Unix(1, 0)

// A gate is one direction of a socket. It lets one call at a time through to
// the poller, first come, first served: the poller's own lock could not be
// interrupted, and has one deadline for all.
type gate struct {
	expire func() // wakes the call inside

	mu     sync.Mutex
	inside *Caller
	queue  []*Caller
	closed bool
}

// enter waits for the caller's turn. The error is the cause of an interrupt,
// os.ErrDeadlineExceeded, or os.ErrClosed.
func (g *gate) enter(c *Caller, w Waiting) error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return os.ErrClosed
	}
	if g.inside == nil {
		g.inside = c
		g.mu.Unlock()
		return nil
	}
	if c.turn == nil {
		c.turn = make(chan struct{}, 1)
	}
	g.queue = append(g.queue, c)
	g.mu.Unlock()
	return g.await(c, w)
}

// await is the slow half of enter: another call is inside.
func (g *gate) await(c *Caller, w Waiting) error {
	woken := make(chan struct{}, 1)
	if !c.arm(func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	}) {
		return g.giveUp(c, c.Interrupted())
	}
	defer c.disarm()
	c.block(w)
	expire, stop := c.timer()
	defer stop()
	select {
	case <-c.turn:
		g.mu.Lock()
		closed := g.closed
		g.mu.Unlock()
		if closed {
			return os.ErrClosed
		}
		return nil
	case <-expire:
		return g.giveUp(c, os.ErrDeadlineExceeded)
	case <-woken:
		return g.giveUp(c, c.Interrupted())
	}
}

// giveUp takes c out of the queue, or passes on the turn it was just given.
func (g *gate) giveUp(c *Caller, why error) error {
	g.mu.Lock()
	i := slices.Index(g.queue, c)
	if i >= 0 {
		g.queue = slices.Delete(g.queue, i, i+1)
		g.mu.Unlock()
		return why
	}
	g.mu.Unlock()
	<-c.turn
	g.leave()
	return why
}

// leave lets the next call in.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside = nil
	if len(g.queue) > 0 {
		g.inside = g.queue[0]
		g.queue = slices.Delete(g.queue, 0, 1)
		g.inside.turn <- struct{}{}
	}
}

// close ends the waits of all that queue and of all that come later. The call
// inside is ended by closing the endpoint.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for _, c := range g.queue {
		c.turn <- struct{}{}
	}
	g.queue = nil
}

// callers gives those inside and waiting, for whoever looks.
func (g *gate) callers() []*Caller {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside == nil {
		return nil
	}
	return append([]*Caller{g.inside}, g.queue...)
}

// through runs op, one blocking call of the endpoint, when it is c's turn. op
// is given the function to call, once, when it finds that it must wait. The
// wait ends with the result of op, with the caller's deadline or interrupt, or
// with os.ErrClosed when the socket is closed.
func (g *gate) through(c *Caller, w Waiting, set func(time.Time) error, op func(blocked func()) error) error {
	if err := g.enter(c, w); err != nil {
		return err
	}
	defer g.leave()
	waited := false
	err := op(func() {
		if waited {
			return
		}
		waited = true
		if !c.Deadline.IsZero() {
			_ = set(c.Deadline)
		}
		if !c.arm(g.expire) {
			_ = set(past)
		}
		c.block(w)
	})
	if !waited {
		return err
	}
	c.disarm()
	interrupted := c.Interrupted()
	if !c.Deadline.IsZero() || interrupted != nil {
		_ = set(time.Time{})
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && interrupted != nil {
		return interrupted
	}
	return err
}

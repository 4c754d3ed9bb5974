package runtime

import (
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
)

// past is a deadline that has always gone by: set on an endpoint it wakes the
// call that waits there.
var past = time.Unix(1, 0)

// A gate is one direction of a socket. It lets one call at a time through to
// the poller, first come, first served: the poller's own lock could not be
// interrupted, and has one deadline for all.
type gate struct {
	ep      deadliner
	dir     stack.Direction
	expire  func() // wakes the call inside; made once, as blocked is
	blocked func() // the call inside found that it must wait

	mu        sync.Mutex
	inside    *Caller
	queue     []*Caller
	closed    bool
	poked     atomic.Bool   // the call inside is to begin again; set with mu held
	restarted chan struct{} // closed when it has, see poke

	waited bool // the call inside had to wait; it belongs to that call
}

// A deadliner is what a gate needs of an endpoint.
type deadliner interface {
	SetDeadline(stack.Direction, time.Time) error
}

// open makes the gate one of that endpoint's.
func (g *gate) open(ep deadliner, d stack.Direction) {
	g.ep, g.dir = ep, d
	g.expire = func() { _ = ep.SetDeadline(d, past) }
	g.blocked = g.block
}

// enter waits for the caller's turn. The error is the cause of an interrupt,
// os.ErrDeadlineExceeded, or os.ErrClosed.
func (g *gate) enter(c *Caller) error {
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
	return g.await(c)
}

// await is the slow half of enter: another call is inside.
func (g *gate) await(c *Caller) error {
	woken := make(chan struct{})
	if err := c.arm(func() { close(woken) }); err != nil {
		return g.giveUp(c, err)
	}
	stood := c.watchClock()
	expire, stop := c.timer()
	c.next.expire, c.next.queued = expire, func() bool { return g.has(c) }
	defer func() { c.next.expire, c.next.queued = nil, nil }()
	c.block()
	for ; ; expire, stop = c.timer() {
		select {
		case <-c.turn:
			stop()
			_ = c.disarm()
			if clock.AsStepped(c.clock()) != nil {
				c.resume()
			}
			if g.isClosed() {
				g.leave(c)
				return os.ErrClosed
			}
			return nil
		case <-expire:
			if c.putOff(&stood) {
				continue
			}
			_ = c.disarm()
			return g.giveUp(c, os.ErrDeadlineExceeded)
		case <-woken:
			stop()
			return g.giveUp(c, c.disarm())
		}
	}
}

// has reports whether c is in the queue.
func (g *gate) has(c *Caller) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Contains(g.queue, c)
}

func (g *gate) isClosed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
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
	g.leave(c)
	return why
}

// leave lets the next call in, if c is the one inside.
func (g *gate) leave(c *Caller) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside != c {
		return // the gate was closed before c's turn came
	}
	g.inside = nil
	if g.poked.Load() {
		g.unpoke(time.Time{})
	}
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

// tasks adds those of the calls inside and waiting, up to so many in all.
func (g *gate) tasks(to []int, most int) []int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside != nil && len(to) < most {
		to = append(to, g.inside.Task)
	}
	for i := 0; i < len(g.queue) && len(to) < most; i++ {
		to = append(to, g.queue[i].Task)
	}
	return to
}

// queued gives those waiting for the gate.
func (g *gate) queued() []*Caller {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.queue)
}

// through runs op, one blocking call of the endpoint, when it is c's turn. op
// is given the function to call when it finds that it must wait; Caller.about
// has said for what. The wait ends with the result of op, with the caller's
// deadline or interrupt, or with os.ErrClosed when the socket is closed.
func (g *gate) through(c *Caller, op func(blocked func()) error) error {
	if err := g.enter(c); err != nil {
		return err
	}
	defer g.leave(c)
	g.waited = false
	err := g.over(c, g.run(c, op))
	if g.waited && clock.AsStepped(c.clock()) != nil {
		c.resume() // the clock is not moved before: whose turn is next is decided in its order
	}
	return err
}

// over gives how the call inside ended, and takes back what block has set.
//
//go:noinline
func (g *gate) over(c *Caller, err error) error {
	if !g.waited {
		return err
	}
	interrupt := c.disarm()
	if interrupt != nil || !c.Deadline.IsZero() {
		_ = g.ep.SetDeadline(g.dir, time.Time{})
	}
	if interrupt != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		return interrupt
	}
	return err
}

// block makes the wait that is about to begin end at the caller's deadline and
// at an interrupt. Only the first time counts: one call may wait often.
func (g *gate) block() {
	defer g.stillPoked()
	if g.waited {
		return
	}
	g.waited = true
	c := g.inside
	if !c.Deadline.IsZero() {
		_ = g.ep.SetDeadline(g.dir, c.Deadline)
	}
	if c.arm(g.expire) != nil {
		g.expire()
	}
	c.block()
}

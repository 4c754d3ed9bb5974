package runtime

import "time"

// poke makes the call inside begin again, in case it waits for what is no
// longer so, and returns when it has: a call that is woken may still find what
// came meanwhile. A call that comes later finds what is so now.
func (g *gate) poke() {
	g.mu.Lock()
	if g.inside == nil {
		g.mu.Unlock()
		return
	}
	if g.restarted == nil {
		g.restarted = make(chan struct{})
	}
	restarted := g.restarted
	g.poked.Store(true)
	g.expire()
	g.mu.Unlock()
	<-restarted
}

// unpoke gives the call inside, or the next one, the deadline by, and lets
// poke return. g.mu is held.
func (g *gate) unpoke(by time.Time) {
	g.poked.Store(false)
	_ = g.ep.SetDeadline(g.dir, by)
	if g.restarted != nil {
		close(g.restarted)
		g.restarted = nil
	}
}

// stillPoked ends the wait that is about to begin if a poke came before it.
func (g *gate) stillPoked() {
	if g.poked.Load() {
		g.expire()
	}
}

// run makes the call, and again if it was poked, or its deadline was put off,
// and nothing else ended it.
func (g *gate) run(c *Caller, op func(blocked func()) error) error {
	clock := c.watchClock()
	for {
		err := op(g.blocked)
		if !timedOut(err) {
			c.putOff(&clock) // for what else the call does
			return err
		}
		if !c.putOff(&clock) && !g.poked.Load() || !g.again(c) {
			return err
		}
	}
}

// again takes a poke back, sets the deadline anew, and reports whether the call may go on: neither its
// deadline nor an interrupt ended it as well.
func (g *gate) again(c *Caller) bool {
	by := c.Deadline
	if !g.waited {
		by = time.Time{} // as a wait that has not begun has it
	}
	g.mu.Lock() // a poke is whole before this or after it
	g.unpoke(by)
	g.mu.Unlock()
	if g.waited && c.isWoken() { // a wake before this point was just undone, a later one was not
		return false
	}
	return c.Deadline.IsZero() || c.now().Before(c.Deadline)
}

// caller gives who is inside, or nil.
func (g *gate) caller() *Caller {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.inside
}

// isWoken reports whether the wait in progress must end. It returns only when
// no wake is running.
func (c *Caller) isWoken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.woken != nil
}

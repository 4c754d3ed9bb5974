// Package clocktest has a clock for tests, whose time moves when it is told to.
package clocktest

import (
	"slices"
	"sync"
	"time"

	"sockpit/runtime/clock"
)

// A Clock stands still but for Next.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer      // that run, in the order in which they were started
	armed  chan struct{} // has a value if one was started since it was read
}

// New gives a clock that stands at some time.
func New() *Clock {
	return &Clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), armed: make(chan struct{}, 1)}
}

// Now gives the time at which it stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Since gives Now().Sub(t).
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// AfterFunc starts a timer.
func (c *Clock) AfterFunc(d time.Duration, f func()) clock.Timer {
	t := &timer{clock: c, f: f}
	t.Reset(d)
	return t
}

// Armed gives a value when a timer was started.
func (c *Clock) Armed() <-chan struct{} { return c.armed }

// Next moves the time to that of the timer which is due first, and calls what it
// was made for; false if none runs.
func (c *Clock) Next() bool {
	c.mu.Lock()
	if len(c.timers) == 0 {
		c.mu.Unlock()
		return false
	}
	first := slices.MinFunc(c.timers, func(a, b *timer) int { return a.at.Compare(b.at) })
	c.remove(first)
	if first.at.After(c.now) {
		c.now = first.at
	}
	c.mu.Unlock()
	first.f()
	return true
}

// remove takes a timer out, and reports whether it ran. The caller holds c.mu.
func (c *Clock) remove(t *timer) bool {
	i := slices.Index(c.timers, t)
	if i >= 0 {
		c.timers = slices.Delete(c.timers, i, i+1)
	}
	return i >= 0
}

type timer struct {
	clock *Clock
	at    time.Time
	f     func()
}

func (t *timer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.clock.remove(t)
}

func (t *timer) Reset(d time.Duration) bool {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	ran := c.remove(t)
	t.at = c.now.Add(d)
	c.timers = append(c.timers, t)
	select {
	case c.armed <- struct{}{}:
	default:
	}
	return ran
}

package scripting

import (
	"sync"
	"time"

	"sockpit/runtime/clock"
)

// A standstill counts the time in which a task is kept standing: while a person
// looks at one line, no patience of another task runs out.
type standstill struct {
	clock  clock.Clock
	mu     sync.Mutex
	stands int // tasks
	since  time.Time
	total  time.Duration
}

// begin is called when a task comes to stand, end when it goes on.
func (c *standstill) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands++; c.stands == 1 {
		c.since = c.clock.Now()
	}
}

func (c *standstill) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands--; c.stands == 0 {
		c.total += c.clock.Since(c.since)
	}
}

// stood gives how long that was so far.
func (c *standstill) stood() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands == 0 {
		return c.total
	}
	return c.total + c.clock.Since(c.since)
}

// Patience gives a function that reports whether d has gone by, without the time
// in which a task was kept standing.
func (h *Host) Patience(d time.Duration) (over func() bool) {
	clock := h.Session.Clock
	began, stood := clock.Now(), h.standstill.stood()
	return func() bool { return clock.Since(began)-(h.standstill.stood()-stood) >= d }
}

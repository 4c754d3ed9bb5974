package runtime

import (
	"time"

	"sockpit/runtime/clock"
)

// clock is the one by which the calls of c wait.
func (c *Caller) clock() clock.Clock {
	if c.Clock == nil {
		return clock.Machine{}
	}
	return c.Clock
}

func (c *Caller) now() time.Time { return c.clock().Now() }

// SetTimeout makes the calls from now on give up d from now.
func (c *Caller) SetTimeout(d time.Duration) { c.Deadline = c.now().Add(d) }

// watchClock is called when a wait begins, for putOff.
func (c *Caller) watchClock() (stood time.Duration) {
	if c.Stood != nil && !c.Deadline.IsZero() {
		stood = c.Stood()
	}
	return stood
}

// leastPutOff keeps a deadline that had nearly come from being put off again and
// again, by less and less.
const leastPutOff = 10 * time.Millisecond

// putOff moves the deadline by as long as its clock has stood still since, and
// reports whether it lies ahead again.
func (c *Caller) putOff(since *time.Duration) bool {
	if c.Stood == nil || c.Deadline.IsZero() {
		return false
	}
	now := c.Stood()
	if now == *since {
		return false
	}
	c.Deadline = c.Deadline.Add(max(now-*since, leastPutOff))
	*since = now
	return c.now().Before(c.Deadline)
}

package runtime

import (
	"os"
	"sync"
	"sync/atomic"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// A Caller is who makes calls: one task of a script, or a Go test. It serves
// one call at a time. Its exported fields belong to the goroutine that calls.
type Caller struct {
	Task     int         // number of the task, for the event log
	Place    event.Place // script line of the call being made
	Via      string      // the function of the script that makes the call ("dial"), if it is not the call itself
	On       stack.Stack // where sockets are made, and names looked up; nil: the session's
	Folder   string      // of the code that makes the call: it may use Unix sockets there; "" none
	Deadline time.Time   // when the call gives up; zero: never
	Clock    clock.Clock // by which it does; nil: the machine's
	Block    func()      // called once when the call finds that it must wait, before it does
	Resume   func()      // called after Block, when the wait is over and the event is closed

	// Stood gives how long the clock of the deadlines has stood still so far: a
	// deadline is put off by what that grows. Any goroutine; nil: never.
	Stood func() time.Duration

	// Alarm is called after an Interrupt, for an owner that computes and does not
	// wait. Any goroutine; nil: the owner asks Interrupted by itself.
	Alarm func()

	// Halted is told of a wait that an interrupt is about to end. Any goroutine; nil:
	// nobody asks.
	Halted func(w Waiting, cause error)

	// These belong to the call being made. They are here and not on its stack: the
	// stacks of thousands of tasks that wait take as much memory as all else.
	began time.Time // when it was entered in the log
	next  Waiting   // what it would wait for
	got   stack.Received

	cause atomic.Pointer[error] // set by Interrupt until Reset, with mu held

	mu      sync.Mutex
	wake    func() // how to wake the wait in progress; called with mu held
	woken   error  // why the wait in progress must end: it outlives a Reset
	blocked bool   // Block was called and Resume was not yet
	waiting Waiting
	turn    chan struct{} // made on first use; see gate
}

// Waiting says what a blocked call waits for.
type Waiting struct {
	Call   string // "recv", "accept", …
	Socket *Socket
	Since  time.Time
	Until  time.Time // when it ends by itself at the latest; zero: never
	Place  event.Place

	ready  <-chan struct{} // closed when the wait is over; nil: the stack knows
	passed <-chan struct{} // closed when the time of a pause has gone by
	expire <-chan struct{} // closed at the deadline of a wait that is none of a socket's
	queued func() bool     // whether another call is before it at a gate; nil: it waits at none
}

// Pends reports whether nothing has ended the wait yet, so that only another call, or
// the clock, can. It is for clocks that stand still.
func (w Waiting) Pends() bool {
	switch {
	case w.Over():
		return false
	case w.queued != nil:
		return w.queued()
	case w.Socket == nil || w.expire != nil:
		return true
	}
	ep, ok := w.Socket.ep.Endpoint.(interface{ Pending() bool })
	return ok && ep.Pending()
}

// Over reports whether what is waited for has happened, though who waits has
// not gone on yet.
func (w Waiting) Over() bool {
	select {
	case <-w.ready:
		return true
	case <-w.passed:
		return true
	case <-w.expire:
		return true
	default:
		return false
	}
}

// as names the function that makes the calls from here on, unless a caller
// further up has been named already; what it gives takes the name back.
func (c *Caller) as(name string) func() {
	if c.Via != "" {
		return func() {}
	}
	c.Via = name
	return func() { c.Via = "" }
}

// Interrupt ends the call in progress, or else the next one that would wait,
// with an error that wraps cause. It holds until Reset. Any goroutine.
func (c *Caller) Interrupt(cause error) {
	if c.Halted != nil && c.Interrupted() == nil {
		if w, waits := c.Waiting(); waits {
			c.Halted(w, cause)
		}
	}
	c.interrupt(cause)
	if c.Alarm != nil {
		c.Alarm()
	}
}

func (c *Caller) interrupt(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause.Load() == nil {
		c.cause.Store(&cause)
	}
	if c.wake != nil && c.woken == nil {
		c.woken = c.Interrupted()
		c.wake()
	}
}

// Reset takes an Interrupt back, so that the Caller can be used again.
func (c *Caller) Reset() {
	c.mu.Lock()
	c.cause.Store(nil)
	c.mu.Unlock()
}

// Interrupted gives the cause of an Interrupt that holds, or nil. It takes no
// lock: long loops ask it.
func (c *Caller) Interrupted() error {
	if cause := c.cause.Load(); cause != nil {
		return *cause
	}
	return nil
}

// Waiting says what the call in progress waits for; false if it does not wait.
func (c *Caller) Waiting() (Waiting, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.waiting, c.blocked
}

// arm names the way to wake the wait that is about to begin. It gives the
// cause, and will not wake, if the Caller is interrupted already.
func (c *Caller) arm(wake func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.woken = c.Interrupted()
	if c.woken == nil {
		c.wake = wake
	}
	return c.woken
}

// disarm gives the cause of the interrupt that ended the wait, or nil. It
// returns only when no wake is running, so that none can come late.
func (c *Caller) disarm() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	woken := c.woken
	c.wake, c.woken = nil, nil
	return woken
}

// about says what the call would wait for, should it have to: see block.
func (c *Caller) about(call string, s *Socket, since time.Time) {
	w := &c.next // set in place: a copy of it would lie on the stack
	w.Call = call
	w.Socket = s
	w.Since = since
	w.Until = time.Time{}
	w.Place = c.Place
	w.ready, w.passed, w.expire, w.queued = nil, nil, nil, nil
}

// block marks the call as waiting for c.next, and tells the owner of the
// Caller, once.
func (c *Caller) block() {
	w := &c.next
	if w.Since.IsZero() {
		w.Since = c.now()
	}
	if w.Until.IsZero() || !c.Deadline.IsZero() && c.Deadline.Before(w.Until) {
		w.Until = c.Deadline
	}
	c.mu.Lock()
	first := !c.blocked
	if !first {
		w.Since = c.waiting.Since
	}
	c.blocked = true
	c.waiting = *w
	c.mu.Unlock()
	if first && c.Block != nil {
		c.Block()
	}
}

// resume is the other half of block; it does nothing if the call never waited.
func (c *Caller) resume() {
	if !c.blocked { // only who calls sets it, and may read it without the lock
		return
	}
	c.mu.Lock()
	c.blocked, c.waiting = false, Waiting{}
	c.mu.Unlock()
	if c.Resume != nil {
		c.Resume()
	}
}

// expired says why a wait of c must end now: an interrupt, a deadline, or nil.
func (c *Caller) expired() error {
	if cause := c.Interrupted(); cause != nil {
		return cause
	}
	if !c.Deadline.IsZero() && !c.now().Before(c.Deadline) {
		return os.ErrDeadlineExceeded
	}
	return nil
}

// Pause waits for d, or until the Caller's deadline or an Interrupt, whose
// cause it gives. It is sleep for tasks.
func (c *Caller) Pause(d time.Duration) error { return c.pause("sleep", d) }

// Dawdle is Pause for a wait that the script did not ask for: its name is Dawdling.
func (c *Caller) Dawdle(d time.Duration) error { return c.pause(Dawdling, d) }

// Dawdling is the name of the wait of Dawdle.
const Dawdling = "pace"

func (c *Caller) pause(name string, d time.Duration) error {
	elapsed, stop := clock.After(c.clock(), d)
	defer stop()
	return c.await(Waiting{Call: name, Until: c.now().Add(d)}, elapsed)
}

// Await waits until ready is closed, or until the
// Caller's deadline or an Interrupt, whose cause it gives. what names the wait
// for those who look.
func (c *Caller) Await(what string, ready <-chan struct{}) error {
	return c.await(Waiting{Call: what, ready: ready}, nil)
}

func (c *Caller) await(w Waiting, elapsed <-chan struct{}) error {
	woken := make(chan struct{})
	if err := c.arm(func() { close(woken) }); err != nil {
		return err
	}
	defer c.resume()
	stood := c.watchClock()
	expire, stop := c.timer() // before it waits: a clock that stands still is moved then
	w.Place, w.passed, w.expire = c.Place, elapsed, expire
	c.next = w
	c.block()
	for ; ; expire, stop = c.timer() {
		select {
		case <-w.ready:
		case <-elapsed:
		case <-expire:
			if c.putOff(&stood) {
				continue
			}
			_ = c.disarm()
			return os.ErrDeadlineExceeded
		case <-woken:
			stop()
			return c.disarm()
		}
		stop()
		_ = c.disarm()
		return nil
	}
}

// timer gives a channel that fires at the Caller's deadline, never if it has none.
func (c *Caller) timer() (<-chan struct{}, func()) {
	if c.Deadline.IsZero() {
		return nil, func() {}
	}
	return clock.After(c.clock(), c.Deadline.Sub(c.now()))
}

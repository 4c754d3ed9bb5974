// Package clock is the time of a session. Whatever asks the time on behalf of a
// session, or makes a timer for it, asks the session's clock: sockets of the
// kernel have the machine's, those of a virtual network have its own.
//
// What guards the machine itself asks package time: limits of a run and of a
// compilation, the watch on memory, the terminal.
package clock

import "time"

// A Clock tells the time and makes timers. Its methods may be called from any
// goroutine.
type Clock interface {
	Now() time.Time
	Since(t time.Time) time.Duration // Now().Sub(t), which the machine tells at half the cost

	// AfterFunc calls f in a goroutine of its own when d has gone by.
	AfterFunc(d time.Duration, f func()) Timer
}

// A Timer is one that AfterFunc has made; its methods are those of [time.Timer].
type Timer interface {
	Stop() bool
	Reset(d time.Duration) bool
}

// A Stepped clock stands still but for its steps: what happens is decided by who makes
// them, who does so when nothing else can happen.
type Stepped interface {
	Clock

	// Steps reports whether it does; else it goes on by itself.
	Steps() bool
	// Step lets what is planned first happen, and moves the clock there, but not beyond
	// until. It reports false if nothing is planned so early.
	Step(until time.Time) bool
	// OnWait is told when a call begins to wait. Any goroutine.
	OnWait(f func())
}

// AsStepped gives the clock as one that stands still, nil if it goes on by itself.
func AsStepped(c Clock) Stepped {
	if s, ok := c.(Stepped); ok && s.Steps() {
		return s
	}
	return nil
}

// Machine is the clock of the machine.
type Machine struct{}

// Now is [time.Now].
func (Machine) Now() time.Time { return time.Now() }

// Since is [time.Since].
func (Machine) Since(t time.Time) time.Duration { return time.Since(t) }

// AfterFunc is [time.AfterFunc].
func (Machine) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }

// Sleep blocks until d has gone by.
func Sleep(c Clock, d time.Duration) {
	elapsed, _ := After(c, d)
	<-elapsed
}

// After gives a channel that is closed when d has gone by, unless stop is called
// before.
func After(c Clock, d time.Duration) (elapsed <-chan struct{}, stop func()) {
	ch := make(chan struct{})
	t := c.AfterFunc(d, func() { close(ch) })
	return ch, func() { t.Stop() }
}

package wire

import (
	"os"
	"sync"
	"syscall"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
)

// A line is one direction of a wire. Its mutex is the innermost lock.
type line struct {
	of  *Carried
	dir stack.Direction

	mu       sync.Mutex
	is       Faults
	faults   []fault // how they act
	deadline time.Time
	waiting  bool          // a call waits here
	until    time.Time     // and for how long; zero: until the faults change
	woken    chan struct{} // closed when what a wait depends on has changed; nil: nobody waits
	failure  error         // met while only waiting: the next receive gives it
	closed   bool
	broken   bool // the connection was reset by a fault
	told     bool // and a call has met that

	clear int64 // receiving: the bytes of the stream before this one may be received
	ended bool  // and so may its end
	next  *piece

	held heldBytes // sending: see glue

	// These belong to the call inside the gate.
	hits     []*hit
	withheld int // bytes of the send that the stack did not get
}

// A piece of the stream has come and will pass at its time.
type piece struct {
	to   int64 // where it ends
	n    int   // bytes; 0: the stream's end
	due  time.Time
	hits []hit // of the faults that keep it
}

func (l *line) open(of *Carried, d stack.Direction) {
	l.of, l.dir = of, d
	l.held.most = glueTime
}

// clock is that of the session.
func (l *line) clock() clock.Clock { return l.of.Clock }

// set puts faults in place of those before. What was let through and not yet
// received is judged again.
func (l *line) set(f Faults) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f.Glued = f.Glued && l.dir == stack.Write
	l.is, l.faults = f, f.list(l.clock())
	l.clear, l.ended, l.next = 0, false, nil
	if !f.Glued && l.held.timer != nil {
		l.held.timer.Reset(0) // nothing more is collected
	}
}

// bad reports whether there are faults, or news that only a line has.
func (l *line) bad() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.faults) > 0 || l.failure != nil
}

// position is how far the stream has come.
func (l *line) position() int64 {
	if l.dir == stack.Read {
		return l.of.Received.Load()
	}
	return l.of.Sent.Load()
}

// mayPass reports whether bytes or the end have been let through.
func (l *line) mayPass() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.position() < l.clear || l.ended
}

// admitted gives how many bytes may be received.
func (l *line) admitted() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int(max(0, l.clear-l.position()))
}

// readable reports whether a receive would not wait.
func (l *line) readable() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.position() < l.clear || l.ended || l.failure != nil || l.next != nil && !l.clock().Now().Before(l.next.due)
}

// atOnce reports whether a piece at that place would pass without a wait.
func (l *line) atOnce(at int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.faults {
		if !f.atOnce(at) {
			return false
		}
	}
	return l.next == nil
}

// holds reports whether nothing passes at that place.
func (l *line) holds(at int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.faults {
		if h, ok := f.(holder); ok && h.holds(at) {
			return true
		}
	}
	return false
}

// expect notes that a piece that was judged will pass at its time.
func (l *line) expect(at int64, v verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = &piece{to: at + int64(v.n), n: v.n, due: l.clock().Now().Add(v.wait)}
	for _, h := range l.hits {
		if h.waits {
			l.next.hits = append(l.next.hits, *h)
		}
	}
}

// coming reports whether a piece is on its way. To a call that finds it so,
// because the one before gave up, the faults that keep it are hits as well.
func (l *line) coming() bool {
	l.mu.Lock()
	p := l.next
	l.mu.Unlock()
	if p == nil {
		return false
	}
	if len(l.hits) == 0 {
		for _, h := range p.hits {
			l.record(h.fault, p.n, h.waited, true)
		}
	}
	return true
}

// dueAt is when the piece on its way will pass; a time gone by if its faults
// were taken away.
func (l *line) dueAt() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil {
		return time.Time{}.Add(1) // long gone by
	}
	return l.next.due
}

// arrive lets the piece that was on its way through.
func (l *line) arrive() {
	l.mu.Lock()
	if p := l.next; p != nil {
		l.clear, l.ended, l.next = p.to, p.n == 0, nil
	}
	l.mu.Unlock()
	l.through()
}

// wait waits until a time, or for ever if it is zero, or until the deadline,
// a failure or the end of the line.
func (l *line) wait(until time.Time, blocked func()) error {
	if !until.IsZero() && !l.clock().Now().Before(until) {
		return nil
	}
	l.note(true, until)
	defer l.note(false, time.Time{})
	blocked()
	for {
		woken, by, err := l.state()
		now := l.clock().Now()
		switch {
		case err != nil:
			return err
		case !by.IsZero() && !now.Before(by):
			return os.ErrDeadlineExceeded
		case !until.IsZero() && !now.Before(until):
			return nil
		case by.IsZero() || !until.IsZero() && until.Before(by):
			by = until
		}
		var elapsed <-chan struct{}
		if !by.IsZero() {
			var stop func()
			elapsed, stop = clock.After(l.clock(), by.Sub(now))
			defer stop()
		}
		select {
		case <-elapsed:
		case <-woken:
		}
	}
}

func (l *line) note(waiting bool, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting, l.until = waiting, until
}

// waits says whether a call waits here: until the faults change, or a while.
func (l *line) waits() (stopped, delayed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ended := l.closed || l.broken
	return l.waiting && l.until.IsZero() && !ended, l.waiting && (!l.until.IsZero() || ended)
}

// state gives what a wait depends on, and a channel that is closed when that
// changes.
func (l *line) state() (changed <-chan struct{}, deadline time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.woken == nil {
		l.woken = make(chan struct{})
	}
	switch {
	case l.closed:
		err = os.ErrClosed
	case l.broken:
		err = syscall.ECONNRESET
	}
	return l.woken, l.deadline, err
}

func (l *line) wakeLocked() {
	if l.woken != nil {
		close(l.woken)
		l.woken = nil
	}
}

func (l *line) setDeadline(t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deadline = t
	l.wakeLocked()
}

// fail keeps an error for the next receive.
func (l *line) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failure = err
}

func (l *line) takeFailure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.failure
	l.failure = nil
	return err
}

// cut ends waits and lets go of what is held: the connection is reset.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
	l.held.discard()
	l.wakeLocked()
}

// tell reports whether the caller is the first to meet the reset.
func (l *line) tell() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.told
	l.told = true
	return !was
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.held.discard()
	l.wakeLocked()
}

package scripting

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/explain"
)

// A Stuck is what is told when every task of a run has come to wait.
type Stuck struct {
	Deadlock bool           // nothing can end the waits, but a person
	Report   explain.Report // of a deadlock: who waits for whom
	Outside  string         // else: whom another program may still wake
}

// A DeadlockError ends a run in which every task waits for another.
type DeadlockError struct{ Report explain.Report }

func (e *DeadlockError) Error() string { return e.Report.What }

// StopCode is what the log calls a call that was ended by it.
func (e *DeadlockError) StopCode() string { return "DEADLOCK" }

const (
	lookEvery   = 20 * time.Millisecond  // while tasks run, or bytes are on their way
	lookAgain   = 100 * time.Millisecond // while they wait for what will come
	doubtFor    = time.Second            // how long nothing may change where Doubtful
	outsideFrom = time.Second            // after how long a wait for somebody outside is told
)

// A lookout sees to it that a run in which nothing can happen any more is told,
// and ended if the host was made so. It looks now and then from a goroutine of
// its own, and costs the tasks that run nothing.
type lookout struct {
	host    *Host
	stop    chan struct{}
	turns   uint64    // of the host, at the last look
	since   time.Time // nothing has run since; as far as looks tell
	snapped bool      // the kernel was asked since
	queues  uint64    // what it said of the queues, as a sum
	told    bool      // that it waits for somebody outside
}

// watchRun begins to look after the run that has begun. The caller holds the
// baton.
func (h *Host) watchRun() {
	if h.config.OnStuck == nil {
		return
	}
	l := &lookout{host: h, stop: make(chan struct{})}
	h.lookout = l
	h.running.Go(l.look)
}

// unwatch ends the looking. The caller holds the baton.
func (h *Host) unwatch() {
	if h.lookout != nil {
		close(h.lookout.stop)
		h.lookout = nil
	}
}

func (l *lookout) look() {
	timer := time.NewTimer(lookEvery)
	defer timer.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-timer.C:
		}
		var stuck *Stuck
		next := lookEvery
		l.host.With(func() { stuck, next = l.once() })
		if stuck != nil {
			l.host.config.OnStuck(*stuck)
			if stuck.Deadlock {
				return
			}
		}
		timer.Reset(next)
	}
}

// once looks once, and says when to look again.
func (l *lookout) once() (*Stuck, time.Duration) {
	h := l.host
	if h.lookout != l {
		return nil, lookEvery // the run is over
	}
	if h.turns != l.turns {
		l.turns, l.since, l.snapped = h.turns, time.Now(), false
		return nil, lookEvery
	}
	waits, best := h.waits()
	if best != explain.Stuck {
		l.since = time.Now()
		return nil, lookAgain
	}
	f := h.facts()
	snap := f.Now()
	prospects := explain.Prospects(waits, snap)
	if again, _ := h.waits(); !same(waits, again) {
		return nil, lookEvery
	}
	for _, p := range prospects {
		best = max(best, p)
	}
	was := l.snapped
	if q := queues(snap); q != l.queues {
		l.queues, l.since, was = q, time.Now(), false
	}
	l.snapped = true
	switch quiet := time.Since(l.since); {
	case best == explain.Soon:
		l.since, l.snapped = time.Now(), false
		return nil, lookEvery
	case best == explain.Later || best == explain.Doubtful && quiet < doubtFor || best == explain.Outside && quiet < outsideFrom:
		return nil, lookAgain
	case !was:
		return nil, lookEvery // a second time, to be sure
	case best == explain.Outside:
		if l.told {
			return nil, lookAgain
		}
		l.told = true
		return &Stuck{Outside: explain.Outsiders(f, waits, prospects)}, lookAgain
	}
	return l.deadlock(f, waits), 0
}

func (l *lookout) deadlock(f *explain.Facts, waits []explain.Wait) *Stuck {
	r := explain.Deadlock(f, waits)
	if l.host.config.EndDeadlocks {
		l.host.prompt.task.Interrupt(&DeadlockError{r})
	}
	return &Stuck{Deadlock: true, Report: r}
}

// waits gives what the tasks wait for, and the best that can be said of it
// without asking the kernel: Stuck means that it must be asked. The caller
// holds the baton.
func (h *Host) waits() (waits []explain.Wait, best explain.Prospect) {
	for _, t := range h.sortedTasks() {
		w, waiting := t.Waiting()
		one := explain.Wait{Task: t.ID, Waiting: w, Going: !waiting || t.stopped() != nil}
		if joins := t.joins.Load(); joins != nil {
			one.For = joins.ID
		}
		waits, best = append(waits, one), max(best, one.Ends())
	}
	if len(waits) == 0 {
		best = explain.Soon
	}
	return waits, best
}

func same(a, b []explain.Wait) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Task != b[i].Task || a[i].Going != b[i].Going || !a[i].Since.Equal(b[i].Since) || a[i].Call != b[i].Call {
			return false
		}
	}
	return true
}

// hang explains why the tasks but for the one that asks don't go on, if none of
// them can. asks is nil if a person asks.
func (h *Host) hang(asks *Task) (explain.Report, bool) {
	waits, _ := h.waits()
	if asks != nil {
		waits = slices.DeleteFunc(waits, func(w explain.Wait) bool { return w.Task == asks.ID })
	}
	if len(waits) < 2 {
		return explain.Report{}, false // who asks could wake a single one
	}
	f := h.facts()
	for _, p := range explain.Prospects(waits, f.Now()) {
		if p != explain.Stuck { // Doubtful takes time to be sure of
			return explain.Report{}, false
		}
	}
	r := explain.Deadlock(f, waits)
	r.What = "deadlock: the tasks that wait can't wake each other"
	return r, true
}

// queues sums up what the kernel's queues hold, to see whether anything moved.
func queues(snap *runtime.Snapshot) uint64 {
	sum := fnv.New64a()
	for i := range snap.Sockets {
		v := &snap.Sockets[i]
		fmt.Fprintln(sum, v.ID, v.State.Name, v.State.SendQueue, v.State.RecvQueue, v.State.AcceptQueue, v.Sent, v.Received)
	}
	return sum.Sum64()
}

package scripting

import (
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock"
	"sockpit/scripting/explain"
	"sockpit/scripting/rest"
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

	// The kernel is asked seldom where that takes long: looking may take so many
	// parts of the time.
	lookShare = 20
)

// A lookout sees to it that a run in which nothing can happen any more is told,
// and ended if the host was made so. It looks from a goroutine of its own: when
// tasks have run and come to rest, not while they run, and not again before they
// run again if what it saw can't change without them. Where a single wait shows
// that the run can go on, nothing else is looked at; the kernel is asked while
// tasks may run.
type lookout struct {
	host  *Host
	stop  chan struct{}
	dozer *dozer
	watch rest.Watch
	hope  *hope     // why the run can go on, as seen last; nil: not known
	next  time.Time // when the kernel may be asked again
	told  bool      // that the run waits for somebody outside
}

// A hope is a wait that may end without another task, for as long as it lasts.
type hope struct {
	task  *Task
	since time.Time // when the wait began
	state rest.State
}

// holds reports whether the task waits still. The caller holds the baton.
func (p *hope) holds(h *Host) bool {
	if p == nil || h.tasks[p.task.ID] != p.task {
		return false
	}
	w := p.task.wait()
	return w.Ends() != rest.Busy && w.Held == (p.state == rest.Held) && w.Since.Equal(p.since)
}

// lasting gives the hope of a wait that keeps its state whatever other tasks do,
// nil if it has none. That of a listener needs no look at the kernel: any program
// may dial.
func (h *Host) lasting(w *rest.Wait, known rest.State) *hope {
	t, s := h.tasks[w.Task], w.Socket
	switch ends := w.Ends(); {
	case t == nil:
		return nil
	case ends == rest.Held || ends == rest.Pausing:
		known = ends
	case s != nil && s.Kind() == runtime.Listener && !s.Closed() && s.Faults() == "":
		known = rest.Waiting
	case known != rest.Waiting || s == nil || s.Kind() != runtime.Stream:
		return nil
	}
	return &hope{t, w.Since, known}
}

// watchRun begins to look after the run that has begun. The caller holds the
// baton.
func (h *Host) watchRun() {
	if h.config.OnStuck == nil || h.pacer != nil { // the pacer knows without looking again and again
		return
	}
	l := &lookout{host: h, stop: make(chan struct{}), dozer: newDozer(), watch: rest.Watch{Clock: h.Session.Clock, Doubt: doubtFor}}
	h.run.lookout = l
	h.running.Go(l.look)
}

// unwatch ends the looking. The caller holds the baton.
func (h *Host) unwatch() {
	if h.run.lookout != nil {
		close(h.run.lookout.stop)
		h.run.lookout = nil
	}
}

func (l *lookout) look() {
	for next := lookEvery; ; {
		elapsed, stop := clock.After(l.watch.Clock, next)
		select {
		case <-l.stop:
			stop()
			return
		case <-elapsed:
		}
		var stuck *Stuck
		stuck, next = l.once()
		if stuck != nil {
			l.host.config.OnStuck(*stuck)
			if stuck.Deadlock {
				return
			}
		}
		if next == untilTurn {
			if !l.dozer.sleep(l.stop) {
				return
			}
			next = lookEvery
		}
	}
}

// untilTurn is when to look again if nothing is to be seen before a task runs; the
// dozer has lain down.
const untilTurn time.Duration = -1

// once looks once, and says when to look again.
func (l *lookout) once() (stuck *Stuck, next time.Duration) {
	began := time.Now()
	v, next := l.glance()
	if v == nil {
		return nil, next
	}
	v.moment.Snap = v.facts.Now() // while tasks may run
	v.moment.Weigh()
	stuck, next = l.judge(v)
	took := time.Since(began)
	l.next = time.Now().Add(lookShare * took)
	return stuck, next
}

// A closeLook is a look that asks the kernel.
type closeLook struct {
	moment rest.Moment
	facts  *explain.Facts
}

// glance looks without asking the kernel. If that does not tell enough, it gives
// what to hold against what the kernel says; else when to look again.
func (l *lookout) glance() (v *closeLook, next time.Duration) {
	h := l.host
	h.With(func() {
		switch {
		case h.run.lookout != l || l.watch.Turned(h.turns): // the run is over, or goes on
			next = lookEvery
			return
		case l.hope.holds(h):
			if next = l.nothingNew(); next != 0 {
				return
			}
		}
		waits := h.waits()
		if rest.First(waits) == rest.Busy {
			l.watch.Moved()
			next = lookAgain
			return
		}
		if l.hope = nil; l.findHope(waits, nil) {
			if next = l.nothingNew(); next != 0 {
				return
			}
		}
		if wait := time.Until(l.next); wait > 0 {
			next = max(wait, lookEvery)
			return
		}
		v = &closeLook{moment: rest.Moment{Turns: h.turns, Waits: waits}, facts: h.facts()}
		v.facts.Typable = nil // who reads of the end of a script has its text
	})
	return v, next
}

// findHope looks for a wait that shows that the run can go on; states are of the
// waits, nil if they are not known. One that ends by itself is better than one
// that another program may end.
func (l *lookout) findHope(waits []rest.Wait, states []rest.State) bool {
	for i := range waits {
		known := rest.Stuck
		if states != nil {
			known = states[i]
		}
		if p := l.host.lasting(&waits[i], known); p != nil && (l.hope == nil || p.state < l.hope.state) {
			l.hope = p
		}
	}
	return l.hope != nil
}

// nothingNew says when to look again if there is hope; 0: now, for the wait for
// somebody outside is to be told. The caller holds the baton.
func (l *lookout) nothingNew() time.Duration {
	if l.hope.state == rest.Waiting && !l.told {
		if quiet := l.watch.Quiet(); quiet < outsideFrom {
			return max(outsideFrom-quiet, lookEvery)
		}
		return 0
	}
	l.dozer.lieDown()
	return untilTurn
}

// judge says what a close look has shown, if nothing has run meanwhile.
func (l *lookout) judge(v *closeLook) (stuck *Stuck, next time.Duration) {
	l.host.With(func() { stuck, next = l.verdict(v) })
	return stuck, next
}

func (l *lookout) verdict(v *closeLook) (*Stuck, time.Duration) {
	h, waits := l.host, v.moment.Waits
	if h.run.lookout != l || l.watch.Turned(h.turns) || !same(waits, h.waits()) {
		return nil, lookEvery
	}
	a := l.watch.Look(v.moment)
	switch outside := a.State == rest.Waiting; {
	case a.State == rest.Busy && a.Quiet == 0 || a.State == rest.Ended:
		return nil, lookEvery
	case a.State == rest.Busy || outside && a.Quiet < outsideFrom:
		return nil, lookAgain
	case a.State < rest.Waiting || outside && l.told:
		l.findHope(waits, a.Each)
		l.dozer.lieDown()
		return nil, untilTurn
	case !a.Again && (l.hope == nil || !outside):
		return nil, lookEvery // a second time, to be sure
	case outside:
		l.told = true
		return &Stuck{Outside: explain.Outsiders(v.facts, waits, a.Each)}, lookAgain
	}
	return h.deadlock(v.facts, waits), 0
}

// deadlock says who waits for whom, and ends the run if the host was made so. The
// caller holds the baton.
func (h *Host) deadlock(f *explain.Facts, waits []rest.Wait) *Stuck {
	r := explain.Deadlock(f, waits, false)
	if h.config.EndDeadlocks {
		h.prompt.task.Interrupt(&DeadlockError{r})
	}
	return &Stuck{Deadlock: true, Report: r}
}

// waits gives what each task waits for. The caller holds the baton.
func (s *scheduler) waits() []rest.Wait {
	waits := make([]rest.Wait, 0, len(s.tasks))
	for _, t := range s.sortedTasks() {
		waits = append(waits, t.wait())
	}
	return waits
}

func (t *Task) wait() rest.Wait {
	w, waiting := t.Waiting()
	stopped := t.stopped() != nil
	one := rest.Wait{Task: t.ID, Waiting: w, Going: !waiting || stopped, Held: !stopped && t.walk.stands.Load()}
	if joins := t.joins.Load(); joins != nil {
		one.For = joins.ID
	}
	return one
}

// Rest says how far the tasks have come, without asking the kernel for its tables:
// nothing of the host runs meanwhile.
func (h *Host) Rest() (state rest.State) {
	h.With(func() { state = rest.Glance(h.Session, h.waits()) })
	return state
}

func same(a, b []rest.Wait) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Task != b[i].Task || a[i].Going != b[i].Going || a[i].Held != b[i].Held || !a[i].Since.Equal(b[i].Since) || a[i].Call != b[i].Call {
			return false
		}
	}
	return true
}

// hang explains why the tasks but for the one that asks don't go on, if none of
// them can. asks is nil if a person asks.
func (h *Host) hang(asks *Task) (explain.Report, bool) {
	waits := h.waits()
	if asks != nil {
		waits = slices.DeleteFunc(waits, func(w rest.Wait) bool { return w.Task == asks.ID })
	}
	if len(waits) < 2 {
		return explain.Report{}, false // who asks could wake a single one
	}
	f := h.facts()
	m := rest.Moment{Waits: waits, Snap: f.Now()}
	if m.Weigh() != rest.Stuck { // Doubtful takes time to be sure of
		return explain.Report{}, false
	}
	return explain.Deadlock(f, waits, true), true
}

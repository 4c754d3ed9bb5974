package scripting

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"sockpit/runtime"
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
	host    *Host
	stop    chan struct{}
	dozer   *dozer
	turns   uint64    // of the host, at the last look
	since   time.Time // nothing has run since; as far as looks tell
	hope    *hope     // why the run can go on, as seen last; nil: not known
	snapped bool      // the kernel was asked since
	next    time.Time // when it may be asked again
	queues  uint64    // what it said of the queues, as a sum
	told    bool      // that it waits for somebody outside
}

// A hope is a wait that may end without another task, for as long as it lasts.
type hope struct {
	task     *Task
	since    time.Time // when the wait began
	prospect rest.Prospect
}

// holds reports whether the task waits still. The caller holds the baton.
func (p *hope) holds(h *Host) bool {
	if p == nil || h.tasks[p.task.ID] != p.task || p.task.stopped() != nil {
		return false
	}
	w, waits := p.task.Waiting()
	return waits && w.Since.Equal(p.since) && !w.Over()
}

// lasting gives the hope of a wait that keeps its prospect whatever other tasks do,
// nil if it has none. That of a listener needs no look at the kernel: any program
// may dial.
func (h *Host) lasting(w *rest.Wait, known rest.Prospect) *hope {
	t, s := h.tasks[w.Task], w.Socket
	switch {
	case t == nil:
		return nil
	case w.Ends() == rest.Later:
		known = rest.Later
	case s != nil && s.Kind() == runtime.Listener && !s.Closed() && s.Faults() == "":
		known = rest.Outside
	case known != rest.Outside || s == nil || s.Kind() != runtime.Stream:
		return nil
	}
	return &hope{t, w.Since, known}
}

// watchRun begins to look after the run that has begun. The caller holds the
// baton.
func (h *Host) watchRun() {
	if h.config.OnStuck == nil {
		return
	}
	l := &lookout{host: h, stop: make(chan struct{}), dozer: newDozer()}
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
		stuck, next := l.once()
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
		timer.Reset(next)
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
	v.snap = v.facts.Now() // while tasks may run
	v.prospects = rest.Prospects(v.waits, v.snap)
	stuck, next = l.judge(v)
	took := time.Since(began)
	l.next = time.Now().Add(lookShare * took)
	return stuck, next
}

// A closeLook is a look that asks the kernel.
type closeLook struct {
	waits     []rest.Wait
	facts     *explain.Facts
	snap      *runtime.Snapshot
	prospects []rest.Prospect
}

// glance looks without asking the kernel. If that does not tell enough, it gives
// what to hold against what the kernel says; else when to look again.
func (l *lookout) glance() (v *closeLook, next time.Duration) {
	h := l.host
	h.With(func() {
		switch {
		case h.lookout != l: // the run is over
			next = lookEvery
			return
		case h.turns != l.turns:
			l.turns, l.since, l.snapped = h.turns, time.Now(), false
			next = lookEvery
			return
		case l.hope.holds(h):
			if next = l.nothingNew(); next != 0 {
				return
			}
		}
		waits, best := h.waits()
		if best == rest.Soon {
			l.since = time.Now()
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
		v = &closeLook{waits: waits, facts: h.facts()}
		v.facts.Typable = nil // who reads of the end of a script has its text
	})
	return v, next
}

// findHope looks for a wait that shows that the run can go on; prospects are of the
// waits, nil if they are not known. One that ends by itself is better than one
// that another program may end.
func (l *lookout) findHope(waits []rest.Wait, prospects []rest.Prospect) bool {
	for i := range waits {
		known := rest.Stuck
		if prospects != nil {
			known = prospects[i]
		}
		if p := l.host.lasting(&waits[i], known); p != nil && (l.hope == nil || p.prospect > l.hope.prospect) {
			l.hope = p
		}
	}
	return l.hope != nil
}

// nothingNew says when to look again if there is hope; 0: now, for the wait for
// somebody outside is to be told. The caller holds the baton.
func (l *lookout) nothingNew() time.Duration {
	if l.hope.prospect == rest.Outside && !l.told {
		if quiet := time.Since(l.since); quiet < outsideFrom {
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
	h := l.host
	if h.lookout != l || h.turns != l.turns {
		return nil, lookEvery
	}
	if again, _ := h.waits(); !same(v.waits, again) {
		return nil, lookEvery
	}
	best := slices.Max(v.prospects)
	was := l.snapped
	if q := queues(v.snap); q != l.queues {
		l.queues, was = q, false
		if l.snapped || best != rest.Outside { // else the first look only begins to compare
			l.since = time.Now()
		}
	}
	l.snapped = true
	switch quiet := time.Since(l.since); {
	case best == rest.Soon:
		l.since, l.snapped = time.Now(), false
		return nil, lookEvery
	case best == rest.Later:
		l.findHope(v.waits, v.prospects)
		l.dozer.lieDown()
		return nil, untilTurn
	case best == rest.Doubtful && quiet < doubtFor || best == rest.Outside && quiet < outsideFrom:
		return nil, lookAgain
	case best == rest.Outside && l.told:
		l.findHope(v.waits, v.prospects)
		l.dozer.lieDown()
		return nil, untilTurn
	case !was && (l.hope == nil || best != rest.Outside):
		return nil, lookEvery // a second time, to be sure
	case best == rest.Outside:
		l.told = true
		return &Stuck{Outside: explain.Outsiders(v.facts, v.waits, v.prospects)}, lookAgain
	}
	return l.deadlock(v.facts, v.waits), 0
}

func (l *lookout) deadlock(f *explain.Facts, waits []rest.Wait) *Stuck {
	r := explain.Deadlock(f, waits)
	if l.host.config.EndDeadlocks {
		l.host.prompt.task.Interrupt(&DeadlockError{r})
	}
	return &Stuck{Deadlock: true, Report: r}
}

// waits gives what the tasks wait for, and the best that can be said of it
// without asking the kernel: Stuck means that it must be asked. The caller
// holds the baton.
func (h *Host) waits() (waits []rest.Wait, best rest.Prospect) {
	waits = make([]rest.Wait, 0, len(h.tasks))
	for _, t := range h.sortedTasks() {
		w, waiting := t.Waiting()
		one := rest.Wait{Task: t.ID, Waiting: w, Going: !waiting || t.stopped() != nil}
		if joins := t.joins.Load(); joins != nil {
			one.For = joins.ID
		}
		waits, best = append(waits, one), max(best, one.Ends())
	}
	if len(waits) == 0 {
		best = rest.Soon
	}
	return waits, best
}

func same(a, b []rest.Wait) bool {
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
		waits = slices.DeleteFunc(waits, func(w rest.Wait) bool { return w.Task == asks.ID })
	}
	if len(waits) < 2 {
		return explain.Report{}, false // who asks could wake a single one
	}
	f := h.facts()
	for _, p := range rest.Prospects(waits, f.Now()) {
		if p != rest.Stuck { // Doubtful takes time to be sure of
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
	var b []byte
	for i := range snap.Sockets {
		v := &snap.Sockets[i]
		b = append(b[:0], v.State.Name...)
		for _, n := range []int64{int64(v.ID), int64(v.State.SendQueue), int64(v.State.RecvQueue), int64(v.State.AcceptQueue), v.Sent, v.Received} {
			b = binary.LittleEndian.AppendUint64(b, uint64(n))
		}
		_, _ = sum.Write(b)
	}
	return sum.Sum64()
}

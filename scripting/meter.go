package scripting

import (
	"fmt"
	goruntime "runtime"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"sockpit/scripting/limit"
)

// A meter counts what a run has used. Its plain fields belong to who holds the
// baton.
type meter struct {
	instructions int64
	checks       int64
	sample       gauge
	atStart      uint64 // memory in use when the host was made
	limit        uint64 // memory above that, and above what the tool keeps
	kept         func() int64
	reached      bool   // the limit was
	grace        uint64 // memory that the run at hand may hold beyond the limit

	// A single instruction can take much memory, a string of 16 MB for one, so
	// that looking every few hundred is too late. While scripts run, a watcher
	// looks every few milliseconds and raises the alarm, which is asked before each.
	ceiling atomic.Uint64 // memory at which it is time to look closer
	alarm   atomic.Uint32 // reasons to look before every instruction
	dozer   *dozer        // the watcher, which sleeps while nobody has the baton
	busy    func() bool   // somebody has it
	alive   int           // tasks that run
	stop    chan struct{} // ends the watcher; nil: there is none
}

// Reasons to look before every instruction.
const (
	memoryAlarm uint32 = 1 << iota
	stepAlarm          // somebody walks the script line by line
	stopAlarm          // the task that runs must perhaps end: see Task.heard
)

// ring makes the task that runs look whether it must end. Any goroutine.
func (m *meter) ring() { m.alarm.Or(stopAlarm) }

// watchEvery is how often the watcher looks.
const watchEvery = 3 * time.Millisecond

// newMeter makes a meter; kept gives what of the memory is the tool's own, busy whether
// anybody may run Lua.
func newMeter(limit int64, kept func() int64, busy func() bool) *meter {
	m := &meter{sample: newGauge(), kept: kept, busy: busy, dozer: newDozer()}
	m.atStart = m.sample.read()
	m.allow(limit)
	return m
}

// allow sets the limit of memory.
func (m *meter) allow(limit int64) {
	m.limit = uint64(limit)
	m.ceiling.Store(m.free() + m.limit)
}

// free gives the memory that is not charged to scripts.
func (m *meter) free() uint64 { return m.atStart + uint64(m.kept()) }

// used collects the garbage and gives what scripts hold.
func (m *meter) used() uint64 {
	goruntime.GC()
	used := m.sample.read()
	return used - min(used, m.free())
}

// afresh is called when a script or a line begins. After the limit was reached,
// what is held already does not keep a line from running that would close or drop
// it; the room that it gets is the less the more is held.
func (m *meter) afresh() {
	m.grace = 0
	if m.reached {
		used := m.used()
		m.reached = used > m.limit
		if m.reached {
			m.grace = used - m.limit + (2*m.limit-min(used, 2*m.limit))/16
		}
	}
	m.ceiling.Store(m.free() + m.limit + m.grace)
}

// begin is called when a task begins, end when it ends.
func (m *meter) begin() {
	m.alive++
	if m.alive == 1 {
		m.stop = make(chan struct{})
		m.dozer = newDozer()
		go m.watch(m.dozer, m.stop)
	}
}

func (m *meter) end() {
	m.alive--
	if m.alive == 0 {
		close(m.stop)
		m.stop = nil
	}
}

func (m *meter) watch(d *dozer, stop <-chan struct{}) {
	sample := newGauge()
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			if sample.read() > m.ceiling.Load() {
				m.alarm.Or(memoryAlarm)
			}
			if m.busy() {
				continue
			}
			if d.lieDown(); m.busy() {
				d.stayUp()
			} else if !d.sleep(stop) {
				return
			}
		}
	}
}

// memory gives an error if the limit of memory is passed.
func (m *meter) memory() error {
	m.alarm.And(^memoryAlarm)
	if m.sample.read() <= m.ceiling.Load() {
		return nil
	}
	used, most := m.used(), m.limit+m.grace // much of it may be garbage
	if used > most {
		m.reached = true
		return &limit.Error{What: fmt.Sprintf("the script holds more than %d MB", m.limit>>20), Flag: "--max-memory"}
	}
	// A collection takes time: when little is left, the next one waits for some
	// garbage all the same.
	m.ceiling.Store(m.free() + max(most, used+m.limit/8))
	return nil
}

// A gauge reads how much memory Go's heap and stacks take.
type gauge []metrics.Sample

func newGauge() gauge {
	return gauge{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
}

func (g gauge) read() uint64 {
	metrics.Read(g)
	return g[0].Value.Uint64() + g[1].Value.Uint64()
}

// spend takes one check's worth of instructions off the budgets. The caller
// holds the baton.
func (m *meter) spend(l *limit.Limits) error {
	m.instructions += checkEvery
	m.checks++
	if l.Instructions > 0 && m.instructions > l.Instructions {
		return &limit.Error{What: fmt.Sprintf("the script ran %d instructions", l.Instructions), Flag: "--max-instructions"}
	}
	if m.checks%4 == 0 || m.alarm.Load()&memoryAlarm != 0 {
		return m.memory()
	}
	return nil
}

// beginRun makes t, the prompt's task, run what follows, and counts its budgets
// from here. It takes the baton.
func (t *Task) beginRun() {
	h := t.host
	t.caller.Reset()
	t.acquire()
	h.add(t)
	if h.closing.Load() {
		t.caller.Interrupt(errClosing) // Close has been here
	}
	h.meter.begin()
	h.meter.afresh()
	h.run.completed = 0
	h.meter.instructions = 0
	h.watchRun()
	h.run.timer = startTimer(t, h.limits.Time)
}

// endRun is the other half of beginRun; it keeps the baton.
func (t *Task) endRun() {
	h := t.host
	delete(h.tasks, t.ID)
	h.meter.end()
	h.unwatch()
	h.run.timer.stop()
}

// A runTimer ends a run that takes too long. It needs no baton for that: the task
// that has it may be deep in a call. Nil is no limit.
type runTimer struct {
	timer *time.Timer
	fired chan struct{} // closed when it has
}

func startTimer(t *Task, d time.Duration) *runTimer {
	if d == 0 {
		return nil
	}
	fired := make(chan struct{})
	return &runTimer{fired: fired, timer: time.AfterFunc(d, func() {
		defer close(fired)
		t.Interrupt(&limit.Error{What: fmt.Sprintf("the run took more than %s", d), Flag: "--timeout"})
	})}
}

// stop returns when the timer can end nothing any more: the next run is of the
// same task.
func (r *runTimer) stop() {
	if r != nil && !r.timer.Stop() {
		<-r.fired
	}
}

package scripting

import (
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// A hook is asked before every instruction of one Lua thread: gopher-lua asks
// its context whether it is done. That makes it the one place that interrupts,
// shares the processor, and counts the budgets.
type hook struct {
	task  *Task
	th    *lua.LState
	count uint32
	alarm *atomic.Uint32 // of the host's meter
	lines []lineAt       // of each function that runs in th, while somebody steps
	died  string         // the traceback of a coroutine that an error ended
}

// Every checkEvery instructions, some 10 µs, the hook looks up.
const checkEvery = 256

// slice is how long a task may run while it sees another wait.
const slice = 5 * time.Millisecond

// closedChannel is what a context that is done gives.
var closedChannel = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// Done is called before every instruction; a closed channel makes it fail.
func (h *hook) Done() <-chan struct{} {
	h.count++
	if h.count%checkEvery != 1 && h.alarm.Load() == 0 {
		return nil
	}
	return h.check()
}

func (h *hook) check() <-chan struct{} {
	if h.count == 1 {
		// A coroutine's first instruction is the first moment at which how it
		// fails can be set: resuming sets its own before.
		h.th.Panic = h.task.host.threads.raised
	}
	t := h.task
	if t.Heard() != nil {
		return closedChannel
	}
	if s := t.host.stepper; s != nil {
		s.instruction(h)
		if t.Heard() != nil {
			return closedChannel
		}
	}
	if h.count%checkEvery != 1 && h.alarm.Load()&memoryAlarm == 0 {
		return nil
	}
	if err := t.host.meter.spend(&t.host.limits); err != nil {
		t.host.stopAll(err)
		return closedChannel
	}
	if h.count%checkEvery == 1 {
		t.share()
	}
	return nil
}

// slicesShare is how many looks at the limits a task has at a time where the clock stands
// still.
const slicesShare = 200

// share lets those run who wait for the baton, if they have waited long.
func (t *Task) share() {
	switch b := &t.host.baton; {
	case !b.contended():
	case t.host.pacer != nil: // by what was done, not by how long it took
		if t.slices++; t.slices%slicesShare == 0 {
			_ = t.StepAside()
		}
	case t.slice.IsZero(): // the clock is asked only when it matters
		t.slice = time.Now()
	case time.Since(t.slice) > slice:
		b.give()
		t.acquire()
	}
}

// Err gives why the thread must end. Its text only matters to the VM.
func (h *hook) Err() error {
	if err := h.task.stopped(); err != nil {
		return err
	}
	return ErrInterrupted
}

// Deadline is part of context.Context; there is none.
func (h *hook) Deadline() (time.Time, bool) { return time.Time{}, false }

// Value is part of context.Context; there is none.
func (h *hook) Value(any) any { return nil }

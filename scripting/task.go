package scripting

import (
	"context"
	"errors"
	"fmt"
	"os"
	goruntime "runtime"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/timeline"
	"sockpit/scripting/limit"
)

// A Task is one flow of script code: a goroutine with its own Lua thread. All
// tasks share the globals; the one that holds the baton runs. Its fields, but
// for done, belong to who holds the baton.
type Task struct {
	ID   int
	Name string // what it runs, for people: "server at echo.lua:4"

	host    *Host
	spawned event.Place // line that started it
	from    *folder     // of the code that started it; nil: the world's
	caller  runtime.Caller
	turn    chan struct{}
	levels  []level // the Lua threads it is in; the last one runs
	walk    walk
	slices  int       // looks at the limits, where the clock stands still
	slice   time.Time // when others were first seen to wait for the baton that it has

	last    *Failure // raised last
	passing *Failure // being raised again, further out
	showing bool     // a __tostring runs, to describe a failure

	joins      atomic.Pointer[Task] // the task that it waits for in join, or nil
	halt       atomic.Pointer[halt] // its wait that was ended, until that is explained
	done       chan struct{}        // closed when it has ended
	results    []lua.LValue
	failure    *Failure
	joined     bool // somebody has been told of its failure
	joiners    int  // tasks that wait in join for it
	background bool // it was started with & at the prompt
	quiet      bool // its failure need not be told
	spareCall  *Call
	value      *lua.LUserData
}

// errCancelled is the cause of a task that cancel(t) ended.
var errCancelled error = cancelledError{}

type cancelledError struct{}

func (cancelledError) Error() string { return "the task was cancelled" }
func (cancelledError) Unwrap() error { return context.Canceled }

// newTask numbers a task. The caller holds the baton, or the host is new.
func (h *Host) newTask(name string) *Task {
	t := &Task{ID: h.number(), Name: name, host: h, turn: make(chan struct{}, 1), done: make(chan struct{})}
	t.caller.Task = t.ID
	t.caller.Clock = h.Session.Clock
	t.caller.Block = t.release
	t.caller.Resume = t.acquire
	t.caller.Stood = h.standstill.stood
	t.caller.Halted = t.halted
	t.caller.Alarm = h.meter.ring
	return t
}

// acquire waits for the baton and puts the task's Lua thread in place: the
// threads of one Lua state share the mark of which one runs (TRAPS L3).
func (t *Task) acquire() {
	h := t.host
	if t.stopped() != nil {
		h.baton.takeFirst(t.turn)
	} else {
		h.baton.take(t.turn)
	}
	t.taken()
}

// taken is what a task does when it has got the baton.
func (t *Task) taken() {
	h := t.host
	h.current = t
	h.turns++
	h.meter.dozer.rouse()
	if h.run.lookout != nil {
		h.run.lookout.dozer.rouse()
	}
	t.slice = time.Time{}
	if t.stopped() != nil {
		h.meter.ring() // it was interrupted while another had the baton
	}
	if n := len(t.levels); n > 0 {
		h.root.G.CurrentThread = t.levels[n-1].th
	}
}

// release gives the baton away for as long as the task waits.
func (t *Task) release() {
	if s := t.host.stepper; s != nil {
		s.news()
	}
	t.host.baton.give()
}

// StepAside lets those run who wait for the baton.
func (t *Task) StepAside() error {
	if t.host.pacer != nil { // the order of those that line up is that in which they come, always
		t.host.baton.lineUp(t.turn)
		t.host.baton.give()
		<-t.turn
		t.taken()
		return t.stopped()
	}
	t.host.baton.give()
	goruntime.Gosched()
	t.acquire()
	return t.stopped()
}

// start runs f(args...) as a task of its own. The caller holds the baton. Tasks
// begin in the order in which they were started.
func (t *Task) start(f *lua.LFunction, args []lua.LValue) {
	h := t.host
	h.add(t)
	h.meter.begin()
	h.running.Add(1)
	h.baton.lineUp(t.turn)
	go t.main(f, args)
}

// main is the whole life of a task's goroutine.
func (t *Task) main(f *lua.LFunction, args []lua.LValue) {
	defer t.host.running.Done()
	<-t.turn
	t.taken()
	if t.stopped() == nil {
		results, err := t.protect(f, args, nil)
		t.results, t.failure = t.outcome(results, err)
	} else { // before it began: an instruction of it could spawn another
		t.failure = t.failureOf(t.stopError())
	}
	t.finish()
	t.host.baton.give()
}

// run calls f in a fresh thread of the task. It holds the baton at both ends.
func (t *Task) run(f *lua.LFunction, args []lua.LValue) ([]lua.LValue, *Failure) {
	return t.outcome(t.protect(f, args, nil))
}

// outcome gives the results of what ran, or how it failed.
func (t *Task) outcome(results []lua.LValue, err error) ([]lua.LValue, *Failure) {
	if err == nil && t.stopped() != nil {
		err = t.stopError() // a return from a loop that was stopped looks like success
	}
	if err == nil {
		return results, nil
	}
	f := t.failureOf(err)
	if t.stopped() != nil {
		t.explainHalt(f)
	}
	complete(t.host, f)
	return nil, f
}

// finish marks the task as ended and tells whoever waits for it.
func (t *Task) finish() {
	h := t.host
	delete(h.tasks, t.ID)
	h.meter.end()
	if h.stepper != nil {
		h.stepper.news()
	}
	stop := t.stopped()
	t.quiet = t.joiners > 0 || stop != nil && !isLimit(stop)
	t.noteFailed()
	close(t.done)
	if h.config.OnEnd != nil {
		h.config.OnEnd(t)
	}
}

// stopped gives why the task must end, or nil.
func (t *Task) stopped() error {
	if cause := t.caller.Interrupted(); cause != nil {
		return cause
	}
	if t.host.closing.Load() {
		return errClosing
	}
	return nil
}

// Interrupt ends the task's waiting call, or its next instruction, before other
// tasks have their turn. Any goroutine.
func (t *Task) Interrupt(cause error) {
	t.caller.Interrupt(cause)
	t.host.baton.promote(t.turn)
}

// Done is closed when the task has ended.
func (t *Task) Done() <-chan struct{} { return t.done }

// Failure gives how the task failed, or nil. It may be called once Done is closed.
func (t *Task) Failure() *Failure { return t.failure }

// Waiting says what the task waits for, if it waits: a task that a person keeps
// standing does not.
func (t *Task) Waiting() (runtime.Waiting, bool) {
	if t.walk.stands.Load() {
		return runtime.Waiting{}, false
	}
	return t.caller.Waiting()
}

// ErrInterrupted is the cause of a call that Ctrl-C ended.
var ErrInterrupted error = &stop{"interrupted"}

// A stop is a cause that ends what a task does, for no fault of its own.
type stop struct{ text string }

func (e *stop) Error() string { return e.text }

// StopCode is what the log calls a call that was ended by it.
func (e *stop) StopCode() string { return "INTERRUPTED" }

// Spawn starts f as a task beside this one, for a call of the task.
func (t *Task) Spawn(f *lua.LFunction, args []lua.LValue) (*Task, error) {
	h := t.host
	if err := t.stopped(); err != nil {
		return nil, err // nobody would stop the new one: who stops all has been here
	}
	if len(h.tasks) >= h.limits.Tasks {
		return nil, &limit.Error{What: fmt.Sprintf("%d tasks are alive", len(h.tasks)), Flag: "--max-tasks"}
	}
	other := h.newTask("spawned at " + t.caller.Place.String())
	other.spawned = t.caller.Place
	if f.IsG {
		other.from = t.folder()
	}
	h.run.link(timeline.Link{Task: t.ID, Before: h.Session.Log.Next(), Then: other.ID})
	other.start(f, args)
	return other, nil
}

// Join waits until another task has ended, and gives what its function returned.
// How it failed is the error, which counts as told.
func (t *Task) Join(other *Task) ([]lua.LValue, error) {
	if !other.ended() {
		other.joiners++
		t.joins.Store(other)
		err := t.caller.Await("join", other.done)
		t.joins.Store(nil)
		other.joiners--
		if err != nil {
			return nil, joinError(err, other)
		}
	}
	other.joined = true
	h := t.host
	h.run.link(timeline.Link{Task: other.ID, Then: t.ID, After: h.Session.Log.Next()})
	h.run.forget(other)
	if other.failure != nil {
		return nil, &luaError{other.failure}
	}
	return other.results, nil
}

func joinError(err error, t *Task) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("task %d goes on: %w", t.ID, err)
	}
	return err
}

// Cancel ends the task.
func (t *Task) Cancel() { t.Interrupt(errCancelled) }

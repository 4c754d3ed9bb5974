package scripting

import (
	"errors"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
)

// A package above may add functions, and types of its own, to a host: it puts
// them into Config.Functions. They are entries like those of the API, with help,
// argument errors and tests.

// Does sets what a function does.
func (f *Func) Does(run func(*Call) error) *Func {
	f.Run = run
	return f
}

// Around puts something around what a function does.
func (f *Func) Around(around func(c *Call, run func(*Call) error) error) {
	inner := f.Run
	f.Run = func(c *Call) error { return around(c, inner) }
}

// A Converter is a variable for Call.Args of a type that scripting does not
// know. The error says "got X, want Y".
type Converter interface {
	Convert(v lua.LValue) error
}

// Got is the error of a Converter.
func Got(v lua.LValue, want string) error { return got(v, want) }

// Host gives the host that the task is of.
func (t *Task) Host() *Host { return t.host }

// Caller gives who makes the task's calls. It belongs to the task.
func (t *Task) Caller() *runtime.Caller { return &t.caller }

// SetGlobal sets a global variable.
func (h *Host) SetGlobal(name string, v lua.LValue) {
	h.With(func() { h.root.SetGlobal(name, v) })
}

// Global reads one, of the globals or of the prompt's variables.
func (h *Host) Global(name string) (v lua.LValue) {
	h.With(func() {
		if v = h.prompt.env.RawGetString(name); v == lua.LNil {
			v = h.root.GetGlobal(name)
		}
	})
	return v
}

// Do calls a function of the host in the foreground, as Run runs a script, and
// ends the tasks that it leaves.
func (h *Host) Do(f *lua.LFunction, args ...lua.LValue) *Failure {
	t := h.prompt.task
	t.beginRun()
	_, failure := t.run(f, args)
	t.endRun()
	h.baton.give()
	h.interruptAll(errMainEnded)
	h.running.Wait()
	return failure
}

// Spawn runs a script as a task of its own, beside what is typed. Its end is
// that of the task: what it spawned goes on.
func (h *Host) Spawn(s Script) (t *Task, failed *Failure) {
	h.With(func() {
		f, err := h.compiler.compile(h.folderAt(s.Dir), s.Name, s.Text)
		if err != nil {
			failed = h.prompt.task.loadFailure(err)
			return
		}
		t = h.newTask(s.Name)
		t.background, t.quiet = true, true
		t.start(f, nil)
	})
	return t, failed
}

// Compute gives the value of an expression, with the names that the prompt has,
// in a task of its own: whatever else runs goes on. It gives up after a while.
func (h *Host) Compute(expression string, within time.Duration) (v lua.LValue, failed *Failure) {
	var t *Task
	h.With(func() {
		f, err := h.compiler.compile(h.home, "value", "return "+expression)
		if err != nil {
			failed = h.prompt.task.loadFailure(err)
			return
		}
		f.Env = h.prompt.env
		t = h.newTask(expression)
		t.background, t.quiet = true, true
		t.start(f, nil)
	})
	if failed != nil {
		return lua.LNil, failed
	}
	limit := time.AfterFunc(within, func() { t.Interrupt(errNoValue) })
	defer limit.Stop()
	<-t.done
	if t.failure != nil || len(t.results) == 0 {
		return lua.LNil, t.failure
	}
	return t.results[0], nil
}

// errNoValue is the cause of an expression that took too long.
var errNoValue = errors.New("it has no value yet: it waits")

// Check compiles a script without running it.
func (h *Host) Check(name, text string) (failed *Failure) {
	h.With(func() {
		if _, err := h.compiler.compile(h.home, name, text); err != nil {
			failed = h.prompt.task.loadFailure(err)
		}
	})
	return failed
}

// Show shows what a script asked for; see Printer.
func (h *Host) Show(v any) { h.config.Out.Show(v) }

// Print prints a text of a script.
func (h *Host) Print(text string) { h.config.Out.Print(text) }

// Line gives the text of a line of a script, as far as it is known. The caller
// holds the baton.
func (h *Host) Line(p event.Place) string { return h.sources.line(p) }

// Alive gives the tasks that are alive, by number. The caller holds the baton.
func (h *Host) Alive() []*Task { return h.sortedTasks() }

// SocketNames gives the sockets that variables hold, each with the variable's name.
// The caller holds the baton.
func (h *Host) SocketNames() map[*runtime.Socket]string { return h.names() }

// FlowNow makes the diagram of all that was logged. The caller holds the baton.
func (h *Host) FlowNow() *timeline.Flow {
	log := record.Log{Steps: RecordSteps(h.run.steps)}
	log.Events, log.Dropped = h.Session.Log.Whole()
	return h.flow(&log, false)
}

package scripting

import (
	"errors"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
)

// A package above may add functions, and types of its own, to a host: it puts
// them into Config.Functions. They are entries like those of the API, with help,
// argument errors and tests.

// Does sets what a function does.
func (f *Func) Does(run func(*Call) error) *Func {
	f.run = run
	return f
}

// Around puts something around what a function does.
func (f *Func) Around(around func(c *Call, run func(*Call) error) error) {
	inner := f.run
	f.run = func(c *Call) error { return around(c, inner) }
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

// Fields reads an option table into the variables of that names.
func (c *Call) Fields(t *lua.LTable, into map[string]any) error {
	_, err := c.fields(t, into)
	return err
}

// Invoke calls a function and gives its results. What it raises is the error.
func (c *Call) Invoke(f *lua.LFunction, args ...lua.LValue) ([]lua.LValue, error) {
	results, failure, err := c.invoke(f, args)
	if failure != nil {
		err = &luaError{failure}
	}
	return results, err
}

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
		f, err := h.compiler.compile(h.home(), "value", "return "+expression)
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
		if _, err := h.compiler.compile(h.home(), name, text); err != nil {
			failed = h.prompt.task.loadFailure(err)
		}
	})
	return failed
}

// SocketRows gives the rows of sockets(), those of the session and those around
// it, fit to be handed to another host: no value of this one is in them.
func (h *Host) SocketRows() (mine, around []*lua.LTable) {
	h.With(func() {
		snap := h.Session.Snapshot()
		rows := h.socketRows(nil)
		for i := range snap.Sockets {
			mine = append(mine, rows.row(&snap.Sockets[i]))
		}
		for i := range snap.Others {
			around = append(around, h.otherRow(&snap.Others[i]))
		}
	})
	for _, row := range mine {
		for _, own := range []string{"socket", "peer"} {
			row.RawSetString(own, lua.LNil) // a value of this host
		}
		row.Metatable = lua.LNil
	}
	return mine, around
}

// EventRows gives the rows of events().
func (h *Host) EventRows() (rows []*lua.LTable) {
	h.With(func() {
		events, _ := h.Session.Log.All()
		for i := range events {
			rows = append(rows, h.eventRow(&events[i]))
		}
	})
	return rows
}

// Assigned gives the variable that a line of a script gives a value to, if it is
// one: the name of a socket that it made, when no variable holds it any more.
func (h *Host) Assigned(p event.Place) (name string) {
	h.With(func() { name = h.sources.assigned(p) })
	return name
}

// Matches reports whether a row has every field of the filter, which may be nil.
func Matches(row, filter *lua.LTable) bool { return matches(row, filter) }

// Equal compares values, tables field by field.
func Equal(a, b lua.LValue) bool { return comparison{}.equal(a, b, 0) }

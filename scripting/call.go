package scripting

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// A Call is one call of a Func by a script.
type Call struct {
	*Task
	L *lua.LState
	F *Func
	n int // values returned

	Scratch Scratch
}

// Scratch are variables for the arguments of calls that are made very often:
// variables of their own would be moved to the heap by Args each time.
type Scratch struct {
	Socket  *runtime.Socket
	Data    []byte
	Max     int
	Whole   Whole
	Options *lua.LTable
}

// An ArgError is a call with wrong arguments.
type ArgError struct {
	F     *Func
	Param string
	Text  string // "got 1.5, want a whole number"
}

// Error gives "recv: max: got 1.5, want a whole number".
func (e *ArgError) Error() string {
	if e.Param == "" {
		return e.F.Name + ": " + e.Text
	}
	return e.F.Name + ": " + e.Param + ": " + e.Text
}

// wrap makes a Go function for Lua of a Func.
func (h *Host) wrap(f *Func) lua.LGFunction {
	return func(L *lua.LState) int {
		t := h.current
		if h.root.G.CurrentThread != L {
			h.root.G.CurrentThread = L
		}
		t.caller.Place, t.caller.Via, t.caller.Deadline = t.calledFrom(), f.Name, time.Time{}
		if len(h.nils) > 0 {
			delete(h.nils, t.caller.Place) // what this line gave before is of no interest
		}
		c := t.spareCall
		if t.spareCall = nil; c == nil {
			c = &Call{}
		}
		*c = Call{Task: t, L: L, F: f}
		err := c.perform()
		n := c.n
		t.spareCall = c
		if err != nil {
			t.raise(L, err)
		}
		return n
	}
}

// calledFrom is place for a function of Go's that runs, on top of its caller.
func (t *Task) calledFrom() event.Place {
	if n := len(t.levels); n > 0 {
		if p, ok := luavm.CallerPlace(t.levels[n-1].th); ok {
			return p
		}
	}
	return t.place()
}

// place gives the script line that is being run: of the innermost Lua function.
func (t *Task) place() event.Place {
	for i := len(t.levels) - 1; i >= 0; i-- {
		if p, ok := luavm.LinePlace(t.levels[i].th, 0); ok {
			return p
		}
	}
	return t.spawned // it runs one of sockpit's own functions, without a line
}

// Return hands values back to the script.
func (c *Call) Return(values ...lua.LValue) error {
	stdlib.PushAll(c.L, values)
	c.n += len(values)
	return nil
}

// Wrong is an error about one argument. Of a long string among args it shows the
// beginning.
func (c *Call) Wrong(param, format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = beginning(s)
		}
	}
	return &ArgError{F: c.F, Param: param, Text: fmt.Sprintf(format, args...)}
}

// maxShown is how many bytes of an argument an error shows.
const maxShown = 200

// beginning cuts a text that is too long for an error.
func beginning(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return printable.Start(s, maxShown) + "…"
}

// Arg gives argument i, counted from 0; nil values and missing ones are LNil.
func (c *Call) Arg(i int) lua.LValue { return c.L.Get(i + 1) }

// Rest gives the arguments from i on.
func (c *Call) Rest(i int) []lua.LValue { return stackArgs(c.L, i+1) }

// Args unpacks the arguments, in order of F.Params, into the variables that the
// pointers point to; their types say what is wanted. An optional argument that
// is missing leaves its variable alone. See convert for the types.
func (c *Call) Args(into ...any) error {
	c.skipToOptions()
	for i, p := range into {
		param := &c.F.Params[i]
		v := c.Arg(i)
		if v == lua.LNil && param.Optional {
			continue
		}
		if i >= c.L.GetTop() {
			return c.missing(i, param)
		}
		err := c.convert(v, p)
		if err == nil {
			continue
		}
		if v == lua.LNil {
			return c.missing(i, param)
		}
		return c.Wrong(param.Name, "%s", err)
	}
	if n := c.L.GetTop(); n > len(c.F.Params) && !c.F.variadic() {
		return c.Wrong("", "got %s, want %s", arguments(n), atMost(len(c.F.Params)))
	}
	return nil
}

// skipToOptions lets recv(s, {timeout=1}) leave out the optional arguments
// before the options.
func (c *Call) skipToOptions() {
	top, last := c.L.GetTop(), len(c.F.Params)-1
	if top == 0 || top > last || c.F.Params[last].Type != "options" {
		return
	}
	given := &c.F.Params[top-1]
	if _, ok := c.Arg(top - 1).(*lua.LTable); !ok || !given.Optional || given.Type == "any" {
		return
	}
	for range last + 1 - top {
		c.L.Insert(lua.LNil, top)
	}
}

func arguments(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return itoa(n) + " arguments"
}

func atMost(n int) string {
	if n == 0 {
		return "none"
	}
	return "at most " + itoa(n)
}

// missing explains an argument that is nil: forgotten, or the empty hands of
// an earlier call.
func (c *Call) missing(i int, p *Param) error {
	text := "is missing, want " + p.want()
	if i < c.L.GetTop() {
		text = "got nil, want " + p.want()
		if why := c.whyNil(i); why != "" {
			text += ". " + why
		}
	}
	return c.Wrong(p.Name, "%s", text)
}

// Invoke calls a function and gives its results. What it raises is the error, and
// goes on as it is if that is returned.
func (c *Call) Invoke(f *lua.LFunction, args ...lua.LValue) ([]lua.LValue, error) {
	results, failure, err := c.Try(f, args)
	if failure != nil {
		err = &luaError{failure}
	}
	return results, err
}

// Try calls a function, protected, and gives its results, or how it failed. The
// error is that of a task that must end.
func (c *Call) Try(fn *lua.LFunction, args []lua.LValue) ([]lua.LValue, *Failure, error) {
	place := c.Caller().Place
	results, err := c.protect(fn, args, nil)
	c.Caller().Place, c.Caller().Via, c.Caller().Deadline = place, c.F.Name, time.Time{}
	if c.stopped() != nil {
		return nil, nil, c.stopped()
	}
	if err != nil {
		return nil, c.Task.failureOf(err), nil
	}
	return results, nil, nil
}

// GaveNil notes why the call gives nil, for the error of a later line that takes
// it for something.
func (c *Call) GaveNil(why string) { c.host.noteNil(c.caller.Place, why) }

// MaxString is how many bytes a string may have.
func (c *Call) MaxString() int { return c.host.limits.String }

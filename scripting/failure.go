package scripting

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/scripting/limit"
	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// A Failure is an error that nobody caught, with what a person needs to find
// its cause.
type Failure struct {
	Value   lua.LValue  // what the script raised
	Message string      // without the place in front
	Place   event.Place // the line it happened in
	Source  string      // that line of the script, or ""
	Step    string      // text of the step it was in, or ""
	Hint    string      // what to try, or ""
	Proofs  []string    // what the hint rests on, if it is an explanation
	Trace   []Frame     // innermost first
	Task    int
	Err     error   // the Go error beneath, or nil
	Sockets []Named // as they were, after a failed expectation
}

// A Frame is one function call of a traceback.
type Frame struct {
	Place    event.Place // zero for a Go function
	Function string      // "function serve", "main chunk"
}

// Error gives "file:line: message".
func (f *Failure) Error() string {
	if p := f.Place.String(); p != "" {
		return p + ": " + f.Message
	}
	return f.Message
}

func (f *Failure) Unwrap() error { return f.Err }

// describe makes a Failure of a value being raised in L, while the stack is
// still whole. Texts that the VM raises are put into better words.
func (t *Task) describe(L *lua.LState, value lua.LValue) *Failure {
	h := t.host
	f := &Failure{Value: value, Task: t.ID, Trace: t.trace()}
	if len(f.Trace) > 0 {
		f.Place = f.Trace[0].Place
	}
	if t.stopped() != nil {
		f.Value = t.stopValue()
		value = f.Value
	}
	if old := t.raisedBefore(value); old != nil {
		again := *old
		if old.Task != t.ID { // of a task that was joined
			again.Trace = slices.Concat(old.Trace, f.Trace)
			again.Trace = again.Trace[:min(len(again.Trace), maxFrames)]
		}
		return &again
	}
	switch v := value.(type) {
	case lua.LString:
		place, text := luavm.SplitPlace(strings.TrimPrefix(string(v), " ")) // the blank is where a place would be
		if place != (event.Place{}) {
			f.Place = place
		}
		better, hint := diagnose(h, L, f.Place, text)
		if better != text && place != (event.Place{}) {
			f.Value = lua.LString(place.String() + ": " + better)
		}
		f.Message, f.Hint = better, hint
	case *lua.LUserData:
		if e := ErrorOf(v); e != nil {
			f.Message, f.Hint, f.Err = e.Message, e.Hint, e
			if e.Where != (event.Place{}) {
				f.Place = e.Where
			}
			break
		}
		f.Message = show(h, value)
	case *lua.LTable:
		text, ok := h.tableText(v)
		if !ok {
			text = h.Pretty(v, 200)
		}
		f.Message = text
	default:
		f.Message = show(h, value)
	}
	f.Source = h.sources.line(f.Place)
	f.Step = h.run.step()
	if len(t.levels) == 1 { // nobody can catch it, and the locals still name the sockets
		picture(h, f)
	}
	return f
}

// picture adds to a failed expectation in what world it failed. That is a look at
// every socket, which an error that a script catches must not cost.
func picture(h *Host, f *Failure) {
	if f.Sockets == nil && isExpectation(f.Err) {
		f.Sockets = h.named(h.Session.Snapshot().Sockets)
		asHeld(f.Sockets)
	}
}

// complete adds to a failure that nobody caught what is only worth its while if it
// is shown.
func complete(h *Host, f *Failure) {
	if !h.run.complete() {
		return
	}
	if e, ok := f.Err.(*Error); ok && f.Hint == "" {
		f.Hint = h.hint(e)
		f.Proofs = e.proofs
	}
	var l *limit.Error
	if h.pacer != nil && f.Hint == "" && errors.As(f, &l) && (l.Flag == "--timeout" || l.Flag == "--max-instructions") {
		f.Hint = "On a virtual network computing takes no time: time goes by in calls that wait, as sleep, or in tick."
	}
	picture(h, f)
}

// raisedBefore gives the failure that raised value first: one that comes out of
// a coroutine or a joined task, or an object that a script caught and raises
// again. Its place and traceback are what a person wants to know.
func (t *Task) raisedBefore(value lua.LValue) *Failure {
	if t.passing != nil && t.passing.Value == value {
		return t.passing
	}
	_, isString := value.(lua.LString)
	if t.last != nil && t.last.Value == value && !isString && value != lua.LNil {
		return t.last
	}
	return nil
}

// show gives the text of any value, with __tostring, never failing.
func show(h *Host, v lua.LValue) string {
	if v == lua.LNil {
		return "error(nil)"
	}
	if t := v.Type(); t != lua.LTTable && t != lua.LTUserData {
		return stdlib.ToString(h.root, v).String()
	}
	text, t := v.Type().String(), h.current
	if t == nil || t.showing { // __tostring has raised what has this __tostring
		return text
	}
	t.showing = true
	defer func() { t.showing = false }()
	_, _ = t.protect(h.root.NewFunction(func(L *lua.LState) int {
		text = stdlib.ToString(L, v).String()
		return 0
	}), nil, nil)
	return text
}

// failureOf finds the Failure that raised made, or makes one of what gopher-lua
// gave: a Go panic, or an error that was raised before raised was in place.
func (t *Task) failureOf(err error) *Failure {
	h := t.host
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	var api *lua.ApiError
	if !errors.As(err, &api) {
		return &Failure{Message: err.Error(), Value: lua.LString(err.Error()), Task: t.ID, Err: err}
	}
	if cause, ok := api.Cause.(*Failure); ok {
		return cause
	}
	f = &Failure{Value: api.Object, Task: t.ID, Err: err, Place: t.caller.Place}
	text := ""
	if api.Object != nil {
		text = api.Object.String()
	}
	if e := ErrorOf(api.Object); e != nil {
		f.Message, f.Hint, f.Place, f.Err = e.Message, e.Hint, e.Where, e
		return f
	}
	place, rest := luavm.SplitPlace(text)
	if place != (event.Place{}) {
		f.Place = place
	}
	f.Message = rest
	if api.Type == lua.ApiErrorPanic {
		f.Message = panicText(&h.limits, text)
		f.Value = lua.LString(f.Message)
	}
	f.Source = h.sources.line(f.Place)
	return f
}

// maxFrames bounds a traceback; the middle of a deep recursion says nothing.
const maxFrames = 24

// maxLooked bounds the way there: each tail call that was counts as a frame.
const maxLooked = 1000

// trace walks the task's Lua threads from the innermost outwards.
func (t *Task) trace() []Frame {
	var out []Frame
	for i := len(t.levels) - 1; i >= 0; i-- {
		th := t.levels[i].th
		for n := 0; n < maxLooked && len(out) < maxFrames; n++ {
			dbg, ok := th.GetStack(n)
			if !ok {
				break
			}
			_, err := th.GetInfo("nSl", dbg, lua.LNil)
			n += stdlib.TailCalls(dbg) // levels of which nothing is known
			if err != nil || dbg.CurrentLine <= 0 {
				continue // Go functions say nothing about the script
			}
			out = append(out, Frame{
				Place:    event.Place{Source: dbg.Source, Line: dbg.CurrentLine},
				Function: frameName(dbg, t.levels[i].coroutine),
			})
		}
	}
	return out
}

func frameName(dbg *lua.Debug, coroutine bool) string {
	switch {
	case dbg.LineDefined == 0:
		return "main chunk"
	case !luavm.IsFunctionName(dbg.Name):
		if coroutine {
			return fmt.Sprintf("coroutine of line %d", dbg.LineDefined)
		}
		return fmt.Sprintf("function of line %d", dbg.LineDefined)
	}
	return "function " + dbg.Name
}

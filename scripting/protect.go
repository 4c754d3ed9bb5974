package scripting

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// A level is one Lua thread that a task is in: the one it began in, a
// protected call's, or a coroutine's.
type level struct {
	th        *lua.LState
	coroutine bool
	handler   *lua.LFunction // of xpcall; nil: none
}

// enter makes th the thread that runs.
func (t *Task) enter(l level) {
	t.levels = append(t.levels, l)
	t.host.root.G.CurrentThread = l.th
}

func (t *Task) leave() {
	t.levels = t.levels[:len(t.levels)-1]
	if n := len(t.levels); n > 0 {
		t.host.root.G.CurrentThread = t.levels[n-1].th
	}
}

// top gives the thread that runs.
func (t *Task) top() *lua.LState { return t.levels[len(t.levels)-1].th }

// outer gives the thread that made the protected call which runs in th.
func (h *Host) outer(th *lua.LState) *lua.LState {
	levels := h.current.levels
	for i := len(levels) - 1; i > 0; i-- {
		if levels[i].th == th && !levels[i].coroutine {
			return levels[i-1].th
		}
	}
	return nil
}

// tooDeep says that protected calls and coroutines can't go deeper.
func (h *Host) tooDeep() string {
	err := LimitError{What: fmt.Sprintf("stack overflow: %d protected calls or coroutines inside each other", h.limits.Depth), Flag: "--max-depth"}
	return err.Error()
}

// A spare is a Lua thread with its hook, kept to be used again.
type spare struct {
	th   *lua.LState
	hook *hook
}

// thread gives a Lua thread that stops when t does.
func (h *Host) thread(t *Task) spare {
	if n := len(h.spares); n > 0 {
		s := h.spares[n-1]
		h.spares = h.spares[:n-1]
		s.hook.task, s.hook.lines = t, s.hook.lines[:0]
		return s
	}
	th := h.threads.Thread()
	th.Panic = h.raised
	s := spare{th, &hook{task: t, th: th, count: 1, alarm: &h.meter.alarm}}
	th.SetContext(s.hook)
	return s
}

// maxSpares bounds the threads kept for reuse.
const maxSpares = 64

func (h *Host) giveBack(s spare) {
	s.th.SetTop(0)
	s.hook.task = nil
	if len(h.spares) < maxSpares {
		h.spares = append(h.spares, s)
	}
}

// protect calls f(args...) in a Lua thread of its own and gives its results or
// how it failed. gopher-lua's own protected call closes the captured locals of
// the whole stack when something fails, not only of the part that is unwound
// (TRAPS L1), and takes as much of Go's stack as a waiting receive.
func (t *Task) protect(f *lua.LFunction, args []lua.LValue, handler *lua.LFunction) (results []lua.LValue, err error) {
	if len(t.levels) >= t.host.limits.Depth {
		return nil, &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(t.host.tooDeep())}
	}
	s := t.ready(f, args, handler)
	defer t.end(s.th, &err)
	s.th.Call(len(args), lua.MultRet)
	return t.host.results(s), nil
}

// ready enters a thread in which f and its arguments have been pushed.
func (t *Task) ready(f *lua.LFunction, args []lua.LValue, handler *lua.LFunction) spare {
	s := t.host.thread(t)
	t.enter(level{th: s.th, handler: handler})
	s.th.Push(f)
	stdlib.PushAll(s.th, args)
	return s
}

// end leaves a thread in which a call has ended, or failed: then the thread is
// as it was when that happened, and is dropped.
func (t *Task) end(th *lua.LState, err *error) {
	if r := recover(); r != nil {
		*err = t.host.unwound(th, r)
	}
	t.leave()
}

// results takes what a call has left in its thread, and gives that back.
func (h *Host) results(s spare) []lua.LValue {
	results := make([]lua.LValue, s.th.GetTop())
	for i := range results {
		results[i] = s.th.Get(i + 1)
	}
	h.giveBack(s)
	return results
}

// raised is called where something fails, with the error value on top and the
// whole stack still there. It panics on, as gopher-lua wants.
func (h *Host) raised(L *lua.LState) {
	t := h.current
	f := h.describe(t, L, L.Get(-1))
	t.last, t.passing = f, nil
	if l := t.levels[len(t.levels)-1]; l.coroutine && l.th == L {
		if hk, ok := threadHook(L); ok {
			hk.died = luavm.Traceback([]*lua.LState{L}, 0)
		}
	}
	if l := t.levels[len(t.levels)-1]; l.handler != nil && l.th == L {
		t.levels[len(t.levels)-1].handler = nil // an error in the handler is not handled
		L.Push(l.handler)
		L.Push(f.Value)
		L.Call(1, 1)
		f.Value = L.Get(-1)
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: f.Value, Cause: f})
}

// unwound gives what ended a call as an error: what raised left, or one with a
// place of a Go panic: the VM's when its stack is full, or a fault of ours. The
// Lua stack is still there.
func (h *Host) unwound(th *lua.LState, r any) error {
	if err, ok := r.(*lua.ApiError); ok {
		return err
	}
	f := h.describe(h.current, th, lua.LString(h.panicText(fmt.Sprint(r))))
	f.Value = lua.LString(f.Error())
	return &lua.ApiError{Type: lua.ApiErrorPanic, Object: f.Value, Cause: f}
}

// panicText puts the text of a Go panic into words.
func (h *Host) panicText(text string) string {
	switch {
	case strings.Contains(text, "stack overflow"):
		err := LimitError{What: fmt.Sprintf("stack overflow: functions call each other more than %d deep", h.limits.Calls), Flag: "--max-calls"}
		return err.Error()
	case strings.Contains(text, "registry overflow"):
		return fmt.Sprintf("stack overflow: functions that call each other hold more than %d values", luavm.MaxRegisters)
	}
	return "a fault inside sockpit or its Lua: " + text
}

// allowCalls sets how deep functions may call each other in the Lua threads that
// are made from now on.
func (h *Host) allowCalls(n int) {
	if h.root.Options.CallStackSize != n {
		h.root.Options.CallStackSize = n
		h.spares = nil
	}
}

// pcall is Lua's pcall(f, ...).
func (h *Host) pcall(L *lua.LState) int {
	stdlib.Check(L, "pcall").Any(1)
	return h.protectedCall(L, 2, nil)
}

// xpcall is Lua's xpcall(f, handler).
func (h *Host) xpcall(L *lua.LState) int {
	a := stdlib.Check(L, "xpcall")
	a.Any(1)
	handler := a.Function(2)
	return h.protectedCall(L, 3, handler)
}

// protectedCall calls argument 1 with the arguments from first on.
func (h *Host) protectedCall(L *lua.LState, first int, handler *lua.LFunction) int {
	t := h.current
	var args []lua.LValue
	for i := first; i <= L.GetTop(); i++ {
		args = append(args, L.Get(i))
	}
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		if L.GetMetaField(L.Get(1), "__call") == lua.LNil {
			L.Push(lua.LFalse)
			L.Push(lua.LString(got(L.Get(1), "a function").Error()))
			return 2
		}
		args = append([]lua.LValue{L.Get(1)}, args...)
		fn = h.callAny
	}
	results, err := t.protect(fn, args, handler)
	h.passOnStop(L, t)
	if err != nil {
		L.Push(lua.LFalse)
		L.Push(h.errorValue(t, err))
		return 2
	}
	L.Push(lua.LTrue)
	stdlib.PushAll(L, results)
	return 1 + len(results)
}

// passOnStop lets no protected call swallow that the task must end.
func (h *Host) passOnStop(L *lua.LState, t *Task) {
	if t.stopped() != nil {
		L.Error(h.stopValue(t), 0)
	}
}

// errorValue gives what pcall returns for a failure.
func (h *Host) errorValue(t *Task, err error) lua.LValue {
	return h.failureOf(t, err).Value
}

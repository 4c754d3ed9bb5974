package scripting

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
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
	th, _ := h.root.NewThread()
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
// (TRAPS L1); in a thread of its own the two are the same.
func (t *Task) protect(f *lua.LFunction, args []lua.LValue, handler *lua.LFunction) ([]lua.LValue, error) {
	h := t.host
	if len(t.levels) >= h.limits.Depth {
		return nil, &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(h.tooDeep())}
	}
	s := h.thread(t)
	t.enter(level{th: s.th, handler: handler})
	defer t.leave()
	s.th.Push(h.trampoline)
	s.th.Push(f)
	for _, a := range args {
		s.th.Push(a)
	}
	if err := s.th.PCall(len(args)+1, lua.MultRet, nil); err != nil {
		if api, ok := err.(*lua.ApiError); !ok || api.Type == lua.ApiErrorRun {
			h.giveBack(s)
		} // after a Go panic the thread may be in any state: drop it
		return nil, err
	}
	results := make([]lua.LValue, s.th.GetTop())
	for i := range results {
		results[i] = s.th.Get(i + 1)
	}
	h.giveBack(s)
	return results, nil
}

// bounce is the Go function that a protected call begins with. It runs after
// PCall has set how the thread fails, so that it can set that again.
func (h *Host) bounce(L *lua.LState) int {
	L.Panic = h.raised
	defer h.describePanic(L)
	L.Call(L.GetTop()-1, lua.MultRet)
	return L.GetTop()
}

// noTrace keeps PCall from writing a traceback of its own, with one line for
// each tail call that ever was: millions, after some seconds of a loop of them.
const noTrace = "-"

// raised is called where something fails, with the error value on top and the
// whole stack still there. It panics on, as gopher-lua wants.
func (h *Host) raised(L *lua.LState) {
	t := h.current
	f := h.describe(t, L, L.Get(-1))
	t.last, t.passing = f, nil
	if l := t.levels[len(t.levels)-1]; l.handler != nil && l.th == L {
		t.levels[len(t.levels)-1].handler = nil // an error in the handler is not handled
		L.Push(l.handler)
		L.Push(f.Value)
		L.Call(1, 1)
		f.Value = L.Get(-1)
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: f.Value, Cause: f, StackTrace: noTrace})
}

// describePanic makes an error with a place of a Go panic: the VM's when its
// stack is full, or a fault of ours. The Lua stack is still there.
func (h *Host) describePanic(L *lua.LState) {
	switch r := recover().(type) {
	case nil:
	case *lua.ApiError:
		panic(r)
	default:
		f := h.describe(h.current, L, lua.LString(panicText(fmt.Sprint(r))))
		f.Value = lua.LString(f.Error())
		panic(&lua.ApiError{Type: lua.ApiErrorPanic, Object: f.Value, Cause: f, StackTrace: noTrace})
	}
}

// panicText puts the text of a Go panic into words.
func panicText(text string) string {
	if strings.Contains(text, "stack overflow") || strings.Contains(text, "registry overflow") {
		return "stack overflow: functions call each other too deep"
	}
	return "a fault inside sockpit or its Lua: " + text
}

// pcall is Lua's pcall(f, ...).
func (h *Host) pcall(L *lua.LState) int {
	return h.protectedCall(L, 2, nil)
}

// xpcall is Lua's xpcall(f, handler).
func (h *Host) xpcall(L *lua.LState) int {
	handler := L.CheckFunction(2)
	return h.protectedCall(L, 3, handler)
}

// protectedCall calls argument 1 with the arguments from first on.
func (h *Host) protectedCall(L *lua.LState, first int, handler *lua.LFunction) int {
	L.CheckAny(1)
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
	for _, v := range results {
		L.Push(v)
	}
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

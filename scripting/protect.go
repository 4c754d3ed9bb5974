package scripting

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/limit"
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

// outer gives the thread that made the protected call which runs in th; nil if th is
// none of one.
func (t *Task) outer(th *lua.LState) *lua.LState {
	for i := len(t.levels) - 1; i > 0; i-- {
		if t.levels[i].th == th && !t.levels[i].coroutine {
			return t.levels[i-1].th
		}
	}
	return nil
}

// tooDeep says that protected calls and coroutines can't go deeper.
func tooDeep(l *limit.Limits) string {
	err := limit.Error{What: fmt.Sprintf("stack overflow: %d protected calls or coroutines inside each other", l.Depth), Flag: "--max-depth"}
	return err.Error()
}

// protect calls f(args...) in a Lua thread of its own and gives its results or
// how it failed. gopher-lua's own protected call closes the captured locals of
// the whole stack when something fails, not only of the part that is unwound
// (TRAPS L1), and takes as much of Go's stack as a waiting receive.
func (t *Task) protect(f *lua.LFunction, args []lua.LValue, handler *lua.LFunction) (results []lua.LValue, err error) {
	if len(t.levels) >= t.host.limits.Depth {
		return nil, &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(tooDeep(&t.host.limits))}
	}
	s := t.ready(f, args, handler)
	defer t.end(s.th, &err)
	s.th.Call(len(args), lua.MultRet)
	return t.host.threads.results(s), nil
}

// ready enters a thread in which f and its arguments have been pushed.
func (t *Task) ready(f *lua.LFunction, args []lua.LValue, handler *lua.LFunction) spare {
	s := t.host.threads.take(t)
	t.enter(level{th: s.th, handler: handler})
	s.th.Push(f)
	stdlib.PushAll(s.th, args)
	return s
}

// end leaves a thread in which a call has ended, or failed: then the thread is
// as it was when that happened, and is dropped.
func (t *Task) end(th *lua.LState, err *error) {
	if r := recover(); r != nil {
		*err = t.unwound(th, r)
	}
	t.leave()
}

// raised is called where something fails, with the error value on top and the
// whole stack still there. It panics on, as gopher-lua wants.
func (t *Task) raised(L *lua.LState) {
	f := t.describe(L, L.Get(-1))
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
func (t *Task) unwound(th *lua.LState, r any) error {
	if err, ok := r.(*lua.ApiError); ok {
		return err
	}
	f := t.describe(th, lua.LString(panicText(&t.host.limits, fmt.Sprint(r))))
	f.Value = lua.LString(f.Error())
	return &lua.ApiError{Type: lua.ApiErrorPanic, Object: f.Value, Cause: f}
}

// panicText puts the text of a Go panic into words.
func panicText(l *limit.Limits, text string) string {
	switch {
	case strings.Contains(text, "stack overflow"):
		err := limit.Error{What: fmt.Sprintf("stack overflow: functions call each other more than %d deep", l.Calls), Flag: "--max-calls"}
		return err.Error()
	case strings.Contains(text, "registry overflow"):
		return fmt.Sprintf("stack overflow: functions that call each other hold more than %d values", luavm.MaxRegisters)
	}
	return "a fault inside sockpit or its Lua: " + text
}

// protectedCalls are Lua's pcall and xpcall.
type protectedCalls struct {
	host    *Host
	callAny *lua.LFunction // calls its first argument, which is none of Lua's functions, with the others
}

func newProtectedCalls(h *Host) *protectedCalls {
	return &protectedCalls{h, h.root.NewFunction(func(L *lua.LState) int {
		L.Call(L.GetTop()-1, lua.MultRet)
		return L.GetTop()
	})}
}

// pcall is Lua's pcall(f, ...).
func (p *protectedCalls) pcall(L *lua.LState) int {
	stdlib.Check(L, "pcall").Any(1)
	return p.call(L, 2, nil)
}

// xpcall is Lua's xpcall(f, handler).
func (p *protectedCalls) xpcall(L *lua.LState) int {
	a := stdlib.Check(L, "xpcall")
	a.Any(1)
	handler := a.Function(2)
	return p.call(L, 3, handler)
}

// call calls argument 1 with the arguments from first on.
func (p *protectedCalls) call(L *lua.LState, first int, handler *lua.LFunction) int {
	t := p.host.current
	args := stackArgs(L, first)
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		if L.GetMetaField(L.Get(1), "__call") == lua.LNil {
			L.Push(lua.LFalse)
			L.Push(lua.LString(got(L.Get(1), "a function").Error()))
			return 2
		}
		args = append([]lua.LValue{L.Get(1)}, args...)
		fn = p.callAny
	}
	results, err := t.protect(fn, args, handler)
	t.passOnStop(L)
	if err != nil {
		L.Push(lua.LFalse)
		L.Push(t.failureOf(err).Value)
		return 2
	}
	L.Push(lua.LTrue)
	stdlib.PushAll(L, results)
	return 1 + len(results)
}

// passOnStop lets no protected call swallow that the task must end.
func (t *Task) passOnStop(L *lua.LState) {
	if t.stopped() != nil {
		L.Error(t.stopValue(), 0)
	}
}

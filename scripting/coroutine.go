package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// openCoroutines replaces the coroutine library. gopher-lua's own ties a
// coroutine to the line that made it, gives its threads no hook, and lets a
// task resume a coroutine that is blocked inside another task (TRAPS L2–L6).
func (h *Host) openCoroutines(L *lua.LState) {
	lib, ok := L.GetGlobal("coroutine").(*lua.LTable)
	if !ok {
		return
	}
	h.coResume = lib.RawGetString("resume").(*lua.LFunction)
	for name, f := range map[string]lua.LGFunction{
		"create": h.coroutineCreate, "resume": h.coroutineResume, "wrap": h.coroutineWrap,
		"status": h.coroutineStatus, "running": h.coroutineRunning,
	} {
		lib.RawSetString(name, L.NewFunction(f))
	}
	lib.RawSetString("yield", luavm.NewFunction(h.root, yielder, L.NewFunction(h.coroutineYield)))
}

// yielder makes coroutine.yield of the function that leaves the coroutine. The
// VM puts what resume gives where that was called, as many values as there are;
// only a return fills up or cuts to what the script's call wants. And a function
// of Go's that yields must not be the last call of a Lua function: the VM takes
// the caller of a tail call away too early.
const yielder = `local leave = ...
local function pass(...) return ... end
return function(...) return pass(leave(...)) end`

// newCoroutine makes one that runs f.
func (h *Host) newCoroutine(f *lua.LFunction) *lua.LState {
	if f.IsG {
		f = h.lift(f)
	}
	th := h.threads.Coroutine(f)
	th.SetContext(&hook{task: h.current, th: th, alarm: &h.meter.alarm})
	return th
}

// lift makes a Lua function of a Go function: the VM does not know how a
// coroutine ends that has no Lua in it.
func (h *Host) lift(f *lua.LFunction) *lua.LFunction {
	return luavm.NewFunction(h.root, "local f = ... return function(...) return f(...) end", f)
}

func (h *Host) coroutineCreate(L *lua.LState) int {
	L.Push(h.newCoroutine(stdlib.Check(L, "create").Function(1)))
	return 1
}

// resume runs th until it yields or ends, and leaves what it gave on L's
// stack: true and the values, or false and the error.
func (h *Host) resume(L *lua.LState, th *lua.LState, args []lua.LValue) int {
	t := h.current
	refuse := ""
	switch {
	case th.Dead:
		refuse = "cannot resume dead coroutine"
	case th.Parent != nil || t.in(th):
		refuse = "cannot resume non-suspended coroutine"
	case len(t.levels) >= h.limits.Depth:
		refuse = h.tooDeep()
	}
	if refuse != "" {
		L.Push(lua.LFalse)
		L.Push(lua.LString(refuse))
		return 2
	}
	if hk, ok := th.Context().(*hook); ok {
		hk.task = t
	}
	base := L.GetTop()
	func() {
		// The VM marks th as the thread that runs; it refuses one that is marked.
		t.levels = append(t.levels, level{th: th, coroutine: true})
		defer t.leave()
		L.Push(h.coResume)
		L.Push(th)
		stdlib.PushAll(L, args)
		L.Call(len(args)+1, lua.MultRet)
	}()
	h.passOnStop(L, t)
	n := L.GetTop() - base
	if L.Get(base+1) == lua.LFalse {
		h.explainPanic(L, t, base+2)
	}
	return n
}

// explainPanic puts the text of a Go panic that ended a coroutine, which
// gopher-lua turns into a string, into words.
func (h *Host) explainPanic(L *lua.LState, t *Task, at int) {
	text, ok := L.Get(at).(lua.LString)
	if ok && (t.last == nil || t.last.Value != text) && isPanicText(string(text)) {
		L.Replace(at, lua.LString(h.panicText(string(text))))
	}
}

// isPanicText knows the panics of the VM and of Go.
func isPanicText(text string) bool {
	return strings.HasPrefix(text, "lua callstack overflow") || strings.HasPrefix(text, "registry overflow") ||
		strings.HasPrefix(text, "runtime error: ")
}

// in reports whether the task is inside that coroutine.
func (t *Task) in(th *lua.LState) bool {
	for _, l := range t.levels {
		if l.th == th {
			return true
		}
	}
	return false
}

func (h *Host) coroutineResume(L *lua.LState) int {
	th := stdlib.Check(L, "resume").Thread(1)
	return h.resume(L, th, stackArgs(L, 2))
}

func (h *Host) coroutineWrap(L *lua.LState) int {
	th := h.newCoroutine(stdlib.Check(L, "wrap").Function(1))
	L.Push(L.NewClosure(func(L *lua.LState) int { // the thread is its variable: see reached
		n := h.resume(L, th, stackArgs(L, 1))
		if L.Get(-n) == lua.LFalse {
			h.current.passing = h.current.last
			L.Error(L.Get(-n+1), 0)
		}
		return n - 1
	}, th))
	return 1
}

// coroutineYield refuses where gopher-lua would lose its stack.
func (h *Host) coroutineYield(L *lua.LState) int {
	t := h.current
	if l := t.levels[len(t.levels)-1]; !l.coroutine || l.th != L {
		where := "outside a coroutine"
		for _, l := range t.levels {
			if l.coroutine {
				where = "across a protected call"
			}
		}
		stdlib.Raise(L, "attempt to yield %s", where)
	}
	for i := 1; ; i++ { // 0 is yield itself
		dbg, ok := L.GetStack(i)
		if !ok {
			return -1
		}
		fn, err := L.GetInfo("f", dbg, lua.LNil)
		f, ok := fn.(*lua.LFunction)
		opcode := -1
		if err == nil && ok && !f.IsG {
			opcode = int(f.Proto.Code[luavm.PC(dbg)] >> 26)
		}
		if opcode != lua.OP_CALL { // the VM calls a metamethod or an iterator
			stdlib.Raise(L, "attempt to yield across metamethod/C-call boundary")
		}
	}
}

func (h *Host) coroutineStatus(L *lua.LState) int {
	th := stdlib.Check(L, "status").Thread(1)
	status := "suspended"
	switch {
	case th == h.innermost():
		status = "running"
	case th.Dead:
		status = "dead"
	case th.Parent != nil:
		status = "normal"
	}
	L.Push(lua.LString(status))
	return 1
}

// innermost gives the coroutine that the current task is in, or nil.
func (h *Host) innermost() *lua.LState {
	for i := len(h.current.levels) - 1; i >= 0; i-- {
		if l := h.current.levels[i]; l.coroutine {
			return l.th
		}
	}
	return nil
}

func (h *Host) coroutineRunning(L *lua.LState) int {
	if th := h.innermost(); th != nil {
		L.Push(th)
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

// stackArgs gives the arguments from first on.
func stackArgs(L *lua.LState, first int) []lua.LValue {
	var args []lua.LValue
	for i := first; i <= L.GetTop(); i++ {
		args = append(args, L.Get(i))
	}
	return args
}

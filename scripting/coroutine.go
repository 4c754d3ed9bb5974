package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// coroutines replaces the coroutine library. gopher-lua's own ties a coroutine to
// the line that made it, gives its threads no hook, and lets a task resume a
// coroutine that is blocked inside another task (TRAPS L2–L6).
type coroutines struct {
	host    *Host
	library *lua.LFunction // coroutine.resume of gopher-lua
}

// openCoroutines puts the functions in the place of the library's.
func openCoroutines(h *Host, L *lua.LState) {
	lib, ok := L.GetGlobal("coroutine").(*lua.LTable)
	if !ok {
		return
	}
	c := &coroutines{h, lib.RawGetString("resume").(*lua.LFunction)}
	for name, f := range map[string]lua.LGFunction{
		"create": c.create, "resume": c.resume, "wrap": c.wrap, "status": c.status, "running": c.running,
	} {
		lib.RawSetString(name, L.NewFunction(f))
	}
	lib.RawSetString("yield", luavm.NewFunction(L, yielder, L.NewFunction(c.yield)))
}

// yielder makes coroutine.yield of the function that leaves the coroutine. The
// VM puts what resume gives where that was called, as many values as there are;
// only a return fills up or cuts to what the script's call wants. And a function
// of Go's that yields must not be the last call of a Lua function: the VM takes
// the caller of a tail call away too early.
const yielder = `local leave = ...
local function pass(...) return ... end
return function(...) return pass(leave(...)) end`

// make makes one that runs f.
func (c *coroutines) make(f *lua.LFunction) *lua.LState {
	if f.IsG {
		f = lift(c.host.root, f)
	}
	return c.host.threads.coroutine(c.host.current, f)
}

// lift makes a Lua function of a Go function: the VM does not know how a
// coroutine ends that has no Lua in it.
func lift(root *lua.LState, f *lua.LFunction) *lua.LFunction {
	return luavm.NewFunction(root, "local f = ... return function(...) return f(...) end", f)
}

func (c *coroutines) create(L *lua.LState) int {
	L.Push(c.make(stdlib.Check(L, "create").Function(1)))
	return 1
}

// run lets th run until it yields or ends, and leaves what it gave on L's stack: true
// and the values, or false and the error.
func (c *coroutines) run(L *lua.LState, th *lua.LState, args []lua.LValue) int {
	t := c.host.current
	refuse := ""
	switch {
	case th.Dead:
		refuse = "cannot resume dead coroutine"
	case th.Parent != nil || t.in(th):
		refuse = "cannot resume non-suspended coroutine"
	case len(t.levels) >= c.host.limits.Depth:
		refuse = tooDeep(&c.host.limits)
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
		L.Push(c.library)
		L.Push(th)
		stdlib.PushAll(L, args)
		L.Call(len(args)+1, lua.MultRet)
	}()
	t.passOnStop(L)
	n := L.GetTop() - base
	if L.Get(base+1) == lua.LFalse {
		t.explainPanic(L, base+2)
	}
	return n
}

// explainPanic puts the text of a Go panic that ended a coroutine, which
// gopher-lua turns into a string, into words.
func (t *Task) explainPanic(L *lua.LState, at int) {
	text, ok := L.Get(at).(lua.LString)
	if ok && (t.last == nil || t.last.Value != text) && isPanicText(string(text)) {
		L.Replace(at, lua.LString(panicText(&t.host.limits, string(text))))
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

func (c *coroutines) resume(L *lua.LState) int {
	th := stdlib.Check(L, "resume").Thread(1)
	return c.run(L, th, stackArgs(L, 2))
}

func (c *coroutines) wrap(L *lua.LState) int {
	th := c.make(stdlib.Check(L, "wrap").Function(1))
	L.Push(L.NewClosure(func(L *lua.LState) int { // the thread is its variable: see reached
		n := c.run(L, th, stackArgs(L, 1))
		if L.Get(-n) == lua.LFalse {
			t := c.host.current
			t.passing = t.last
			L.Error(L.Get(-n+1), 0)
		}
		return n - 1
	}, th))
	return 1
}

// yield refuses where gopher-lua would lose its stack.
func (c *coroutines) yield(L *lua.LState) int {
	t := c.host.current
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

func (c *coroutines) status(L *lua.LState) int {
	th := stdlib.Check(L, "status").Thread(1)
	status := "suspended"
	switch {
	case th == c.host.current.innermost():
		status = "running"
	case th.Dead:
		status = "dead"
	case th.Parent != nil:
		status = "normal"
	}
	L.Push(lua.LString(status))
	return 1
}

// innermost gives the coroutine that the task is in, or nil.
func (t *Task) innermost() *lua.LState {
	for i := len(t.levels) - 1; i >= 0; i-- {
		if l := t.levels[i]; l.coroutine {
			return l.th
		}
	}
	return nil
}

func (c *coroutines) running(L *lua.LState) int {
	if th := c.host.current.innermost(); th != nil {
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

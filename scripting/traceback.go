package scripting

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// traceback is debug.traceback([thread,] [message [, level]]) of §5.9 of the
// manual: a message that is no string is given back as it is.
func (b baseLibrary) traceback(L *lua.LState) int {
	th, isThread := L.Get(1).(*lua.LState)
	if isThread {
		L.Remove(1)
	}
	own := !isThread || th == b.host.current.innermost()
	level := 0
	if own {
		level = 1
	}
	level = stdlib.Check(L, "traceback").OptInt(2, level)
	text := ""
	if L.GetTop() >= 1 {
		message := L.Get(1)
		if !lua.LVCanConvToString(message) {
			L.Push(message)
			return 1
		}
		text = stdlib.ToString(L, message).String() + "\n"
	}
	switch hk, _ := threadHook(th); {
	case own:
		text += luavm.Traceback(b.host.current.levelsWithin(), level)
	case hk != nil && hk.died != "":
		text += hk.died
	default:
		text += luavm.Traceback([]*lua.LState{th}, level)
	}
	L.Push(lua.LString(text))
	return 1
}

// threadHook gives the hook of a coroutine.
func threadHook(th *lua.LState) (*hook, bool) {
	if th == nil {
		return nil, false
	}
	hk, ok := th.Context().(*hook)
	return hk, ok
}

// levelsWithin gives the Lua threads from the innermost out to the one that the
// coroutine began in, or the task.
func (t *Task) levelsWithin() (out []*lua.LState) {
	for i := len(t.levels) - 1; i >= 0; i-- {
		out = append(out, t.levels[i].th)
		if t.levels[i].coroutine {
			break
		}
	}
	return out
}

package stdlib

import (
	"fmt"
	"reflect"

	lua "github.com/yuin/gopher-lua"
)

// raiseError is Lua's error. In gopher-lua's, level 2 names the same place as
// level 1.
func (l *Library) raiseError(L *lua.LState) int {
	a := args{L, "error"}
	level := a.optInt(2, 1)
	message := L.Get(1)
	if text, ok := toString(message); ok && level > 0 {
		message = lua.LString(l.positionAt(L, level) + text)
	}
	L.Error(message, 0)
	return 0
}

// positionAt is "chunk:line: " of the function at level, where 1 is the one
// that called the running Go function. It is empty if that is no Lua function.
func (l *Library) positionAt(L *lua.LState, level int) string {
	fn, dbg := l.functionAt(L, level)
	if fn == nil || fn.IsG || dbg.Source == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d: ", dbg.Source, dbg.CurrentLine)
}

// functionAt gives the function at a level; nil if there is none, or if nothing is
// known of it because it was left by a tail call.
func (l *Library) functionAt(L *lua.LState, level int) (*lua.LFunction, *lua.Debug) {
	for i := 1; ; i++ {
		dbg, ok := L.GetStack(i)
		if !ok {
			if L = l.outer(L); L == nil {
				return nil, nil
			}
			i = -1
			continue
		}
		v, err := L.GetInfo("Slf", dbg, lua.LNil)
		fn, ok := v.(*lua.LFunction)
		if err != nil || !ok {
			return nil, nil
		}
		if l.isOperator(fn) {
			continue // which is no function to Lua
		}
		if level--; level == 0 {
			return fn, dbg
		}
		gone := TailCalls(dbg) // each was a level
		if level -= gone; level <= 0 {
			return nil, nil
		}
		i += gone
	}
}

func (l *Library) outer(L *lua.LState) *lua.LState {
	if l.env.Outer == nil {
		return nil
	}
	return l.env.Outer(L)
}

// TailCalls gives how many functions have been left by tail calls to reach the
// one that dbg is of. The library counts each as a level, for which GetStack
// gives the outermost function.
func TailCalls(dbg *lua.Debug) int {
	frame := reflect.ValueOf(dbg).Elem().FieldByName("frame").Elem()
	return int(frame.FieldByName("TailCall").Int())
}

// operator returns f as a function that carries out an operator. It is known
// by its only upvalue.
func (l *Library) operator(f lua.LGFunction) *lua.LFunction {
	return &lua.LFunction{IsG: true, Env: l.globals, GFunction: f, Upvalues: []*lua.Upvalue{l.operatorMark}}
}

func (l *Library) isOperator(fn *lua.LFunction) bool {
	return fn.IsG && len(fn.Upvalues) == 1 && fn.Upvalues[0] == l.operatorMark
}

func assert(L *lua.LState) int {
	a := args{L, "assert"}
	if lua.LVIsFalse(a.any(1)) {
		raise(L, "%s", a.optStr(2, "assertion failed!"))
	}
	return L.GetTop()
}

// selectFrom is Lua's select.
func selectFrom(L *lua.LState) int {
	a := args{L, "select"}
	if s, ok := L.Get(1).(lua.LString); ok && len(s) > 0 && s[0] == '#' {
		L.Push(lua.LNumber(L.GetTop() - 1))
		return 1
	}
	n, top := a.int(1), L.GetTop()
	if n < 0 {
		n += top
	}
	n = min(n, top)
	if n < 1 {
		a.bad(1, "index out of range")
	}
	return top - n
}

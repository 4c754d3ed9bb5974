package stdlib

import (
	lua "github.com/yuin/gopher-lua"
)

// The environment of a function is the table in which it looks up globals. A
// function that is not a script's, Go's or one of the host's own in Lua, has that
// of all, and keeps it.

// getfenv is Lua's getfenv([f]), where f is a function or a level.
func (l *Library) getfenv(L *lua.LState) int {
	fn := l.environmentArg(L, args{L, "getfenv"})
	if fn == nil || !isScripts(fn) {
		L.Push(l.globals)
		return 1
	}
	L.Push(fn.Env)
	return 1
}

// setfenv is Lua's setfenv(f, table).
func (l *Library) setfenv(L *lua.LState) int {
	a := args{L, "setfenv"}
	env := a.table(2)
	fn := l.environmentArg(L, a)
	if fn == nil || !isScripts(fn) {
		raise(L, "'setfenv' cannot change environment of given object")
	}
	fn.Env = env
	L.Push(fn)
	return 1
}

// environmentArg gives the function that argument 1 names; nil is the thread's
// own environment, level 0.
func (l *Library) environmentArg(L *lua.LState, a args) *lua.LFunction {
	if fn, ok := L.Get(1).(*lua.LFunction); ok {
		return fn
	}
	level := 1
	if a.name == "setfenv" || !a.missing(1) {
		level = a.int(1)
	}
	if level < 0 {
		a.bad(1, "level must be non-negative")
	}
	if level == 0 {
		return nil
	}
	fn, _ := l.functionAt(L, level)
	if fn == nil {
		a.bad(1, "invalid level")
	}
	return fn
}

// isScripts reports whether a function is of a script: it has a source.
func isScripts(fn *lua.LFunction) bool { return !fn.IsG && fn.Proto.SourceName != "" }

package scripting

import (
	lua "github.com/yuin/gopher-lua"
)

// Functions is the API, in teaching order. A function cannot exist without its
// entry here, and nothing about it is written anywhere else.
func Functions() []*Func { return functions }

// allFunctions is the API with what plugins added to it.
func (h *Host) allFunctions() []*Func { return h.functions }

var functions = concat(makeFuncs, moveFuncs, endFuncs, tuneFuncs, faultFuncs, waitFuncs, taskFuncs, lookFuncs, diagramFuncs, decodeFuncs, whyFuncs, byteFuncs, expectFuncs, controlFuncs)

func concat(groups ...[]*Func) []*Func {
	var out []*Func
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// FindFunction gives the function called name ("send", "expect.equal", or
// "channel:put" for what is only a method), or nil.
func FindFunction(name string) *Func {
	for _, f := range functions {
		if f.Title() == name {
			return f
		}
	}
	return nil
}

// Title is the name under which help knows the function.
func (f *Func) Title() string {
	if f.methodOnly() {
		return f.Recv.Name + ":" + f.Name
	}
	return f.Name
}

// methodOnly: sockets' functions are also global, those of other types are not
// unless they take the name of no other.
func (f *Func) methodOnly() bool { return f.Recv != nil && f.Recv != SocketType && !f.global() }

func (f *Func) global() bool {
	switch f.Name {
	case "join", "cancel":
		return true
	}
	return f.Recv == nil || f.Recv == SocketType
}

// openAPI puts the functions where scripts find them: globals, fields of
// "expect", methods of the types.
func (h *Host) openAPI(L *lua.LState) {
	h.apiOf = map[*lua.LFunction]*Func{}
	for _, f := range h.functions {
		fn := L.NewFunction(h.wrap(f))
		h.apiOf[fn] = f
		if f.Recv != nil {
			methodsOf(h.types[f.Recv]).RawSetString(f.Name, fn)
		}
		if f.global() {
			setPath(L, f.Name, fn)
		}
	}
	h.openBits(L)
	setArgs(h, "", h.config.Args)
}

// methodsOf gives the table of a type's methods, under a key no name can have.
func methodsOf(mt *lua.LTable) *lua.LTable {
	if m, ok := mt.RawGetString("(methods)").(*lua.LTable); ok {
		return m
	}
	m := &lua.LTable{Metatable: lua.LNil}
	mt.RawSetString("(methods)", m)
	return m
}

// setPath sets a global; "expect.equal" is a field of a table that can also be
// called.
func setPath(L *lua.LState, name string, fn *lua.LFunction) {
	head, field, dotted := cutDot(name)
	if !dotted && name != "expect" {
		L.SetGlobal(name, fn)
		return
	}
	t, ok := L.GetGlobal(head).(*lua.LTable)
	if !ok {
		t = L.NewTable()
		L.SetGlobal(head, t)
	}
	if dotted {
		t.RawSetString(field, fn)
		return
	}
	mt := L.NewTable()
	mt.RawSetString("__metatable", lua.LString(name))
	mt.RawSetString("__call", L.NewFunction(func(L *lua.LState) int {
		L.Remove(1) // the table itself
		return fn.GFunction(L)
	}))
	L.SetMetatable(t, mt)
}

package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/stdlib"
)

// Title is the name under which help knows the function.
func (f *Func) Title() string {
	if f.MethodOnly() {
		return f.Recv.Name + ":" + f.Name
	}
	return f.Name
}

// MethodOnly reports whether the function is called as a method alone: sockets' functions are also global, those of other types are not
// unless they take the name of no other.
func (f *Func) MethodOnly() bool { return f.Recv != nil && f.Recv != SocketType && !f.Global() }

// Global reports whether the function is a global, or a field of one.
func (f *Func) Global() bool {
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
		if f.Global() {
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

// openBits gives scripts the bit library, as LuaBitOp.
func (h *Host) openBits(L *lua.LState) {
	t := L.NewTable()
	for name, f := range stdlib.Bit() {
		t.RawSetString(name, L.NewFunction(f))
	}
	L.SetGlobal("bit", t)
}

func cutDot(name string) (head, field string, ok bool) { return strings.Cut(name, ".") }

package scripting

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting/luavm"
	"sockpit/scripting/syntax"
)

// Name gives the name of a socket: of the global, or of the variable of the prompt,
// that holds it; else, while a local of a function that runs holds it, of the variable
// to which the line that made it gives it; else its number, with the name that it had:
// "#3", "#3 (s)". It looks where a call on that socket would be made, and so takes as long
// however many tasks and sockets there are; names looks everywhere. The caller
// holds the baton.
func (n *naming) Name(s *runtime.Socket) string {
	h := n.host
	was := n.wasCalled(s.ID)
	book := nameBook{}
	for _, t := range []*lua.LTable{h.root.G.Global, h.prompt.env} {
		firstNames(t, maxVariables, only(s, book.see))
	}
	if name, ok := book[s]; ok {
		n.given.noteSeen(s.ID, name)
		return n.typedName(s, name)
	}
	for _, t := range n.usersOf(s) {
		n.taskNames(t, only(s, book.see))
	}
	if name, ok := book[s]; ok {
		n.given.noteSeen(s.ID, name)
		return n.localName(s, name)
	}
	return Numbered(s.ID, was)
}

// localName gives the name of a socket that locals hold: that by which it is
// remembered, unless a person would take another socket for it.
func (n *naming) localName(s *runtime.Socket, local string) string {
	was := n.given.names[s.ID].name()
	if was == "" || SocketOf(n.host.variable(was)) != nil {
		return local
	}
	return was
}

// maxVariables bounds the globals that Name looks at.
const maxVariables = 1000

// usersOf gives the tasks that are likely to have a socket in a local: the one
// that runs, the one that made it, and those that wait on it.
func (n *naming) usersOf(s *runtime.Socket) []*Task {
	h := n.host
	var users []*Task
	add := func(t *Task) {
		if t != nil && !slices.Contains(users, t) {
			users = append(users, t)
		}
	}
	add(h.current)
	add(h.tasks[s.MadeBy])
	for _, id := range s.Callers(maxUsers) {
		add(h.tasks[id])
	}
	return users
}

// maxUsers bounds the tasks that are looked at because they wait on a socket.
const maxUsers = 4

// only passes on the variables that hold one socket.
func only(s *runtime.Socket, see func(string, lua.LValue)) func(string, lua.LValue) {
	return func(name string, v lua.LValue) {
		if SocketOf(v) == s {
			see(name, v)
		}
	}
}

// firstNames reports the variables of a table of globals, the first so many.
func firstNames(globals *lua.LTable, most int, see func(string, lua.LValue)) {
	key := lua.LValue(lua.LNil)
	for range most {
		var v lua.LValue
		if key, v = globals.Next(key); key == lua.LNil {
			return
		}
		if name, ok := key.(lua.LString); ok {
			see(string(name), v)
		}
	}
}

// names gives the sockets that variables hold, each with the name that Name gives.
func (n *naming) names() map[*runtime.Socket]string {
	n.readLines()
	globals, locals := n.typed(), nameBook{}
	for _, t := range n.host.tasks {
		n.taskNames(t, locals.see)
	}
	for s, name := range globals {
		n.given.noteSeen(s.ID, name)
	}
	for s, name := range locals {
		if _, ok := globals[s]; !ok {
			n.given.noteSeen(s.ID, name)
			globals[s] = n.localName(s, name)
		}
	}
	return globals
}

func (n *naming) globalNames(book nameBook) {
	h := n.host
	for _, t := range []*lua.LTable{h.root.G.Global, h.prompt.env} {
		t.ForEach(func(k, v lua.LValue) {
			if name, ok := k.(lua.LString); ok {
				book.see(string(name), v)
			}
		})
	}
}

// A nameBook collects the best name for each socket.
type nameBook map[*runtime.Socket]string

func (b nameBook) see(name string, v lua.LValue) {
	s := SocketOf(v)
	if s == nil || name == "_" || !syntax.IsName(name) { // _G["x y"] is no variable
		return
	}
	if old, ok := b[s]; !ok || len(name) < len(old) || len(name) == len(old) && name < old {
		b[s] = name
	}
}

// taskNames reports the locals and captured variables of what a task runs.
func (n *naming) taskNames(t *Task, see func(string, lua.LValue)) {
	for _, l := range t.levels {
		n.localNames(l.th, see)
	}
}

// localNames reports the locals and captured variables of the functions that
// run in th.
func (n *naming) localNames(th *lua.LState, see func(string, lua.LValue)) {
	for i := 0; i < maxFrames; i++ {
		dbg, ok := th.GetStack(i)
		if !ok {
			return
		}
		fn, err := th.GetInfo("lf", dbg, lua.LNil)
		if err != nil || dbg.CurrentLine <= 0 {
			continue
		}
		if f, ok := fn.(*lua.LFunction); ok {
			n.eachVariable(th, dbg, f, see)
		}
	}
}

// eachVariable reports the captured variables and the locals of one call of f,
// an inner one of the same name after the outer.
func (n *naming) eachVariable(L *lua.LState, dbg *lua.Debug, f *lua.LFunction, see func(string, lua.LValue)) {
	for n := 1; n <= len(f.Upvalues); n++ {
		if name, v := L.GetUpvalue(f, n); syntax.IsName(name) {
			see(name, v)
		}
	}
	n.eachLocal(L, dbg, f, func(name string, local int) {
		_, v := L.GetLocal(dbg, local)
		see(name, v)
	})
}

// eachLocal reports the locals of one call of f, with the numbers that GetLocal
// and SetLocal have for them.
func (n *naming) eachLocal(L *lua.LState, dbg *lua.Debug, f *lua.LFunction, see func(name string, n int)) {
	if found, ok := n.host.sources.locals(f.Proto, luavm.PC(dbg)); ok {
		for _, v := range found {
			if syntax.IsName(v.name) {
				see(v.name, v.n)
			}
		}
		return
	}
	named := 0 // what gopher-lua says, which is not always right
	for {
		name, _ := L.GetLocal(dbg, named+1)
		if name == "" || name == temporary {
			break
		}
		if named++; syntax.IsName(name) { // others are the compiler's own
			see(name, named)
		}
	}
	for _, v := range f.Proto.DbgLocals {
		if v.StartPc != luavm.PC(dbg) { // GetLocal knows a variable one instruction too late
			continue
		}
		if named++; syntax.IsName(v.Name) {
			see(v.Name, named)
		}
	}
}

// temporary is what gopher-lua calls a register that holds no variable.
const temporary = "(*temporary)"

package scripting

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
)

// Name gives the name of the variable that holds a socket: of a global, of the
// prompt's variables, or of a local of a function that runs; else its number,
// "#3". The caller holds the baton.
func (h *Host) Name(s *runtime.Socket) string {
	if name, ok := h.names()[s]; ok {
		return name
	}
	return "#" + itoa(s.ID)
}

// names gives the sockets that variables hold, each with the variable's name.
// Globals win over locals, and shorter names over longer.
func (h *Host) names() map[*runtime.Socket]string {
	globals, locals := nameBook{}, nameBook{}
	for _, t := range []*lua.LTable{h.root.G.Global, h.prompt.vars} {
		t.ForEach(func(k, v lua.LValue) {
			if name, ok := k.(lua.LString); ok {
				globals.see(string(name), v)
			}
		})
	}
	for _, t := range h.tasks {
		for _, l := range t.levels {
			localNames(l.th, locals.see)
		}
	}
	for s, name := range locals {
		if _, ok := globals[s]; !ok {
			globals[s] = name
		}
	}
	return globals
}

// A nameBook collects the best name for each socket.
type nameBook map[*runtime.Socket]string

func (b nameBook) see(name string, v lua.LValue) {
	ud, ok := v.(*lua.LUserData)
	if !ok || name == "_" {
		return
	}
	s, ok := ud.Value.(*runtime.Socket)
	if !ok {
		return
	}
	if old, ok := b[s]; !ok || len(name) < len(old) || len(name) == len(old) && name < old {
		b[s] = name
	}
}

// localNames reports the locals and captured variables of the functions that
// run in th.
func localNames(th *lua.LState, see func(string, lua.LValue)) {
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
			eachVariable(th, dbg, f, see)
		}
	}
}

// eachVariable reports the captured variables and the locals of one call of f,
// an inner one of the same name after the outer.
func eachVariable(L *lua.LState, dbg *lua.Debug, f *lua.LFunction, see func(string, lua.LValue)) {
	for n := 1; n <= len(f.Upvalues); n++ {
		if name, v := L.GetUpvalue(f, n); isName(name) {
			see(name, v)
		}
	}
	named := 0
	for {
		name, v := L.GetLocal(dbg, named+1)
		if name == "" || name == temporary {
			break
		}
		if named++; isName(name) { // others are the compiler's own
			see(name, v)
		}
	}
	for _, name := range justDeclared(f.Proto, dbg.CurrentLine, named) {
		named++
		if _, v := L.GetLocal(dbg, named); isName(name) {
			see(name, v)
		}
	}
}

// temporary is what gopher-lua calls a register that holds no variable.
const temporary = "(*temporary)"

// justDeclared gives the variables that begin at the instruction being run,
// such as the parameters at the first one: gopher-lua's GetLocal knows a
// variable only one instruction later. The instruction is one of that line at
// which so many variables are known.
func justDeclared(p *lua.FunctionProto, line, known int) []string {
	for _, at := range p.DbgLocals {
		pc := at.StartPc
		if pc >= len(p.DbgSourcePositions) || p.DbgSourcePositions[pc] != line {
			continue
		}
		var names []string
		before := 0
		for _, v := range p.DbgLocals {
			switch {
			case v.StartPc == pc:
				names = append(names, v.Name)
			case v.StartPc < pc && pc < v.EndPc:
				before++
			}
		}
		if before == known {
			return names
		}
	}
	return nil
}

package scripting

import (
	"sort"

	lua "github.com/yuin/gopher-lua"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
)

// A scope is the variables that a stopped line of a script sees.
type scope struct {
	host *Host
	vars map[string]lua.LValue // locals and captured variables
	env  *lua.LTable
}

// newScope reads the variables of the innermost Lua function of L; nil if there
// is none.
func newScope(h *Host, L *lua.LState) *scope {
	for i := 0; ; i++ {
		dbg, ok := L.GetStack(i)
		if !ok {
			return nil
		}
		fn, err := L.GetInfo("Slf", dbg, lua.LNil)
		if err != nil || dbg.CurrentLine <= 0 {
			continue
		}
		s := &scope{host: h, vars: map[string]lua.LValue{}}
		f, ok := fn.(*lua.LFunction)
		if !ok {
			return nil
		}
		s.env = f.Env
		for n := 1; n <= len(f.Upvalues); n++ {
			if name, v := L.GetUpvalue(f, n); name != "" {
				s.vars[name] = v
			}
		}
		for n := 1; ; n++ {
			name, v := L.GetLocal(dbg, n)
			if name == "" {
				return s
			}
			s.vars[name] = v
		}
	}
}

func (s *scope) isLocal(name string) bool {
	_, ok := s.vars[name]
	return ok
}

// value evaluates what can be evaluated without running anything.
func (s *scope) value(e ast.Expr) (lua.LValue, bool) {
	switch e := e.(type) {
	case *ast.NilExpr:
		return lua.LNil, true
	case *ast.StringExpr:
		return lua.LString(e.Value), true
	case *ast.IdentExpr:
		if v, ok := s.vars[e.Value]; ok {
			return orNil(v), true
		}
		return s.index(s.env, e.Value)
	case *ast.AttrGetExpr:
		obj, ok := s.value(e.Object)
		if !ok || keyName(e.Key) == "" {
			return lua.LNil, false
		}
		return s.index(obj, keyName(e.Key))
	}
	return lua.LNil, false
}

func orNil(v lua.LValue) lua.LValue {
	if v == nil {
		return lua.LNil
	}
	return v
}

// index looks a field up without calling metamethods that are functions.
func (s *scope) index(obj lua.LValue, key string) (lua.LValue, bool) {
	for range 10 {
		switch o := obj.(type) {
		case *lua.LTable:
			if v := o.RawGetString(key); v != lua.LNil {
				return v, true
			}
			mt, ok := o.Metatable.(*lua.LTable)
			if !ok {
				return lua.LNil, true
			}
			next := mt.RawGetString("__index")
			if _, ok := next.(*lua.LTable); !ok {
				return lua.LNil, next == lua.LNil
			}
			obj = next
		case lua.LString:
			obj = s.host.root.GetGlobal("string")
		case *lua.LUserData:
			return lua.LNil, s.host.hasField(o, key) == absent
		default:
			return lua.LNil, false
		}
	}
	return lua.LNil, false
}

// keys gives the names a value has, for guessing what was meant.
func (s *scope) keys(v lua.LValue) []string {
	switch v := v.(type) {
	case *lua.LTable:
		return stringKeys(v)
	case lua.LString:
		return s.keys(s.host.root.GetGlobal("string"))
	case *lua.LUserData:
		return s.host.fieldNames(v)
	}
	return nil
}

// globals gives the names of all variables in sight.
func (s *scope) globals() []string {
	names := stringKeys(s.host.root.G.Global)
	for name := range s.vars {
		names = append(names, name)
	}
	return append(names, s.host.promptNames()...)
}

func stringKeys(t *lua.LTable) []string {
	var names []string
	t.ForEach(func(k, _ lua.LValue) {
		if name, ok := k.(lua.LString); ok {
			names = append(names, string(name))
		}
	})
	sort.Strings(names)
	return names
}

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
			for n := 1; n <= len(f.Upvalues); n++ {
				name, v := th.GetUpvalue(f, n)
				see(name, v)
			}
		}
		for n := 1; ; n++ {
			name, v := th.GetLocal(dbg, n)
			if name == "" {
				break
			}
			see(name, v)
		}
	}
}

package scripting

import (
	"slices"
	"sort"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/stdlib"
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
		s.addTyped(f.Env)
		h.eachVariable(L, dbg, f, func(name string, v lua.LValue) { s.vars[name] = orNil(v) })
		return s
	}
}

// addTyped adds what is seen by a text that was typed where a task stands.
func (s *scope) addTyped(env *lua.LTable) {
	mt, ok := env.Metatable.(*lua.LTable)
	if !ok {
		return
	}
	ud, ok := mt.RawGetString(frameField).(*lua.LUserData)
	if !ok {
		return
	}
	s.env = mt.RawGetString(outerField).(*lua.LTable)
	if f := ud.Value.(*frame); f.fn != nil {
		s.host.eachVariable(f.th, f.dbg, f.fn, func(name string, v lua.LValue) { s.vars[name] = orNil(v) })
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
			return v, true
		}
		return s.index(s.env, lua.LString(e.Value))
	case *ast.NumberExpr:
		n, ok := stdlib.ParseNumber(e.Value)
		return lua.LNumber(n), ok
	case *ast.AttrGetExpr:
		obj, ok := s.value(e.Object)
		key, kok := s.value(e.Key)
		if !ok || !kok {
			return lua.LNil, false
		}
		return s.index(obj, key)
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
func (s *scope) index(obj, key lua.LValue) (lua.LValue, bool) {
	for range 10 {
		switch o := obj.(type) {
		case *lua.LTable:
			if v := o.RawGet(key); v != lua.LNil {
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
			name, ok := key.(lua.LString)
			return lua.LNil, ok && !slices.Contains(s.host.fieldNames(ObjectOf(o)), string(name))
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
		return s.host.fieldNames(ObjectOf(v))
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

// callables gives the names of the variables in sight that can be called.
func (s *scope) callables() []string {
	return slices.DeleteFunc(s.globals(), func(name string) bool {
		v, known := s.value(&ast.IdentExpr{Value: name})
		return known && v.Type() != lua.LTFunction && s.host.root.GetMetaField(v, "__call") == lua.LNil
	})
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

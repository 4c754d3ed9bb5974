package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A concatSite says what the operands of a .. chain are called in the source,
// for the error that names the one that is no string. A name is "" where an
// operand is no variable, and begins with a dot for a field.
type concatSite []string

// concatFunction returns the function that a chain of .. at site calls.
func (l *Library) concatFunction(site concatSite) *lua.LFunction {
	return &lua.LFunction{IsG: true, GFunction: func(L *lua.LState) int {
		L.Push(l.concat(L, site))
		return 1
	}}
}

// concat is a1 .. a2 .. an of the arguments, from the right: strings and
// numbers side by side are joined at once, anything else by its metamethod.
func (l *Library) concat(L *lua.LState, site concatSite) lua.LValue {
	i := L.GetTop()
	result := L.Get(i)
	for i--; i > 0; {
		left := L.Get(i)
		if !lua.LVCanConvToString(left) || !lua.LVCanConvToString(result) {
			meta := concatMeta(L, left, result)
			if meta == lua.LNil {
				l.raiseConcat(L, site, i, left, result)
			}
			result = call(L, meta, left, result)
			i--
			continue
		}
		first := i
		for first > 1 && lua.LVCanConvToString(L.Get(first-1)) {
			first--
		}
		result = l.join(L, first, i, result)
		i = first - 1
	}
	return result
}

// join concatenates the arguments first to last and then tail.
func (l *Library) join(L *lua.LState, first, last int, tail lua.LValue) lua.LValue {
	parts := make([]string, 0, 8)
	size := 0
	for i := first; i <= last+1; i++ {
		v := tail
		if i <= last {
			v = L.Get(i)
		}
		s, _ := toString(v)
		parts = append(parts, s)
		size += len(s)
	}
	l.fit(L, size)
	return lua.LString(strings.Join(parts, ""))
}

func concatMeta(L *lua.LState, left, right lua.LValue) lua.LValue {
	if meta := L.GetMetaField(left, "__concat"); meta != lua.LNil {
		return meta
	}
	return L.GetMetaField(right, "__concat")
}

// raiseConcat blames left, operand i, unless it is fine and right is to blame.
func (l *Library) raiseConcat(L *lua.LState, site concatSite, i int, left, right lua.LValue) {
	wrong := left
	if lua.LVCanConvToString(left) {
		wrong = right
		i++
	}
	name := ""
	// A value made by a metamethod has no name, though its place has.
	if i <= len(site) && L.Get(i) == wrong {
		name = describe(L, site[i-1])
	}
	if name == "" {
		raise(L, "attempt to concatenate a %s value", wrong.Type())
	}
	raise(L, "attempt to concatenate %s (a %s value)", name, wrong.Type())
}

// describe names a variable of the calling function as Lua does: local 'x',
// upvalue 'x', global 'x' or field 'x'.
func describe(L *lua.LState, name string) string {
	if name == "" {
		return ""
	}
	if field, ok := strings.CutPrefix(name, "."); ok {
		return "field '" + field + "'"
	}
	dbg, ok := L.GetStack(1)
	if !ok {
		return ""
	}
	for i := 1; ; i++ {
		switch local, _ := L.GetLocal(dbg, i); local {
		case name:
			return "local '" + name + "'"
		case "", "(*temporary)":
			return upvalueOrGlobal(L, dbg, name)
		}
	}
}

func upvalueOrGlobal(L *lua.LState, dbg *lua.Debug, name string) string {
	v, _ := L.GetInfo("f", dbg, lua.LNil)
	if fn, ok := v.(*lua.LFunction); ok && fn.Proto != nil {
		for _, upvalue := range fn.Proto.DbgUpvalues {
			if upvalue == name {
				return "upvalue '" + name + "'"
			}
		}
	}
	return "global '" + name + "'"
}

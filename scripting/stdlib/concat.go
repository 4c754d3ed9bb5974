package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A concatSite says what the operands of a .. chain are called in the source,
// for the error that names the one that is no string. A name is "" where an
// operand is no variable, and begins with a dot for a field.
type concatSite []string

// concatFunction returns the function that a chain of .. at site calls. Its
// arguments are the operands, or a table of them if they are many.
func (l *Library) concatFunction(site concatSite) *lua.LFunction {
	return l.operator(func(L *lua.LState) int {
		operands := make([]lua.LValue, len(site))
		if len(site) > maxOperands {
			t := L.Get(1).(*lua.LTable)
			for i := range operands {
				operands[i] = at(t, i+1)
			}
		} else {
			for i := range operands {
				operands[i] = L.Get(i + 1)
			}
		}
		L.Push(l.concat(L, site, operands))
		return 1
	})
}

// concat joins the operands from the right: strings and numbers side by side
// at once, anything else by its metamethod.
func (l *Library) concat(L *lua.LState, site concatSite, operands []lua.LValue) lua.LValue {
	i := len(operands) - 1
	result := operands[i]
	for i > 0 {
		left := operands[i-1]
		if !lua.LVCanConvToString(left) || !lua.LVCanConvToString(result) {
			meta := concatMeta(L, left, result)
			if meta == lua.LNil {
				raiseConcat(L, site, operands, i, result)
			}
			result = call(L, meta, left, result)
			i--
			continue
		}
		first := i - 1
		for first > 0 && lua.LVCanConvToString(operands[first-1]) {
			first--
		}
		result = l.join(L, operands[first:i], result)
		i = first
	}
	return result
}

// join concatenates values and tail, all strings or numbers.
func (l *Library) join(L *lua.LState, values []lua.LValue, tail lua.LValue) lua.LValue {
	parts := make([]string, 0, len(values)+1)
	size := 0
	add := func(v lua.LValue) {
		s, _ := toString(v)
		parts = append(parts, s)
		size += len(s)
	}
	for _, v := range values {
		add(v)
	}
	add(tail)
	l.fit(L, size)
	return lua.LString(strings.Join(parts, ""))
}

func concatMeta(L *lua.LState, left, right lua.LValue) lua.LValue {
	if meta := L.GetMetaField(left, "__concat"); meta != lua.LNil {
		return meta
	}
	return L.GetMetaField(right, "__concat")
}

// raiseConcat blames operand i-1, unless that is fine and right, which came of
// operand i and what follows, is to blame.
func raiseConcat(L *lua.LState, site concatSite, operands []lua.LValue, i int, right lua.LValue) {
	wrong, name := right, site[i]
	if left := operands[i-1]; !lua.LVCanConvToString(left) {
		wrong, name = left, site[i-1]
	}
	if name = describe(L, name); name != "" {
		raise(L, "attempt to concatenate %s (a %s value)", name, wrong.Type())
	}
	raise(L, "attempt to concatenate a %s value", wrong.Type())
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

package stdlib

import (
	lua "github.com/yuin/gopher-lua"
)

// Elements are read with RawGet: gopher-lua's RawGetInt does not see those
// outside its array part.

func (l *Library) tableFuncs() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"concat":   l.concatTable,
		"foreach":  foreach,
		"foreachi": foreachi,
		"getn":     getn,
		"insert":   l.insert,
		"maxn":     l.maxn,
		"remove":   remove,
		"setn":     setn,
		"sort":     l.sort,
	}
}

func at(t *lua.LTable, i int) lua.LValue { return t.RawGet(lua.LNumber(i)) }

func (l *Library) concatTable(L *lua.LState) int {
	a := args{L, "concat"}
	separator := a.optStr(2, "")
	t := a.table(1)
	first, last := a.optInt(3, 1), 0
	if a.missing(4) {
		last = t.Len()
	} else {
		last = a.int(4)
	}
	out := builder{limit: l.maxString()}
	for i := first; i <= last && !out.full; i++ {
		v := at(t, i)
		s, ok := toString(v)
		if !ok {
			raise(L, "invalid value (%s) at index %d in table for 'concat'", v.Type(), i)
		}
		out.add(s)
		if i == last {
			break // before i can overflow
		}
		out.add(separator)
		l.poll(L, i-first)
	}
	if out.full {
		l.fit(L, out.limit+1)
	}
	L.Push(lua.LString(out.String()))
	return 1
}

func (l *Library) insert(L *lua.LState) int {
	a := args{L, "insert"}
	t := a.table(1)
	end := t.Len() + 1
	switch L.GetTop() {
	case 2:
		t.RawSetInt(end, L.Get(2))
		return 0
	case 3:
	default:
		raise(L, "wrong number of arguments to 'insert'")
	}
	pos, v := a.int(2), L.Get(3)
	switch {
	case pos >= end:
		t.RawSet(lua.LNumber(pos), v)
	case pos >= 1:
		t.Insert(pos, v)
	default:
		// Lua moves everything up, from positions below 1 too.
		for i := end; i > pos; i-- {
			t.RawSet(lua.LNumber(i), at(t, i-1))
			l.poll(L, end-i)
		}
		t.RawSet(lua.LNumber(pos), v)
	}
	return 0
}

func remove(L *lua.LState) int {
	a := args{L, "remove"}
	t := a.table(1)
	end := t.Len()
	pos := a.optInt(2, end)
	if pos < 1 || pos > end {
		return 0
	}
	L.Push(t.Remove(pos))
	return 1
}

func (l *Library) maxn(L *lua.LState) int {
	t := args{L, "maxn"}.table(1)
	most, turn := lua.LNumber(0), 0
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if n, ok := key.(lua.LNumber); ok {
			most = max(most, n)
		}
		turn++
		l.poll(L, turn)
	}
	L.Push(most)
	return 1
}

func getn(L *lua.LState) int {
	L.Push(lua.LNumber(args{L, "getn"}.table(1).Len()))
	return 1
}

func setn(L *lua.LState) int {
	args{L, "setn"}.table(1)
	raise(L, "'setn' is obsolete")
	return 0
}

func foreach(L *lua.LState) int {
	a := args{L, "foreach"}
	t, f := a.table(1), a.function(2)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if result := call(L, f, key, v); result != lua.LNil {
			L.Push(result)
			return 1
		}
	}
	return 0
}

func foreachi(L *lua.LState) int {
	a := args{L, "foreachi"}
	t, f := a.table(1), a.function(2)
	for i := range t.Len() {
		if result := call(L, f, lua.LNumber(i+1), at(t, i+1)); result != lua.LNil {
			L.Push(result)
			return 1
		}
	}
	return 0
}

func (l *Library) sort(L *lua.LState) int {
	a := args{L, "sort"}
	t := a.table(1)
	s := sorter{l: l, L: L}
	if !a.missing(2) {
		s.less = a.function(2)
	}
	s.values = make([]lua.LValue, t.Len())
	for i := range s.values {
		s.values[i] = at(t, i+1)
	}
	// The table is written at the end, so an error leaves it as it was.
	s.sort(0, len(s.values)-1)
	for i, v := range s.values {
		t.RawSet(lua.LNumber(i+1), v)
	}
	return 0
}

package luavm

import (
	"maps"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A template makes tables with the same string fields many times over, each a copy
// of its first. That is a trick: it writes the library's table itself. Filling in a
// table field by field takes the library three times as long and twice the memory,
// because it makes room for its index of the names little by little:
// BenchmarkTemplate.
type Template struct {
	names  []string
	values []lua.LValue // of the first
	first  *lua.LTable  // no script has it
}

// NewTemplate makes one for tables with these fields, in this order; values are
// those of one of them.
func NewTemplate(names []string, values []lua.LValue) *Template {
	t := &Template{names: names, values: values}
	t.first = t.filled(values)
	return t
}

// filled makes a table field by field.
func (t *Template) filled(values []lua.LValue) *lua.LTable {
	table := NewTable(0, len(t.names))
	for i, name := range t.names {
		table.RawSetString(name, values[i])
	}
	return table
}

// Table makes a table with other values for the names; none may be nil.
func (t *Template) Table(values []lua.LValue) *lua.LTable {
	if !tableIsKnown {
		return t.filled(values)
	}
	table := new(lua.LTable)
	from, to := partsOf(t.first), partsOf(table)
	to.Metatable = from.Metatable
	to.keys = from.keys[:len(from.keys):len(from.keys)] // whoever appends to it copies it
	to.k2i = maps.Clone(from.k2i)
	to.strdict = maps.Clone(from.strdict)
	for i, v := range values {
		if v != t.values[i] {
			to.strdict[t.names[i]] = v
		}
	}
	return table
}

// tableParts is what lua.LTable is made of, most of which the library keeps to
// itself.
type tableParts struct {
	Metatable lua.LValue
	array     []lua.LValue
	dict      map[lua.LValue]lua.LValue
	strdict   map[string]lua.LValue
	keys      []lua.LValue       // of dict and strdict, in the order of pairs
	k2i       map[lua.LValue]int // where in keys
}

// tableIsKnown is false if another version of the library makes tables otherwise.
var tableIsKnown = tricks && sameFields(reflect.TypeFor[lua.LTable](), reflect.TypeFor[tableParts]())

func sameFields(a, b reflect.Type) bool {
	if a.NumField() != b.NumField() {
		return false
	}
	for i := range a.NumField() {
		if f, g := a.Field(i), b.Field(i); f.Name != g.Name || f.Type != g.Type || f.Offset != g.Offset {
			return false
		}
	}
	return true
}

// partsOf looks into a table; only if tableIsKnown.
func partsOf(t *lua.LTable) *tableParts { return (*tableParts)(unsafe.Pointer(t)) }

package scripting

import (
	"maps"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A mold makes tables with the same string fields many times over, each a copy
// of its first. Filling in a table field by field takes the library three times
// as long and twice the memory: beside the values it has an index of the names,
// which it makes room for little by little.
type mold struct {
	vm     *lua.LState
	names  []string
	values []lua.LValue // of the first
	first  *lua.LTable  // no script has it
}

// newMold makes one for tables with these fields, in this order; values are
// those of one of them.
func newMold(vm *lua.LState, names []string, values []lua.LValue) *mold {
	m := &mold{vm: vm, names: names, values: values}
	m.first = m.filled(values)
	return m
}

// filled makes a table field by field.
func (m *mold) filled(values []lua.LValue) *lua.LTable {
	t := m.vm.CreateTable(0, len(m.names))
	for i, name := range m.names {
		t.RawSetString(name, values[i])
	}
	return t
}

// table makes a table with other values for the names; none may be nil.
func (m *mold) table(values []lua.LValue) *lua.LTable {
	if !tableIsKnown {
		return m.filled(values)
	}
	t := new(lua.LTable)
	from, to := partsOf(m.first), partsOf(t)
	to.Metatable = from.Metatable
	to.keys = from.keys[:len(from.keys):len(from.keys)] // whoever appends to it copies it
	to.k2i = maps.Clone(from.k2i)
	to.strdict = maps.Clone(from.strdict)
	for i, v := range values {
		if v != m.values[i] {
			to.strdict[m.names[i]] = v
		}
	}
	return t
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

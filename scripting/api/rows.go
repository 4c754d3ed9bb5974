package api

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting"
	"sockpit/scripting/luavm"
)

// rowNames are the fields of a row of sockets(): those of a socket that are not
// too long for it, the variable that holds it, and the socket itself.
var rowNames = func() (names []string) {
	for _, f := range scripting.SocketFields {
		if f.View != nil {
			names = append(names, f.Name)
		}
	}
	return append(names, "name", "socket")
}()

// socketRows writes sockets as tables, those that a filter lets through.
type socketRows struct {
	host   *scripting.Host
	names  map[*runtime.Socket]string
	filter []wantedField
	none   bool // the filter has a field that no row has

	values    []lua.LValue               // of the row at hand, by rowNames; LNil: it has no such field
	templates map[uint64]*luavm.Template // by the fields that are there, a bit each
	there     []lua.LValue               // scratch
}

// wantedField is a field of a filter, by its place in rowNames.
type wantedField struct {
	field int
	value lua.LValue
}

func newSocketRows(h *scripting.Host, filter *lua.LTable) *socketRows {
	r := &socketRows{host: h, names: h.SocketNames(), values: make([]lua.LValue, len(rowNames)), templates: map[uint64]*luavm.Template{}}
	if filter != nil {
		filter.ForEach(func(k, v lua.LValue) {
			name, _ := k.(lua.LString)
			i := slices.Index(rowNames, string(name))
			r.none = r.none || i < 0
			r.filter = append(r.filter, wantedField{i, v})
		})
	}
	return r
}

// row gives a socket as a table, nil if the filter keeps it out.
func (r *socketRows) row(v *runtime.View) *lua.LTable {
	if r.none {
		return nil
	}
	r.read(v)
	for _, w := range r.filter {
		if r.values[w.field] != w.value {
			return nil
		}
	}
	r.there = r.there[:0]
	var set uint64
	for i, x := range r.values {
		if x != lua.LNil {
			r.there = append(r.there, x)
			set |= 1 << i
		}
	}
	t := r.templates[set]
	if t == nil {
		t = r.template(set)
		r.templates[set] = t
	}
	return t.Table(r.there)
}

// read fills in values.
func (r *socketRows) read(v *runtime.View) {
	values := r.values[:0]
	for i := range scripting.SocketFields {
		if get := scripting.SocketFields[i].View; get != nil {
			values = append(values, get(r.host, v))
		}
	}
	values = append(values, scripting.TextValue(r.names[v.Socket]), r.host.SocketValue(v.Socket))
	r.values = values
}

// template makes the one for rows like that at hand.
func (r *socketRows) template(set uint64) *luavm.Template {
	var names []string
	for i, name := range rowNames {
		if set>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return luavm.NewTemplate(names, slices.Clone(r.there))
}

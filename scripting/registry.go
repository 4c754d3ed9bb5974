package scripting

import (
	"maps"
	"slices"
	"sort"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/decode"
	"sockpit/scripting/stdlib"
)

// A registry is what scripts can call and hold, with what is known of it: the
// functions and the types of values that the host was made with, and what plugins
// added. It belongs to who holds the baton.
type registry struct {
	functions []*Func                  // in teaching order, those of plugins last
	types     map[*Type]*lua.LTable    // each with its metatable
	apiOf     map[*lua.LFunction]*Func // functions of Go
	plugged   map[*lua.LFunction]*Func // functions of plugins
	commands  []*Command
	decoders  map[string]*lua.LFunction
}

func newRegistry(functions []*Func) registry {
	return registry{functions: slices.Clone(functions), types: map[*Type]*lua.LTable{},
		apiOf: map[*lua.LFunction]*Func{}, plugged: map[*lua.LFunction]*Func{}, decoders: map[string]*lua.LFunction{}}
}

// funcOf gives the entry of a function, nil of one that has none.
func (r *registry) funcOf(fn *lua.LFunction) *Func {
	if f := r.apiOf[fn]; f != nil {
		return f
	}
	return r.plugged[fn]
}

// functionNamed gives the entry of that name, or nil.
func (r *registry) functionNamed(name string) *Func {
	for _, f := range r.functions {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// plug adds a function of a plugin, in place of one of the same name.
func (r *registry) plug(f *Func, run *lua.LFunction) {
	r.functions = append(slices.DeleteFunc(slices.Clone(r.functions), func(have *Func) bool { return have.Name == f.Name }), f)
	r.plugged[run] = f
}

// unplug forgets what plugins have added.
func (r *registry) unplug() {
	for _, f := range r.plugged {
		r.functions = slices.DeleteFunc(slices.Clone(r.functions), func(have *Func) bool { return have == f })
	}
	clear(r.plugged)
	clear(r.decoders)
	r.commands = nil
}

// fieldNames gives the fields and methods of an object; none of nil.
func (r *registry) fieldNames(o Object) []string {
	if o == nil {
		return nil
	}
	var names []string
	for _, f := range r.functions {
		if f.Recv == o.LuaType() {
			names = append(names, f.Name)
		}
	}
	for _, f := range o.LuaType().Fields {
		names = append(names, f.Name)
	}
	sort.Strings(names)
	return names
}

// findType gives the type of a name, nil if there is none.
func (r *registry) findType(name string) *Type {
	for t := range r.types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

func (r *registry) typeHelp(t *Type) FieldHelp {
	help := FieldHelp{Type: t.Name, Fields: t.Fields}
	for _, f := range r.functions {
		if f.Recv == t {
			help.Methods = append(help.Methods, f)
		}
	}
	return help
}

// HelpNames gives all names that help explains.
func (r *registry) HelpNames() []string {
	var names []string
	for _, t := range TypesOf(r.functions) {
		names = append(names, t.Name)
	}
	for _, f := range r.functions {
		names = append(names, f.Title())
	}
	return names
}

// Commands gives the commands that plugins added, by name.
func (r *registry) Commands() []*Command { return r.commands }

// Decoder gives the decoder that a plugin added under a name, or nil.
func (r *registry) Decoder(name string) *lua.LFunction { return r.decoders[name] }

// DecoderNames lists the decoders, for people.
func (r *registry) DecoderNames() []string {
	var names []string
	for _, d := range decode.All() {
		names = append(names, d.Name)
	}
	return append(names, slices.Sorted(maps.Keys(r.decoders))...)
}

// openAPI puts the functions where scripts find them: globals, fields of
// "expect", methods of the types.
func (h *Host) openAPI(L *lua.LState) {
	for _, f := range h.functions {
		fn := L.NewFunction(h.wrap(f))
		h.apiOf[fn] = f
		if f.Recv != nil {
			methodsOf(h.types[f.Recv]).RawSetString(f.Name, fn)
		}
		if f.Global() {
			setPath(L, f.Name, fn)
		}
	}
	h.openBits(L)
	setArgs(h, "", h.config.Args)
}

// methodsOf gives the table of a type's methods, under a key no name can have.
func methodsOf(mt *lua.LTable) *lua.LTable {
	if m, ok := mt.RawGetString("(methods)").(*lua.LTable); ok {
		return m
	}
	m := &lua.LTable{Metatable: lua.LNil}
	mt.RawSetString("(methods)", m)
	return m
}

// setPath sets a global; "expect.equal" is a field of a table that can also be
// called.
func setPath(L *lua.LState, name string, fn *lua.LFunction) {
	head, field, dotted := cutDot(name)
	if !dotted && name != "expect" {
		L.SetGlobal(name, fn)
		return
	}
	t, ok := L.GetGlobal(head).(*lua.LTable)
	if !ok {
		t = L.NewTable()
		L.SetGlobal(head, t)
	}
	if dotted {
		t.RawSetString(field, fn)
		return
	}
	mt := L.NewTable()
	mt.RawSetString("__metatable", lua.LString(name))
	mt.RawSetString("__call", L.NewFunction(func(L *lua.LState) int {
		L.Remove(1) // the table itself
		return fn.GFunction(L)
	}))
	L.SetMetatable(t, mt)
}

// openBits gives scripts the bit library, as LuaBitOp.
func (h *Host) openBits(L *lua.LState) {
	t := L.NewTable()
	for name, f := range stdlib.Bit() {
		t.RawSetString(name, L.NewFunction(f))
	}
	L.SetGlobal("bit", t)
}

func cutDot(name string) (head, field string, ok bool) { return strings.Cut(name, ".") }

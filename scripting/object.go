package scripting

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/syntax"
)

// An Object is a Go value of a type of its own that scripts hold. Its methods are
// the functions that have its type as their Recv. It may have more to say: see
// keyed, brief and holder.
type Object interface {
	LuaType() *Type
	String() string // what it is now, in a line
}

// A keyed object is written in another way as the key of a table.
type keyed interface{ Key() string }

// A brief object can be written in few words, in a time that does not grow with
// it.
type brief interface{ Brief() string }

// A holder has values of scripts in it.
type holder interface{ Holds() []lua.LValue }

// A Type is a type of values that Lua itself does not have. Errors, help,
// completion and the reference page are made of it.
type Type struct {
	Name   string
	Fields []Field // in teaching order
	Fixed  string  // why the fields can't be set; "": they say what is
}

// A Field is one field of a type; its value is asked for when it is read.
type Field struct {
	Name, Means string
	Lua         string // the type of its value, for editors: "integer", "string?"
	Get         func(Object) lua.LValue
}

// FieldOf makes a field of a type whose objects are T.
func FieldOf[T Object](name, luaType, means string, get func(T) lua.LValue) Field {
	return Field{Name: name, Means: means, Lua: luaType, Get: func(o Object) lua.LValue { return get(o.(T)) }}
}

// Noun is the name of the type with its article.
func (t *Type) Noun() string { return withArticle(t.Name) }

func withArticle(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// coreTypes are those that there are without any function.
var coreTypes = []*Type{SocketType, TaskType, ErrorType}

// TypesOf gives the types that the functions are methods of, in their order, and
// those that there are without.
func TypesOf(functions []*Func) []*Type {
	var types []*Type
	for _, f := range functions {
		if f.Recv != nil && !slices.Contains(types, f.Recv) {
			types = append(types, f.Recv)
		}
	}
	for _, t := range coreTypes {
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

// openTypes makes one metatable a type. Scripts can't reach them.
func (h *Host) openTypes(L *lua.LState) {
	for _, t := range TypesOf(h.functions) {
		mt := L.NewTable()
		mt.RawSetString("__metatable", lua.LString(t.Name))
		mt.RawSetString("__index", L.NewFunction(h.getField))
		mt.RawSetString("__newindex", L.NewFunction(h.setField))
		mt.RawSetString("__tostring", L.NewFunction(h.toText))
		mt.RawSetString("__concat", L.NewFunction(h.concatText))
		h.types[t] = mt
	}
}

// Object makes the Lua value of an object. Two of the same object differ: keep it.
func (h *Host) Object(o Object) *lua.LUserData {
	return &lua.LUserData{Value: o, Env: h.root.Env, Metatable: h.types[o.LuaType()]}
}

// ObjectOf gives the object that a value is, nil if it is none.
func ObjectOf(v lua.LValue) Object {
	if ud, ok := v.(*lua.LUserData); ok {
		o, _ := ud.Value.(Object)
		return o
	}
	return nil
}

// As makes the pointer to an object a variable for Call.Args.
func As[T Object](p *T) Converter { return as[T]{p} }

type as[T Object] struct{ p *T }

// Convert takes an object of the type.
func (x as[T]) Convert(v lua.LValue) error {
	o, ok := ObjectOf(v).(T)
	if !ok {
		var none T
		return got(v, none.LuaType().Noun())
	}
	*x.p = o
	return nil
}

// field gives a field of an object.
func field(o Object, name string) (lua.LValue, bool) {
	fields := o.LuaType().Fields
	for i := range fields {
		if fields[i].Name == name {
			return fields[i].Get(o), true
		}
	}
	return lua.LNil, false
}

// getField is the __index of our types: a method, or a field asked for now.
func (h *Host) getField(L *lua.LState) int {
	o := ObjectOf(L.Get(1))
	if o == nil {
		L.RaiseError("a field of what is not an object of sockpit")
	}
	h.mayLook(L)
	key := L.Get(2)
	name, isString := key.(lua.LString)
	if isString {
		if m, ok := h.types[o.LuaType()].RawGetString("(methods)").(*lua.LTable); ok {
			if f := m.RawGetString(string(name)); f != lua.LNil {
				L.Push(f)
				return 1
			}
		}
		if v, ok := field(o, string(name)); ok {
			L.Push(v)
			return 1
		}
	}
	text := o.LuaType().Noun() + " has no " + describeKey(key)
	if near := syntax.DidYouMean(string(name), h.fieldNames(o)); near != "" {
		text += ". " + near
	} else if longer := syntax.EndingIn(string(name), h.fieldNames(o)); len(longer) > 0 {
		text += ". Did you mean " + strings.Join(longer, " or ") + "?"
	}
	L.RaiseError("%s", text)
	return 0
}

func describeKey(key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return string(s)
	}
	return "field " + Describe(key)
}

func (h *Host) setField(L *lua.LState) int {
	o := ObjectOf(L.Get(1))
	why := o.LuaType().Fixed
	if why == "" {
		why = "they say what is"
	}
	L.RaiseError("the fields of %s can't be set: %s", o.LuaType().Noun(), why)
	return 0
}

// toText is __tostring.
func (h *Host) toText(L *lua.LState) int {
	h.mayLook(L)
	L.Push(lua.LString(objectText(L.Get(1))))
	return 1
}

// concatText lets `..` take our values, as their text.
func (h *Host) concatText(L *lua.LState) int {
	h.mayLook(L)
	s := ""
	for i := 1; i <= 2; i++ {
		switch v := L.Get(i).(type) {
		case *lua.LUserData:
			s += objectText(v)
		case lua.LString, lua.LNumber:
			s += v.String()
		default:
			L.RaiseError("attempt to concatenate a %s value", v.Type())
		}
	}
	L.Push(lua.LString(s))
	return 1
}

// objectText writes one of our values in a line.
func objectText(v lua.LValue) string {
	if o := ObjectOf(v); o != nil {
		return o.String()
	}
	return "userdata"
}

package scripting

import (
	"slices"
	"sort"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
)

// The types of values that Lua itself does not have.
const (
	socketType  = "socket"
	taskType    = "task"
	channelType = "channel"
	errorType   = "error"
)

// openTypes makes one metatable a type. Scripts can't reach them.
func (h *Host) openTypes(L *lua.LState) {
	names := []string{socketType, taskType, channelType, errorType}
	for _, f := range h.config.Functions {
		if f.Recv != "" && !slices.Contains(names, f.Recv) {
			names = append(names, f.Recv)
		}
	}
	for _, name := range names {
		mt := L.NewTable()
		mt.RawSetString("__metatable", lua.LString(name))
		mt.RawSetString("__index", L.NewFunction(h.getField))
		mt.RawSetString("__newindex", L.NewFunction(h.setField))
		mt.RawSetString("__tostring", L.NewFunction(h.toText))
		mt.RawSetString("__concat", L.NewFunction(h.concatText))
		h.types[name] = mt
	}
}

// object makes a Lua value of type name.
func (h *Host) object(name string, v any) *lua.LUserData {
	return &lua.LUserData{Value: v, Env: h.root.Env, Metatable: h.types[name]}
}

// socketValue gives the one Lua value of a socket, so that == works. The socket
// itself holds it: a table of them would keep every closed one for ever.
func (h *Host) socketValue(s *runtime.Socket) lua.LValue {
	if s == nil {
		return lua.LNil
	}
	if s.Value == nil {
		s.Value = h.object(socketType, s)
	}
	return s.Value.(*lua.LUserData)
}

func (h *Host) taskValue(t *Task) lua.LValue {
	if t.value == nil {
		t.value = h.object(taskType, t)
	}
	return t.value
}

// typeName gives which of our types a value has, or "".
func typeName(ud *lua.LUserData) string {
	switch ud.Value.(type) {
	case *runtime.Socket:
		return socketType
	case *Task:
		return taskType
	case *Channel:
		return channelType
	case *Error:
		return errorType
	case Object:
		return ud.Value.(Object).LuaType()
	}
	return ""
}

// presence is whether a value has a field.
type presence int

const (
	absent presence = iota
	present
)

func (h *Host) hasField(ud *lua.LUserData, key string) presence {
	for _, name := range h.fieldNames(ud) {
		if name == key {
			return present
		}
	}
	return absent
}

// fieldNames gives the fields and methods of one of our values.
func (h *Host) fieldNames(ud *lua.LUserData) []string {
	return h.FieldNames(typeName(ud))
}

// FieldNames gives the fields and methods of a type, for completion.
func (h *Host) FieldNames(typ string) []string {
	var names []string
	for _, f := range h.functions {
		if f.Recv == typ && typ != "" {
			names = append(names, f.Name)
		}
	}
	for _, f := range Fields() {
		if f.Type == typ {
			names = append(names, f.Name)
		}
	}
	sort.Strings(names)
	return names
}

// getField is the __index of our types: a method, or a field asked for now.
func (h *Host) getField(L *lua.LState) int {
	ud, ok := L.Get(1).(*lua.LUserData)
	key := L.Get(2)
	if !ok {
		L.RaiseError("a field of what is not an object of sockpit")
	}
	name, isString := key.(lua.LString)
	if isString {
		typ := typeName(ud)
		if m, ok := h.types[typ].RawGetString("(methods)").(*lua.LTable); ok {
			if f := m.RawGetString(string(name)); f != lua.LNil {
				L.Push(f)
				return 1
			}
		}
		if v, ok := h.field(ud, string(name)); ok {
			L.Push(v)
			return 1
		}
	}
	typ := typeName(ud)
	text := "a " + typ + " has no " + describeKey(key)
	if near := didYouMean(string(name), h.FieldNames(typ)); near != "" {
		text += ". " + near
	} else if longer := endingIn(string(name), h.FieldNames(typ)); len(longer) > 0 {
		text += ". Did you mean " + strings.Join(longer, " or ") + "?"
	}
	L.RaiseError("%s", text)
	return 0
}

func describeKey(key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return string(s)
	}
	return "field " + describeValue(key)
}

func (h *Host) setField(L *lua.LState) int {
	ud, _ := L.Get(1).(*lua.LUserData)
	L.RaiseError("the fields of a %s can't be set: %s", typeName(ud), whyNotSet(ud))
	return 0
}

func whyNotSet(ud *lua.LUserData) string {
	if typeName(ud) == socketType {
		return "they say what the kernel says; setopt(s, name, value) changes options"
	}
	return "they say what is"
}

// toText is __tostring.
func (h *Host) toText(L *lua.LState) int {
	ud, _ := L.Get(1).(*lua.LUserData)
	L.Push(lua.LString(h.text(ud)))
	return 1
}

// concatText lets `..` take our values, as their text.
func (h *Host) concatText(L *lua.LState) int {
	s := ""
	for i := 1; i <= 2; i++ {
		switch v := L.Get(i).(type) {
		case *lua.LUserData:
			s += h.text(v)
		case lua.LString, lua.LNumber:
			s += v.String()
		default:
			L.RaiseError("attempt to concatenate a %s value", v.Type())
		}
	}
	L.Push(lua.LString(s))
	return 1
}

// text writes one of our values in a line.
func (h *Host) text(ud *lua.LUserData) string {
	switch v := ud.Value.(type) {
	case *runtime.Socket:
		return socketText(v)
	case *Task:
		return v.text()
	case *Channel:
		return v.text()
	case *Error:
		return v.Message
	case Object:
		return v.String()
	}
	return "userdata"
}

// socketText says what a socket is now.
func socketText(s *runtime.Socket) string {
	return "socket #" + itoa(s.ID) + " " + string(s.Kind()) + stateText(s)
}

// stateText says which ends a socket has, and its state, with a blank before each.
func stateText(s *runtime.Socket) (text string) {
	st := s.State()
	if local := st.Local.String(); local != "" {
		text += " " + local
	}
	if remote := st.Remote.String(); remote != "" {
		text += " → " + remote
	}
	if st.Name != "" {
		text += " " + st.Name
	}
	return text
}

func (t *Task) text() string {
	select {
	case <-t.done:
		if t.failure != nil {
			return "task " + itoa(t.ID) + " failed"
		}
		return "task " + itoa(t.ID) + " ended"
	default:
	}
	if w, ok := t.Waiting(); ok {
		return "task " + itoa(t.ID) + " waits in " + w.Call
	}
	return "task " + itoa(t.ID) + " runs"
}

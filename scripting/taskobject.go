package scripting

import (
	lua "github.com/yuin/gopher-lua"
)

// TaskType is the type of tasks.
var TaskType = &Type{Name: "task", Fields: []Field{
	taskField("id", "integer", "number of the task", func(t *Task) lua.LValue { return lua.LNumber(t.ID) }),
	taskField("done", "boolean", "whether it has ended", func(t *Task) lua.LValue { return lua.LBool(t.ended()) }),
	taskField("waits", "string?", "the call it waits in, or nil", func(t *Task) lua.LValue {
		w, _ := t.Waiting()
		return TextValue(w.Call)
	}),
	taskField("line", "string?", "the line it waits in, or nil", func(t *Task) lua.LValue {
		if w, waits := t.Waiting(); waits {
			return lua.LString(w.Place.String())
		}
		return lua.LNil
	}),
}}

var taskField = FieldOf[*Task]

// LuaType is that of tasks.
func (t *Task) LuaType() *Type { return TaskType }

// Brief is "task 2".
func (t *Task) Brief() string { return "task " + itoa(t.ID) }

// String says what the task does.
func (t *Task) String() string {
	if t.ended() {
		if t.failure != nil {
			return t.Brief() + " failed"
		}
		return t.Brief() + " ended"
	}
	if w, ok := t.Waiting(); ok {
		return t.Brief() + " waits in " + w.Call
	}
	return t.Brief() + " runs"
}

func (t *Task) ended() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// Holds gives what its function has returned.
func (t *Task) Holds() []lua.LValue { return t.results }

// TaskValue gives the one Lua value of a task.
func (h *Host) TaskValue(t *Task) lua.LValue {
	if t.value == nil {
		t.value = h.Object(t)
	}
	return t.value
}

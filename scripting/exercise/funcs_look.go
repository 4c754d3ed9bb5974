package exercise

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
	"sockpit/scripting/api"
)

var paramFilter = scripting.Param{Name: "filter", Type: "table", Optional: true, Means: `only rows whose fields have these values: {state="LISTEN"}`}

// lookFuncs read the program's world.
var lookFuncs = []*scripting.Func{
	(&scripting.Func{
		Recv: testerType, Name: "sockets", Group: "look at it", Params: []scripting.Param{paramT, paramFilter},
		Returns: "a list of rows, as sockets() gives them, with the name of the variable in name; kind=\"conn\" and kind=\"stream\" are the same",
		Summary: "asks the kernel about the program's sockets",
	}).Does(func(c *scripting.Call) error { return lookAt(c, (*tester).socketRows) }),
	(&scripting.Func{
		Recv: testerType, Name: "around", Group: "look at it", Params: []scripting.Param{paramT, paramFilter},
		Returns: "a list of rows, as the second list of sockets() has them: role is queued, left or far",
		Summary: "asks the kernel about what the program does not hold: connections that wait for accept, TIME_WAIT after its close",
	}).Does(func(c *scripting.Call) error { return lookAt(c, (*tester).aroundRows) }),
	(&scripting.Func{
		Recv: testerType, Name: "events", Group: "look at it", Params: []scripting.Param{paramT, paramFilter},
		Returns: "a list of rows, as events() gives them",
		Summary: "tells every call that the program made on a socket, oldest first",
	}).Does(func(c *scripting.Call) error {
		return lookAt(c, func(t *tester) []*lua.LTable {
			if t.proc == nil {
				return nil
			}
			return api.EventRows(t.proc.host)
		})
	}),
	(&scripting.Func{
		Recv: testerType, Name: "tasks", Group: "look at it", Params: []scripting.Param{paramT, paramFilter},
		Returns: "a list of rows {id=, waits=, on=, line=}",
		Summary: "tells what each task of the program waits for",
	}).Does(func(c *scripting.Call) error { return lookAt(c, (*tester).taskRows) }),
	(&scripting.Func{
		Recv: testerType, Name: "printed", Group: "look at it", Params: []scripting.Param{paramT},
		Returns: "a string",
		Summary: "gives all that the program has printed",
	}).Does(method(func(c *scripting.Call, t *tester) error { return c.Return(lua.LString(t.printed())) })),
	(&scripting.Func{
		Recv: testerType, Name: "value", Group: "look at it",
		Params:  []scripting.Param{paramT, {Name: "expression", Type: "string", Means: "Lua, in the program's own world: \"c.state\""}},
		Returns: "a string, a number, true, false or nil",
		Summary: "computes an expression in the learner's world, of kinds repl, rescue and predict",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var text string
		if err := c.Args(&t, &text); err != nil {
			return err
		}
		v, err := t.compute(text)
		if err != nil {
			return err
		}
		return c.Return(v)
	}),
}

// lookAt gives the rows that pass the filter.
func lookAt(c *scripting.Call, rows func(*tester) []*lua.LTable) error {
	var t theT
	var filter *lua.LTable
	if err := c.Args(&t, &filter); err != nil {
		return err
	}
	if filter != nil && filter.RawGetString("kind") == lua.LString("conn") {
		filter.RawSetString("kind", lua.LString("stream"))
	}
	list := c.L.NewTable()
	for _, row := range rows(t.tester) {
		if api.Matches(row, filter) {
			list.Append(row)
		}
	}
	return c.Return(list)
}

func (t *tester) socketRows() []*lua.LTable {
	if t.proc == nil {
		return nil
	}
	mine, _ := api.SocketRows(t.proc.host)
	for _, row := range mine {
		if row.RawGetString("name") == lua.LNil {
			row.RawSetString("name", lua.LString("#"+row.RawGetString("id").String()))
		}
	}
	return mine
}

func (t *tester) aroundRows() []*lua.LTable {
	if t.proc == nil {
		return nil
	}
	_, around := api.SocketRows(t.proc.host)
	return around
}

func (t *tester) taskRows() (rows []*lua.LTable) {
	if t.proc == nil {
		return nil
	}
	for _, task := range t.proc.host.World().Tasks {
		row := &lua.LTable{Metatable: lua.LNil}
		row.RawSetString("id", lua.LNumber(task.ID))
		for name, text := range map[string]string{"waits": task.Waits, "on": task.On, "line": task.At.String()} {
			if text != "" {
				row.RawSetString(name, lua.LString(text))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (t *tester) printed() string {
	if t.proc == nil {
		return ""
	}
	return t.proc.out.String()
}

// compute evaluates an expression in the learner's world. Only values without
// an identity may cross.
func (t *tester) compute(text string) (lua.LValue, error) {
	if t.proc == nil || !t.ex.Kind.inWorld() {
		return lua.LNil, fmt.Errorf("value: a program has its own names: only exercises of kind repl, rescue and predict have a world to look into")
	}
	v, failed := t.proc.host.Compute(text, patience)
	if failed != nil {
		return lua.LNil, t.fault(Say("%s can't be found in your world: %s", strings.TrimSpace(text), failed.Message), Text{})
	}
	switch v.(type) {
	case lua.LString, lua.LNumber, lua.LBool, *lua.LNilType:
		return v, nil
	}
	return lua.LString(v.Type().String()), nil
}

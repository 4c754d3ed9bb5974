package scripting

import (
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// openOs gives the clock, and nothing that reaches out of the process.
func (h *Host) openOs(L *lua.LState) {
	L.Push(L.NewFunction(lua.OpenOs))
	L.Push(lua.LString(lua.OsLibName))
	L.Call(1, 0)
	whole, _ := L.GetGlobal(lua.OsLibName).(*lua.LTable)
	os := L.NewTable()
	for _, name := range []string{"time", "clock", "date", "difftime"} {
		os.RawSetString(name, whole.RawGetString(name))
	}
	date, _ := whole.RawGetString("date").(*lua.LFunction)
	os.RawSetString("date", L.NewFunction(func(L *lua.LState) int { return shortDays(L, date) }))
	L.SetGlobal(lua.OsLibName, os)
}

// shortDays is os.date with %a as C has it: gopher-lua writes "mon" for "Mon".
func shortDays(L *lua.LState, date *lua.LFunction) int {
	format := L.OptString(1, "%c")
	at := time.Now()
	if L.GetTop() >= 2 {
		at = time.Unix(L.CheckInt64(2), 0)
	}
	if strings.HasPrefix(format, "!") {
		at = at.UTC()
	}
	L.Push(date)
	L.Push(lua.LString(strings.ReplaceAll(format, "%a", at.Format("Mon"))))
	L.Push(lua.LNumber(at.Unix()))
	L.Call(2, 1)
	return 1
}

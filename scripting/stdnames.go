package scripting

import (
	"runtime/metrics"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/stdlib"
)

// Programs expect these of Lua, and they open no door: they show text, or answer
// what a program in a box of its own would be told.

// openExpected adds io.write, what os can answer, and collectgarbage.
func (b baseLibrary) openExpected(L *lua.LState) {
	io := L.NewTable()
	io.RawSetString("write", L.NewFunction(func(L *lua.LState) int { return b.write(L, 1) }))
	stdout := L.NewTable()
	for name, f := range map[string]lua.LGFunction{
		"write": func(L *lua.LState) int { return b.write(L, 2) }, "flush": yes, "setvbuf": yes,
	} {
		stdout.RawSetString(name, L.NewFunction(f))
	}
	io.RawSetString("stdout", stdout)
	io.RawSetString("flush", L.NewFunction(yes))
	L.SetGlobal("io", io)

	os := L.GetGlobal("os").(*lua.LTable)
	os.RawSetString("getenv", L.NewFunction(getenv))
	os.RawSetString("setlocale", L.NewFunction(setlocale))
	L.SetGlobal("collectgarbage", L.NewFunction(collectgarbage))
}

func yes(L *lua.LState) int {
	L.Push(lua.LTrue)
	return 1
}

// write shows its arguments from first on as they are, without a line's end.
func (b baseLibrary) write(L *lua.LState, first int) int {
	a := stdlib.Check(L, "write")
	text := ""
	for i := first; i <= L.GetTop(); i++ {
		if text += a.String(i); len(text) > b.host.limits.String {
			b.host.current.tooLong(L)
		}
	}
	b.host.config.Out.Print(text)
	return yes(L)
}

// getenv finds no variable of the environment: it may hold secrets.
func getenv(L *lua.LState) int {
	stdlib.Check(L, "getenv").String(1)
	L.Push(lua.LNil)
	return 1
}

// setlocale knows the C locale.
func setlocale(L *lua.LState) int {
	switch stdlib.Check(L, "setlocale").OptString(1, "") {
	case "", "C", "POSIX":
		L.Push(lua.LString("C"))
	default:
		L.Push(lua.LNil)
	}
	return 1
}

// garbageAnswers are what lua5.1 answers to what it is asked; -1: the memory.
var garbageAnswers = map[string]lua.LValue{
	"collect": lua.LNumber(0), "stop": lua.LNumber(0), "restart": lua.LNumber(0), "count": lua.LNumber(-1),
	"step": lua.LTrue, "setpause": lua.LNumber(200), "setstepmul": lua.LNumber(200),
}

// collectgarbage tells how much memory Go's heap has. Go collects by itself.
func collectgarbage(L *lua.LState) int {
	a := stdlib.Check(L, "collectgarbage")
	option := a.OptString(1, "collect")
	answer, ok := garbageAnswers[option]
	if !ok {
		a.Bad(1, "invalid option '%s'", option)
	}
	if option == "count" {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		answer = lua.LNumber(float64(sample[0].Value.Uint64()) / 1024)
	}
	L.Push(answer)
	return 1
}

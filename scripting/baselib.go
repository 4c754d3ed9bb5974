package scripting

import (
	"fmt"
	"os"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/atomicfile"
	"sockpit/scripting/stdlib"
)

// baseLibrary takes away what a stranger's script must not reach, and puts own
// functions in place of those that would go around the printer, the tasks or
// the limits. What stays is what is listed here and in openAPI.
type baseLibrary struct{ host *Host }

func (b baseLibrary) open(L *lua.LState) {
	for _, name := range []string{"dofile", "loadfile", "load", "loadstring", "module", "newproxy", "collectgarbage",
		"_printregs", "require", "setmetatable", "_GOPHER_LUA_VERSION"} {
		L.SetGlobal(name, lua.LNil)
	}
	protected := newProtectedCalls(b.host)
	for name, f := range map[string]lua.LGFunction{
		"print": b.print, "pcall": protected.pcall, "xpcall": protected.xpcall, "loadstring": b.loadString, "load": b.load, "setmetatable": setMetatable,
	} {
		L.SetGlobal(name, L.NewFunction(f))
	}
	L.SetGlobal("_VERSION", lua.LString("Lua 5.1"))
	debug := L.NewTable()
	debug.RawSetString("traceback", L.NewFunction(b.traceback))
	L.SetGlobal("debug", debug)
	b.openExpected(L)
	L.GetMetatable(lua.LString("")).(*lua.LTable).RawSetString("__metatable", lua.LString("string"))
}

// setMetatable takes tables only: a metatable for all numbers or strings would
// change them for everyone.
func setMetatable(L *lua.LState) int {
	a := stdlib.Check(L, "setmetatable")
	t := a.Table(1)
	mt := L.Get(2)
	if L.GetTop() < 2 || mt != lua.LNil && mt.Type() != lua.LTTable {
		a.Bad(2, "nil or table expected")
	}
	if old, ok := t.Metatable.(*lua.LTable); ok && old.RawGetString("__metatable") != lua.LNil {
		stdlib.Raise(L, "cannot change a protected metatable")
	}
	t.Metatable = mt
	L.Push(t)
	return 1
}

// print writes through the host's printer.
func (b baseLibrary) print(L *lua.LState) int {
	var parts []string
	size := 0
	for i := 1; i <= L.GetTop(); i++ {
		s := stdlib.ToString(L, L.Get(i)).String()
		if size += len(s); size > b.host.limits.String {
			b.host.current.tooLong(L)
		}
		parts = append(parts, s)
	}
	b.host.config.Out.Print(strings.Join(parts, "\t") + "\n")
	return 0
}

// apiTempFolder makes the session's temporary folder on first use. Below it the
// session may talk to any Unix socket; in the system's temporary folder, where
// other programs have theirs, to its own only.
func apiTempFolder(c *Call) error {
	if err := c.Args(); err != nil {
		return err
	}
	h := c.host
	if h.tempDir == "" {
		dir, err := os.MkdirTemp("", "sockpit-")
		if err != nil {
			return fmt.Errorf("no folder can be made in %s (TMPDIR names another): %w", os.TempDir(), atomicfile.Reason(err))
		}
		h.tempDir = dir
		h.Session.AllowFolder(dir)
	}
	return c.Return(lua.LString(h.tempDir))
}

package scripting

import (
	lua "github.com/yuin/gopher-lua"
)

// modules is what require knows besides files: package.loaded and
// package.preload, whatever a script puts in the table package.
type modules struct{ loaded, preload *lua.LTable }

// standardModules are the tables that require gives by name (§5.3 of the manual).
var standardModules = []string{"_G", "string", "table", "math", "coroutine", "os", "io", "debug", "bit"}

// openPackage makes the table package, once the tables that it names are there.
func openPackage(L *lua.LState) modules {
	m := modules{L.NewTable(), L.NewTable()}
	for _, name := range standardModules {
		m.loaded.RawSetString(name, L.GetGlobal(name))
	}
	p := L.NewTable()
	p.RawSetString("loaded", m.loaded)
	p.RawSetString("preload", m.preload)
	p.RawSetString("path", lua.LString("./?.lua"))
	p.RawSetString("cpath", lua.LString(""))
	p.RawSetString("config", lua.LString("/\n;\n?\n!\n-\n"))
	m.loaded.RawSetString("package", p)
	L.SetGlobal("package", p)
	return m
}

// knownModule gives a module that is no file: one that is loaded under the name,
// or that a function of package.preload makes. It gives nil if there is none.
func (c *Call) knownModule(name string) (lua.LValue, error) {
	m := c.host.modules
	if v := m.loaded.RawGetString(name); v != lua.LNil {
		return v, nil
	}
	f, ok := m.preload.RawGetString(name).(*lua.LFunction)
	if !ok {
		return nil, nil
	}
	results, err := c.Invoke(f, lua.LString(name))
	if err != nil {
		return nil, err
	}
	v := m.loaded.RawGetString(name) // it may have set it itself
	if len(results) > 0 && results[0] != lua.LNil {
		v = results[0]
	}
	if v == lua.LNil {
		v = lua.LTrue
	}
	m.loaded.RawSetString(name, v)
	return v, nil
}

package luavm

import (
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// MaxRegisters is how many values the functions of one Lua thread may hold.
const MaxRegisters = 1 << 20

// NewState makes a Lua state whose threads are small, in which so many calls can be
// made inside each other (TRAPS L7). A thread takes 16
// bytes a register from the start, and one for each call that may be made inside
// another; registers are added, calls are not.
func NewState(calls int) *lua.LState {
	boundArrays()
	return lua.NewState(lua.Options{
		CallStackSize:       calls,
		RegistrySize:        128,
		RegistryGrowStep:    1024,
		RegistryMaxSize:     MaxRegisters,
		MinimizeStackMemory: true,
		SkipOpenLibs:        true,
	})
}

// boundArrays makes t[2^26-1] = 1 a matter of one hash entry instead of a
// gigabyte: an array has at most so many elements. The setting is the library's,
// for all states.
var boundArrays = sync.OnceFunc(func() { lua.MaxArrayIndex = 1 << 22 })

// NewTable makes an empty table with room.
func NewTable(items, fields int) *lua.LTable {
	var none *lua.LState // a table is of no state
	return none.CreateTable(items, fields)
}

package stdlib

import (
	lua "github.com/yuin/gopher-lua"
)

// checks are what functions of gopher-lua's that stay as they are want of their
// arguments: its own errors leave out the function's name.
var checks = map[string]func(a args){
	"getmetatable": func(a args) { a.any(1) },
	"ipairs":       func(a args) { a.table(1) },
	"next":         func(a args) { a.table(1) },
	"pairs":        func(a args) { a.table(1) },
	"rawequal":     func(a args) { a.any(1); a.any(2) },
	"rawget":       func(a args) { a.table(1); a.any(2) },
	"rawset":       func(a args) { a.table(1); a.any(2); a.any(3) },
	"type":         func(a args) { a.any(1) },
}

// check puts the checks before the functions.
func check(L *lua.LState) {
	for name, want := range checks {
		f := L.GetGlobal(name).(*lua.LFunction)
		checked := *f
		checked.GFunction = func(L *lua.LState) int {
			want(args{L, name})
			return f.GFunction(L)
		}
		L.SetGlobal(name, &checked)
	}
}

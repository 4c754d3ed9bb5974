package luavm

import (
	lua "github.com/yuin/gopher-lua"
)

// NewFunction makes a function that is written in Lua: text, a constant of the
// program, is run with args and gives it. Like a function of Go's it has no source
// and no line: no place, traceback or stepper shows it.
func NewFunction(root *lua.LState, text string, args ...lua.LValue) *lua.LFunction {
	f, err := root.LoadString(text)
	if err != nil {
		panic(err) // text is a constant
	}
	hideLines(f.Proto)
	root.Push(f)
	for _, a := range args {
		root.Push(a)
	}
	root.Call(len(args), 1)
	defer root.Pop(1)
	return root.CheckFunction(-1)
}

// hideLines takes from a function what tells where it was written.
func hideLines(p *lua.FunctionProto) {
	p.SourceName = ""
	clear(p.DbgSourcePositions)
	for _, inner := range p.FunctionPrototypes {
		hideLines(inner)
	}
}

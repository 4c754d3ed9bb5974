package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
	"sockpit/scripting/stdlib"
)

// loadString is loadstring(text [, name]). Bytecode is refused.
func (b baseLibrary) loadString(L *lua.LState) int {
	a := stdlib.Check(L, "loadstring")
	text := a.String(1)
	return b.loadText(L, text, a.OptString(2, text))
}

// load is load(f [, name]): f gives the text in pieces.
func (b baseLibrary) load(L *lua.LState) int {
	a := stdlib.Check(L, "load")
	if lua.LVCanConvToString(L.Get(1)) {
		a.Bad(1, "function expected, got %s: loadstring takes a text", L.Get(1).Type())
	}
	f, name := a.Function(1), a.OptString(2, "=(load)")
	var text strings.Builder
	for {
		L.Push(f)
		L.Call(0, 1)
		v := L.Get(-1)
		L.Pop(1)
		if v == lua.LNil || v == lua.LString("") {
			return b.loadText(L, text.String(), name)
		}
		if !lua.LVCanConvToString(v) {
			L.Push(lua.LNil)
			L.Push(lua.LString("reader function must return a string"))
			return 2
		}
		piece := stdlib.ToString(L, v).String()
		if text.Len()+len(piece) > b.host.limits.String {
			b.host.current.tooLong(L)
		}
		text.WriteString(piece)
	}
}

// loadText leaves the function of a text on the stack, or nil and the error. A
// chunk that is made so keeps its text for a while only: there may be many.
func (b baseLibrary) loadText(L *lua.LState, text, name string) int {
	name = luavm.ChunkName(name)
	b.host.sources.passing(name, len(text))
	f, err := b.host.compiler.compile(b.host.current.folder(), name, text)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	L.Push(f)
	return 1
}

package scripting

import (
	"fmt"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// againstBare runs a script that makes n steps here and in bare gopher-lua, in
// turns; the metrics are named as if that were Go.
func againstBare(b *testing.B, script string) {
	h := benchHost(b, script)
	bare := lua.NewState()
	defer bare.Close()
	if err := bare.DoString(script); err != nil {
		b.Fatal(err)
	}
	against(b, func(n int) {
		benchScript(b, h, fmt.Sprintf("steps(%d)", n))
	}, func(n int) {
		if err := bare.DoString(fmt.Sprintf("steps(%d)", n)); err != nil {
			b.Fatal(err)
		}
	})
}

// What this Lua adds to gopher-lua's own (TRAPS L1 to L6 say why).
//
//	go test ./scripting -run '^$' -bench Bare
func BenchmarkBare(b *testing.B) {
	for _, c := range []struct{ name, script string }{
		{"loop", `function steps(n) local s = 0 for i = 1, n do s = s + i % 7 end return s end`},
		{"call", `local function f(a) return a end function steps(n) for i = 1, n do f(i) end end`},
		{"resume and yield", `local co = coroutine.wrap(function() while true do coroutine.yield(1) end end)
			function steps(n) for i = 1, n do co() end end`},
		{"coroutine", `local function f() coroutine.yield() end
			function steps(n) for i = 1, n do local co = coroutine.create(f) coroutine.resume(co) coroutine.resume(co) end end`},
		{"pcall", `local function f(a) return a end function steps(n) for i = 1, n do pcall(f, i) end end`},
		{"pcall of an error", `local function f() error("no") end function steps(n) for i = 1, n do pcall(f) end end`},
	} {
		b.Run(c.name, func(b *testing.B) { againstBare(b, c.script) })
	}
}

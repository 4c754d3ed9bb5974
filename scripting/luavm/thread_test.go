package luavm

import (
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// A thread that is a copy behaves as the library's own: it calls as deep, takes as
// many values, and shares nothing with another that a script could see.
func TestThreads(t *testing.T) {
	t.Parallel()
	const deep, wide = 1500, 3000
	root := NewState(2048)
	defer root.Close()
	root.Push(root.NewFunction(lua.OpenBase))
	root.Call(0, 0)
	root.Push(root.NewFunction(lua.OpenTable))
	root.Call(0, 0)
	root.Push(root.NewFunction(lua.OpenCoroutine))
	root.Call(0, 0)
	m := NewThreads(root)
	if tricks && !m.at.known {
		t.Error("gopher-lua makes threads in another way than registerParts and callParts say: they are made the slow way")
	}
	if m.at.known {
		if r := **m.at.registers(m.first); r.top != 0 || r.growBy != 1024 || r.maxSize != 1<<20 || r.alloc == nil {
			t.Errorf("the first thread's registers are %+v", r)
		}
	}
	fn := func(text string) *lua.LFunction {
		f, err := root.LoadString(text)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	inner := fn(`local function sum(n) if n == 0 then return 0 end return 1 + sum(n - 1) end return sum(20)`)
	root.SetGlobal("inside", root.NewFunction(func(L *lua.LState) int { // another thread, while this one has calls open
		th := m.Thread()
		th.Push(inner)
		th.Call(0, 1)
		L.Push(th.Get(-1))
		return 1
	}))
	program := fn(`
		local function sum(n) if n == 0 then return inside() end return 1 + sum(n - 1) end
		local t = {}
		for i = 1, ` + strconv.Itoa(wide) + ` do t[i] = i * 1.5 end
		local co = coroutine.create(function(a) local b = coroutine.yield(a + 0.25) return b * 2 end)
		local _, one = coroutine.resume(co, 1000)
		local _, two = coroutine.resume(co, one)
		return sum(` + strconv.Itoa(deep) + `), select("#", unpack(t)), select(-1, unpack(t)), one, two, coroutine.status(co)`)
	endless := fn(`local function f() return 1 + f() end f()`)
	for name, th := range map[string]*lua.LState{"the library's": m.first, "made": m.Thread(), "made next": m.Thread()} {
		if name == "the library's" {
			th, _ = root.NewThread()
		}
		if th.G != root.G || th.Env != root.Env || th.GetTop() != 0 {
			t.Errorf("%s: not a fresh thread of that state", name)
		}
		for range 2 { // the second time, what grew is there
			th.Push(program)
			th.Call(0, lua.MultRet)
			var got []string
			for i := 1; i <= th.GetTop(); i++ {
				got = append(got, th.Get(i).String())
			}
			th.SetTop(0)
			if text, want := strings.Join(got, " "), "1520 3000 4500 1000.25 2000.5 dead"; text != want {
				t.Errorf("%s: got %s, want %s", name, text, want)
			}
		}
		if text := overflow(th, endless); !strings.Contains(text, "overflow") {
			t.Errorf("%s: calls without end: %q", name, text)
		}
	}
	co := m.Coroutine(fn(`local a = coroutine.yield(...) return a`))
	root.Push(fn(`local co = ...
		local _, one = coroutine.resume(co, 7)
		local _, two = coroutine.resume(co, "end")
		return one .. two .. coroutine.status(co)`))
	root.Push(co)
	root.Call(1, 1)
	if got := root.Get(-1).String(); got != "7enddead" {
		t.Errorf("a coroutine gave %s", got)
	}
	if m.first.GetTop() != 0 || overflow(m.Thread(), fn(`return`)) != "" {
		t.Error("the thread that is copied was used")
	}
}

// overflow gives the text of the panic that ends a call.
func overflow(th *lua.LState, f *lua.LFunction) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = panicMessage(r)
		}
	}()
	th.Push(f)
	th.Call(0, 0)
	return ""
}

func panicMessage(r any) string {
	if err, ok := r.(error); ok {
		return err.Error()
	}
	text, _ := r.(string)
	return text
}

// A thread, made by copying, against the library's own way.
func BenchmarkThread(b *testing.B) {
	root := NewState(2048)
	defer root.Close()
	root.Push(root.NewFunction(lua.OpenCoroutine))
	root.Call(0, 0)
	m := NewThreads(root)
	b.Run("copied", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Thread()
		}
	})
	b.Run("library", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			root.NewThread()
		}
	})
}

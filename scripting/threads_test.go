package scripting

import (
	"sync/atomic"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/limit"
	"sockpit/scripting/luavm"
)

// A pool gives a thread back to who asks next, empty and with the hook of its task,
// and no more of them than it may keep.
func TestThreadPool(t *testing.T) {
	t.Parallel()
	root := luavm.NewState(limit.DefaultCalls)
	defer root.Close()
	root.Push(root.NewFunction(lua.OpenCoroutine))
	root.Call(0, 0)
	p := threadPool{maker: luavm.NewThreads(root), alarm: new(atomic.Uint32), raised: func(*lua.LState) {}}
	one, two := &Task{ID: 1}, &Task{ID: 2}
	s := p.take(one)
	if hk, ok := s.th.Context().(*hook); !ok || hk != s.hook || hk.task != one || hk.th != s.th {
		t.Errorf("a thread has the hook %v", s.th.Context())
	}
	s.th.Push(lua.LNumber(5))
	s.th.Push(lua.LTrue)
	if got := p.results(s); len(got) != 2 || got[0] != lua.LNumber(5) || got[1] != lua.LTrue {
		t.Errorf("the results are %v", got)
	}
	if again := p.take(two); again != s || again.hook.task != two || again.th.GetTop() != 0 {
		t.Error("the thread that was given back is not the next")
	}
	var taken []spare
	for range maxSpares + 5 {
		taken = append(taken, p.take(one))
	}
	for _, s := range taken {
		p.giveBack(s)
	}
	if len(p.spares) != maxSpares {
		t.Errorf("%d threads are kept, want %d", len(p.spares), maxSpares)
	}
	if p.allowCalls(limit.DefaultCalls); len(p.spares) != maxSpares {
		t.Error("threads went though as many calls are allowed as before")
	}
	if p.allowCalls(limit.DefaultCalls / 2); len(p.spares) != 0 {
		t.Error("threads are kept in which more calls can be made than are allowed now")
	}
}

// A limit of calls that is set while the host runs holds from then on.
func TestCallsAllowedLater(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	deep := func() string {
		r := h.Eval(`local function f(n) return n == 0 and 0 or 1 + f(n - 1) end
return (pcall(f, 600)), coroutine.resume(coroutine.create(f), 600) == true`, 80)
		if r.Failed != nil {
			t.Fatal(r.Failed)
		}
		return r.Values[0] + " " + r.Values[1]
	}
	for _, test := range []struct {
		calls int
		want  string
	}{{limit.DefaultCalls, "true true"}, {300, "false false"}, {1000, "true true"}} {
		l := h.Limits()
		l.Calls = test.calls
		h.SetLimits(l)
		if got := deep(); got != test.want {
			t.Errorf("with %d calls: got %s, want %s", test.calls, got, test.want)
		}
	}
}

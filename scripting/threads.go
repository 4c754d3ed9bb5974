package scripting

import (
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luavm"
)

// A threadPool gives out the Lua threads that tasks run in, each with its hook. It
// belongs to who holds the baton.
type threadPool struct {
	maker  *luavm.Threads
	alarm  *atomic.Uint32    // of the meter, for the hooks
	raised func(*lua.LState) // is called where something fails in a thread
	spares []spare
}

// A spare is a Lua thread with its hook, kept to be used again.
type spare struct {
	th   *lua.LState
	hook *hook
}

// maxSpares bounds the threads kept for reuse.
const maxSpares = 64

// take gives a Lua thread that stops when t does.
func (p *threadPool) take(t *Task) spare {
	if n := len(p.spares); n > 0 {
		s := p.spares[n-1]
		p.spares = p.spares[:n-1]
		s.hook.task, s.hook.lines = t, s.hook.lines[:0]
		return s
	}
	th := p.maker.Thread()
	th.Panic = p.raised
	s := spare{th, &hook{task: t, th: th, count: 1, alarm: p.alarm}}
	th.SetContext(s.hook)
	return s
}

// giveBack keeps a thread in which nothing runs for the next who takes one.
func (p *threadPool) giveBack(s spare) {
	s.th.SetTop(0)
	s.hook.task = nil
	if len(p.spares) < maxSpares {
		p.spares = append(p.spares, s)
	}
}

// results takes what a call has left in its thread, and gives that back.
func (p *threadPool) results(s spare) []lua.LValue {
	results := make([]lua.LValue, s.th.GetTop())
	for i := range results {
		results[i] = s.th.Get(i + 1)
	}
	p.giveBack(s)
	return results
}

// coroutine makes a thread that runs f, a function of Lua's, when t resumes it.
func (p *threadPool) coroutine(t *Task, f *lua.LFunction) *lua.LState {
	th := p.maker.Coroutine(f)
	th.SetContext(&hook{task: t, th: th, alarm: p.alarm})
	return th
}

// allowCalls sets how deep functions may call each other in the threads that are
// made from now on.
func (p *threadPool) allowCalls(n int) {
	if p.maker.AllowCalls(n) {
		p.spares = nil
	}
}

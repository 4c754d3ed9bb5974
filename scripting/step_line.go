package scripting

import (
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/scripting/luavm"
	"sockpit/scripting/syntax"
)

// A standsFlag says that a task stands at a line. It is read by those who ask
// what a task waits for, who need not hold the baton.
type standsFlag struct{ atomic.Bool }

// A lineAt is where one function call was when it was last looked at.
type lineAt struct {
	of   *lua.FunctionProto
	line int
	pc   int
}

// TypedSource is the name of what is typed where a task stands.
const TypedSource = "[typed]"

// instruction is called before each one of a task that runs Lua.
func (s *Stepper) instruction(k *hook) {
	t := k.task
	if t.walk.typing || t.showing || s.host.looking {
		return
	}
	place, fresh := s.newLine(k)
	if !fresh {
		return
	}
	b, trouble := s.breakAt(t, place)
	switch {
	case b != nil:
		s.halt()
		t.stand(place, b.reached(trouble))
	case s.free && s.to == place:
		s.halt()
		t.stand(place, "")
	case !s.free && (t.walk.most == 0 || t.walk.most > 0 && t.depth() <= t.walk.most):
		t.stand(place, "")
	}
}

// newLine says that the instruction begins a line with a statement: of a
// function that was just called, another line of one that runs, or the same
// one again, in a loop.
func (s *Stepper) newLine(k *hook) (event.Place, bool) {
	dbg, ok := k.th.GetStack(0)
	if !ok {
		return event.Place{}, false
	}
	fn, _ := k.th.GetInfo("f", dbg, lua.LNil)
	f, ok := fn.(*lua.LFunction)
	if !ok || f.IsG {
		return event.Place{}, false
	}
	pc, depth := luavm.Position(dbg)
	for len(k.lines) <= depth {
		k.lines = append(k.lines, lineAt{})
	}
	k.lines = k.lines[:depth+1]
	was := &k.lines[depth]
	line := f.Proto.DbgSourcePositions[pc]
	again := was.of == f.Proto && was.line == line && pc > was.pc
	if was.of == f.Proto {
		was.pc = pc
	}
	if again || !s.host.sources.begins(f.Proto.SourceName, line) {
		return event.Place{}, false // the end of a block; a call that goes over several lines
	}
	*was = lineAt{f.Proto, line, pc}
	return event.Place{Source: f.Proto.SourceName, Line: line}, true
}

// depth counts the function calls that the task is in, and the task as one.
func (t *Task) depth() int {
	n := 1
	for _, l := range t.levels {
		if dbg, ok := l.th.GetStack(0); ok {
			_, depth := luavm.Position(dbg)
			n += depth + 1
		}
	}
	return n
}

// stand keeps the task at a line until it is let go. It holds the baton before
// and after.
func (t *Task) stand(place event.Place, why string) {
	s := t.host.stepper
	w := &t.walk
	s.order++
	w.place, w.why, w.since = place, why, s.order
	w.frame = t.host.newFrame(t.top())
	s.keepGlobals()
	w.calls.stood(t.depth(), w.frame, s.inSight(w.frame))
	defer func() {
		w.frame.leave()
		w.frame = nil
	}()
	for {
		w.wake = make(chan struct{})
		t.caller.Place, t.caller.Via, t.caller.Deadline = place, "", time.Time{}
		w.stands.Store(true)
		s.news()
		t.host.standstill.begin()
		err := t.caller.Await("its turn", w.wake)
		t.host.standstill.end()
		w.stands.Store(false)
		ask := w.ask
		w.ask = nil
		if err != nil || ask == nil {
			return
		}
		ask()
	}
}

// letGo makes the task go on until a line at that depth of calls or above; 0 is
// any depth. Who holds the baton calls it; it does nothing to a task that
// does not stand.
func (t *Task) letGo(most int) {
	w := &t.walk
	if !w.stands.Load() {
		return
	}
	w.stands.Store(false)
	w.most, w.aside, w.why = most, false, ""
	close(w.wake)
}

// begins reports whether a statement begins on a line.
func (s *sources) begins(name string, line int) bool {
	tree := s.tree(name)
	if s.begun == nil {
		s.begun = map[string]begun{}
	}
	b, ok := s.begun[name]
	if typed := s.typed.count(); !ok || name == PromptSource && b.of != typed {
		b = begun{typed, syntax.Beginnings(tree)}
		s.begun[name] = b
	}
	return b.lines[line]
}

// A begun is the lines of a source on which statements begin; what is typed at
// the prompt grows.
type begun struct {
	of    int // lines that had been typed
	lines map[int]bool
}

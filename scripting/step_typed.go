package scripting

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/syntax"
)

// Type runs what a person types where the selected task stands: it sees and
// sets the variables of the function there. It comes back when that is over;
// Interrupt ends it.
func (s *Stepper) Type(text string, width int) (r Result, err error) {
	done := make(chan struct{})
	s.host.With(func() {
		t := s.choose()
		if t == nil {
			err = fmt.Errorf("%w, so there are no variables to look at", ErrNobodyStands)
			return
		}
		t.walk.ask = func() {
			defer close(done)
			values, failure := t.runTyped(text)
			if s.quit {
				t.caller.Interrupt(ErrInterrupted) // it may have been taken back
			}
			if failure != nil {
				r.Failed = failure
				return
			}
			for _, v := range values {
				r.Values = append(r.Values, t.prettyAs(v, width))
			}
		}
		s.typing = t
		t.walk.stands.Store(false) // nobody else is to wake it
		close(t.walk.wake)
	})
	if err != nil {
		return Result{}, err
	}
	<-done
	s.host.With(func() { s.typing = nil })
	return r, nil
}

// Typing reports whether something that was typed still runs.
func (s *Stepper) Typing() (yes bool) {
	s.host.With(func() { yes = s.typing != nil })
	return yes
}

// Interrupt ends what was typed, or else the call that the main part waits in.
func (s *Stepper) Interrupt() {
	s.host.With(func() {
		t := s.typing
		if t == nil {
			t = s.host.prompt.task
		}
		t.Interrupt(ErrInterrupted)
	})
}

// runTyped runs a text with the variables of the innermost Lua function of the
// task. It leaves the task as it was.
func (t *Task) runTyped(text string) ([]lua.LValue, *Failure) {
	h := t.host
	place := t.caller.Place
	f := t.walk.frame
	if f == nil { // the condition of a breakpoint
		f = h.newFrame(t.top())
		defer f.leave()
	}
	fn, err := h.compileTyped(text, f)
	if err != nil {
		return nil, t.loadFailure(err)
	}
	t.walk.typing = true
	results, failure := t.run(fn, nil)
	t.walk.typing = false
	if s := h.stepper; s != nil && s.typing == t && !s.quit {
		t.caller.Reset() // a Ctrl-C was for what was typed
	}
	t.caller.Place = place
	return results, failure
}

// compileTyped reads a text as an expression, or else as statements.
func (h *Host) compileTyped(text string, f *frame) (*lua.LFunction, error) {
	tree, _, err := syntax.ParseEntry(text, func(text string) ([]ast.Stmt, error) { return h.compiler.parse(TypedSource, text) })
	if err != nil {
		return nil, err
	}
	fn, err := h.compiler.assemble(h.home, TypedSource, tree)
	if err == nil && f != nil {
		fn.Env = f.environment(h.root)
	}
	return fn, err
}

// A frame is one call of a Lua function, whose variables can be read and set as
// long as it stands still.
type frame struct {
	host *Host
	th   *lua.LState
	dbg  *lua.Debug
	fn   *lua.LFunction // nil: there is none, or it goes on
}

// newFrame gives the innermost call of a Lua function in th.
func (h *Host) newFrame(th *lua.LState) *frame {
	for i := 0; ; i++ {
		dbg, ok := th.GetStack(i)
		if !ok {
			return &frame{}
		}
		fn, _ := th.GetInfo("f", dbg, lua.LNil)
		if f, ok := fn.(*lua.LFunction); ok && !f.IsG {
			return &frame{h, th, dbg, f}
		}
	}
}

// leave makes functions that were typed there see globals only: the call goes
// on.
func (f *frame) leave() { f.fn = nil }

// Where the metatable of an environment keeps what it is made of, for who has to
// explain an error.
const (
	frameField = "frame"
	outerField = "outer"
)

// environment is a table in which the variables of the frame are found before
// the globals.
func (f *frame) environment(L *lua.LState) *lua.LTable {
	env, mt := L.NewTable(), L.NewTable()
	outer := L.G.Global
	if f.fn != nil {
		outer = f.fn.Env
	}
	mt.RawSetString("__index", L.NewFunction(func(L *lua.LState) int {
		v, ok := f.get(L.Get(2).String())
		if !ok {
			v = L.GetField(outer, L.Get(2).String())
		}
		L.Push(v)
		return 1
	}))
	mt.RawSetString("__newindex", L.NewFunction(func(L *lua.LState) int {
		if !f.set(L.Get(2).String(), L.Get(3)) {
			L.SetField(outer, L.Get(2).String(), L.Get(3))
		}
		return 0
	}))
	mt.RawSetString("__metatable", lua.LString("typed"))
	mt.RawSetString(frameField, &lua.LUserData{Value: f})
	mt.RawSetString(outerField, outer)
	env.Metatable = mt
	return env
}

func (f *frame) get(name string) (value lua.LValue, found bool) {
	if f.fn == nil {
		return lua.LNil, false
	}
	f.host.eachVariable(f.th, f.dbg, f.fn, func(n string, v lua.LValue) {
		if n == name {
			value, found = orNil(v), true
		}
	})
	return value, found
}

// set gives a local a new value, or else a captured variable; false if there is
// none of that name.
func (f *frame) set(name string, v lua.LValue) bool {
	if f.fn == nil {
		return false
	}
	local, upvalue := 0, 0
	f.host.eachLocal(f.th, f.dbg, f.fn, func(n string, at int) {
		if n == name {
			local = at
		}
	})
	for i := range f.fn.Upvalues {
		if n, _ := f.th.GetUpvalue(f.fn, i+1); n == name {
			upvalue = i + 1
		}
	}
	switch {
	case local > 0:
		f.th.SetLocal(f.dbg, local, v)
	case upvalue > 0:
		f.th.SetUpvalue(f.fn, upvalue, v)
	default:
		return false
	}
	return true
}

package scripting

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/transcript"
)

// Source runs a file in the foreground of the prompt's world: its globals and
// sockets stay, its tasks go on.
func (p *prompt) Source(s Script, args []string, width int) Result {
	h := p.host
	t := p.task
	t.beginRun()
	defer h.baton.give()
	defer t.endRun()
	setArgs(h, s.Name, args)
	f, err := h.compiler.compile(h.folderAt(s.Dir), s.Name, s.Text)
	if err != nil {
		return Result{Failed: t.loadFailure(err)}
	}
	results, failure := t.run(f, nil)
	p.remember(entry{Entry: transcript.Entry{Text: s.Text, Script: true, Failed: failureOf(failure), Busy: h.others(p.task)}})
	r := Result{Failed: failure}
	for _, v := range results {
		r.Values = append(r.Values, t.prettyAs(v, width))
	}
	return r
}

// SourceBeside runs a file as a task of its own, beside what is typed. When it ends,
// OnEnd is told.
func (p *prompt) SourceBeside(s Script, args []string) (t *Task, failed *Failure) {
	h := p.host
	h.With(func() {
		f, err := h.compiler.compile(h.folderAt(s.Dir), s.Name, s.Text)
		if err != nil {
			failed = p.task.loadFailure(err)
			return
		}
		t = h.newTask(s.Name)
		t.background = true
		p.remember(entry{transcript.Entry{Text: s.Text, Script: true, Busy: true}, t})
		t.start(h.root.NewFunction(func(L *lua.LState) int {
			setArgs(h, s.Name, args) // now: another file may have been started meanwhile
			L.Push(f)
			L.Call(0, lua.MultRet)
			return L.GetTop()
		}), nil)
	})
	return t, failed
}

// setArgs fills the global table arg: a script's name at 0, as in lua5.1, if there
// is a script, and the words behind it from 1.
func setArgs(h *Host, script string, args []string) {
	t := h.root.NewTable()
	if script != "" {
		t.RawSetInt(0, lua.LString(script))
	}
	for i, a := range args {
		t.RawSetInt(i+1, lua.LString(a))
	}
	h.root.SetGlobal("arg", t)
}

// Typed gives the text of all that was typed at the prompt.
func (p *prompt) Typed() (text string) {
	h := p.host
	h.With(func() { text = h.sources.typedText() })
	return text
}

// Steps gives the steps that were said.
func (h *Host) Steps() (steps []Step) {
	h.With(func() { steps = slices.Clone(h.run.steps) })
	return steps
}

// Background reports whether the task was started with & at the prompt.
func (t *Task) Background() bool { return t.background }

// Quiet reports whether the end of a failed task need not be told: somebody
// joins it, or it was ended on purpose. It may be called once Done is closed.
func (t *Task) Quiet() bool { return t.quiet }

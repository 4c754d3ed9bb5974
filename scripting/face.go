package scripting

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Source runs a file in the foreground of the prompt's world: its globals and
// sockets stay, its tasks go on.
func (h *Host) Source(name, text string, args []string, width int) Result {
	t := h.prompt.task
	h.begin(t)
	defer h.baton.give()
	defer h.end(t)
	h.setArgs(args)
	f, err := h.compile(name, text)
	if err != nil {
		return Result{Failed: h.loadFailure(t, err)}
	}
	results, failure := t.run(f, nil)
	h.remember(entry{text: text, script: true, failed: failure, busy: h.busy()})
	r := Result{Failed: failure}
	for _, v := range results {
		r.Values = append(r.Values, h.prettyAs(t, v, width))
	}
	return r
}

// setArgs fills the global table arg.
func (h *Host) setArgs(args []string) {
	t := h.root.NewTable()
	for i, a := range args {
		t.RawSetInt(i+1, lua.LString(a))
	}
	h.root.SetGlobal("arg", t)
}

// Names gives all names in sight at the prompt, for completion.
func (h *Host) Names() []string {
	var names []string
	h.With(func() { names = append(stringKeys(h.root.G.Global), h.promptNames()...) })
	for k := range keywords {
		names = append(names, k)
	}
	return names
}

// FieldsAt gives the fields and methods of what a dotted name stands for at the
// prompt, for completion. Nothing of a script is run.
func (h *Host) FieldsAt(path string) (names []string) {
	h.With(func() {
		s := scope{host: h, env: h.prompt.env}
		var v lua.LValue = h.prompt.env
		for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == ':' }) {
			if ud, ok := v.(*lua.LUserData); ok {
				v, _ = h.field(ud, part)
				continue
			}
			v, _ = s.index(v, lua.LString(part))
		}
		names = s.keys(v)
	})
	return names
}

// Typed gives the text of all that was typed at the prompt.
func (h *Host) Typed() (text string) {
	h.With(func() { text = h.prompt.text.String() })
	return text
}

// Steps gives the steps that were said.
func (h *Host) Steps() (steps []Step) {
	h.With(func() { steps = slices.Clone(h.steps) })
	return steps
}

// Background reports whether the task was started with & at the prompt.
func (t *Task) Background() bool { return t.background }

// Quiet reports whether the end of a failed task need not be told: somebody
// joins it, or it was ended on purpose. It may be called once Done is closed.
func (t *Task) Quiet() bool { return t.quiet }

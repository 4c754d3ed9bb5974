package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/syntax"
)

// Names gives all names in sight at the prompt, for completion.
func (p *prompt) Names() []string {
	h := p.host
	var names []string
	h.With(func() { names = append(stringKeys(h.root.G.Global), p.promptNames()...) })
	return append(names, syntax.Keywords()...)
}

// FieldsAt gives the fields and methods of what a dotted name stands for at the
// prompt, for completion. Nothing of a script is run.
func (p *prompt) FieldsAt(path string) (names []string) {
	h := p.host
	h.With(func() {
		s := scope{host: h, env: p.env}
		var v lua.LValue = p.env
		for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == ':' }) {
			if o := ObjectOf(v); o != nil {
				v, _ = field(o, part)
				continue
			}
			v, _ = s.index(v, lua.LString(part))
		}
		names = s.keys(v)
	})
	return names
}

// OptionsAt gives the fields that an option table may have, where text ends inside
// of one, at a name or before one: backlog and others for `listen(9000, {`.
func (h *Host) OptionsAt(text string) []string {
	function := syntax.TableOf(text)
	if function == "" {
		return nil
	}
	var names []string
	for _, f := range h.functions {
		if f.Name != function {
			continue
		}
		for _, p := range f.Params {
			for _, field := range p.Fields {
				names = append(names, field.Name)
			}
		}
	}
	return names
}

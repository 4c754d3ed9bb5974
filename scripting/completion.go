package scripting

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Names gives all names in sight at the prompt, for completion.
func (h *Host) Names() []string {
	var names []string
	h.With(func() { names = append(stringKeys(h.root.G.Global), h.promptNames()...) })
	for k := range keywords {
		names = append(names, k)
	}
	return names
}

// Operands gives the names, numbers and strings of a text in Lua, in their order;
// fields and methods stand with what they are of: l.local_port, c:send.
func Operands(text string) []string {
	var out []string
	var last token
	joined := false
	for _, tok := range tokensOf(text) {
		first := tok.text[0]
		isValue := tok.text == "nil" || tok.text == "true" || tok.text == "false"
		isName := isWord(first) && (isValue || !keywords[tok.text])
		isPath := (tok.text == "." || tok.text == ":") && len(out) > 0 && last.to == tok.from
		switch {
		case isPath:
		case isName && joined:
			out[len(out)-1] += text[last.from:tok.to]
		case isName, first == '"':
			out = append(out, text[tok.from:tok.to])
		}
		joined, last = isPath, tok
	}
	return out
}

// FieldsAt gives the fields and methods of what a dotted name stands for at the
// prompt, for completion. Nothing of a script is run.
func (h *Host) FieldsAt(path string) (names []string) {
	h.With(func() {
		s := scope{host: h, env: h.prompt.env}
		var v lua.LValue = h.prompt.env
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
	tokens := tokensOf(text)
	if n := len(tokens); n > 0 && tokens[n-1].to == len(text) && isWord(text[len(text)-1]) {
		tokens = tokens[:n-1] // the name that is being typed
	}
	if len(tokens) == 0 || !slices.Contains([]string{"{", ",", ";"}, tokens[len(tokens)-1].text) {
		return nil
	}
	var calls, open []string
	last := ""
	for _, tok := range tokens {
		calls = nest(calls, tok.text, last)
		switch last = tok.text; last {
		case "(", "{", "[":
			open = append(open, last)
		case ")", "}", "]":
			open = pop(open)
		}
	}
	if len(open) == 0 || open[len(open)-1] != "{" {
		return nil
	}
	var names []string
	for _, f := range h.allFunctions() {
		if f.Name != calls[len(calls)-1] {
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

package scripting

import (
	"bytes"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"

	"sockpit/runtime"
)

// sources remembers the text of what was loaded, so that errors can show and
// read the line they happened in.
type sources struct {
	texts map[string]string
	trees map[string][]ast.Stmt
}

func (s *sources) add(name, text string) {
	if s.texts == nil {
		s.texts, s.trees = map[string]string{}, map[string][]ast.Stmt{}
	}
	s.texts[name] = text
	delete(s.trees, name)
}

// line gives one line of a source, or "".
func (s *sources) line(p runtime.Place) string {
	lines := strings.Split(s.texts[p.Source], "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[p.Line-1], "\r")
}

// tree gives the parsed source, or nil.
func (s *sources) tree(name string) []ast.Stmt {
	text, ok := s.texts[name]
	if !ok {
		return nil
	}
	if t, ok := s.trees[name]; ok {
		return t
	}
	t, err := parse.Parse(strings.NewReader(text), name)
	if err != nil {
		t = nil
	}
	s.trees[name] = t
	return t
}

// A SyntaxError is a script that is not Lua.
type SyntaxError struct {
	Place      runtime.Place
	Text       string // "unexpected 'end'"
	Source     string // the line
	Incomplete bool   // it could go on: the prompt asks for another line
}

// Error gives "file:line: text".
func (e *SyntaxError) Error() string { return e.Place.String() + ": " + e.Text }

// compile turns source into a function. It parses with limits on size and
// nesting, because the parser recurses, and bounds what `..` builds.
func (h *Host) compile(name, text string) (*lua.LFunction, error) {
	tree, err := h.parse(name, text)
	if err != nil {
		return nil, err
	}
	return h.assemble(name, tree)
}

// parse reads a chunk. A first line that begins with # and a byte order mark
// are passed over.
func (h *Host) parse(name, text string) (tree []ast.Stmt, err error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.HasPrefix(text, "#") {
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			text = "--" + text[i:]
		} else {
			text = ""
		}
	}
	if strings.HasPrefix(text, "\x1b") {
		return nil, &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: "compiled Lua is not loaded, only source"}
	}
	h.sources.add(name, text)
	if len(text) > h.limits.Source {
		return nil, &LimitError{What: fmt.Sprintf("%s has %d bytes, at most %d are read", name, len(text), h.limits.Source), Flag: "--max-source"}
	}
	if line, ok := tooNested(text, h.limits.Nesting); ok {
		return nil, &LimitError{What: fmt.Sprintf("%s:%d: more than %d brackets or blocks inside each other", name, line, h.limits.Nesting), Flag: "--max-nesting"}
	}
	defer func() { // the parser panics on some input, outside any protected call
		if r := recover(); r != nil {
			err = &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: fmt.Sprint(r)}
		}
	}()
	tree, perr := parse.Parse(bytes.NewReader([]byte(text)), name)
	if perr != nil {
		return nil, h.syntaxError(name, text, perr)
	}
	return tree, nil
}

// assemble compiles a tree.
func (h *Host) assemble(name string, tree []ast.Stmt) (f *lua.LFunction, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: fmt.Sprint(r)}
		}
	}()
	proto, cerr := h.library.Compile(tree, name)
	if cerr != nil {
		place, rest := splitPlace(cerr.Error())
		if place == (runtime.Place{}) {
			place.Source, place.Line = name, 1
		}
		return nil, &SyntaxError{Place: place, Text: rest, Source: h.sources.line(place)}
	}
	return h.root.NewFunctionFromProto(proto), nil
}

// syntaxError reads the parser's error.
func (h *Host) syntaxError(name, text string, err error) error {
	pe, ok := err.(*parse.Error)
	if !ok {
		return &SyntaxError{Place: runtime.Place{Source: name, Line: 1}, Text: err.Error()}
	}
	e := &SyntaxError{Place: runtime.Place{Source: name, Line: pe.Pos.Line}}
	atEnd := pe.Pos.Line == parse.EOF
	switch {
	case strings.Contains(pe.Message, "unterminated multiline"), strings.Contains(pe.Message, "multiline comment"):
		e.Incomplete = true
		e.Text = "a long string or comment is not closed: ]] is missing"
	case strings.Contains(pe.Message, "unterminated string"):
		e.Text = "a string is not closed on its line"
	case atEnd:
		e.Incomplete = true
		e.Text = "the script ends in the middle: " + stillOpen(text)
	default:
		e.Text = fmt.Sprintf("did not expect %s here", tokenText(pe.Token)) + leftOpen(text, pe.Pos.Line)
	}
	if atEnd || pe.Pos.Line < 1 {
		e.Place.Line = strings.Count(strings.TrimRight(text, "\n"), "\n") + 1
	}
	e.Source = h.sources.line(e.Place)
	return e
}

// leftOpen names a bracket that was opened in an earlier line and not closed:
// the parser only notices at the next word that can't stand inside it.
func leftOpen(text string, line int) string {
	lines := strings.SplitAfter(text, "\n")
	d, at := nesting(strings.Join(lines[:max(0, min(line-1, len(lines)))], ""), -1)
	if d.brackets > 0 && at < line {
		return fmt.Sprintf(": a bracket of line %d is not closed", at)
	}
	return ""
}

func tokenText(token string) string {
	if token == "" {
		return "the end"
	}
	return "'" + token + "'"
}

// stillOpen guesses what a script that ended too early lacks.
func stillOpen(text string) string {
	depth, line := nesting(text, -1)
	switch {
	case depth.blocks > 0:
		return fmt.Sprintf("an end is missing for what line %d begins", line)
	case depth.brackets > 0:
		return fmt.Sprintf("a bracket of line %d is not closed", line)
	}
	return "something is missing after the last word"
}

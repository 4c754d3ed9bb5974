package scripting

import (
	"errors"
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
	home  *folder // of the world; see Host.home
	begun map[string]begun
	held  map[spot][]local
}

func (s *sources) add(name, text string) {
	if s.texts == nil {
		s.texts, s.trees = map[string]string{}, map[string][]ast.Stmt{}
	}
	s.texts[name] = text
	delete(s.trees, name)
	delete(s.begun, name)
	s.held = nil
}

// line gives one line of a source, or "".
func (s *sources) line(p runtime.Place) string {
	lines := s.lines(p.Source)
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[p.Line-1], "\r")
}

// lines gives all lines of a source; nil if it is not known.
func (s *sources) lines(name string) []string {
	text, ok := s.texts[name]
	if !ok {
		return nil
	}
	return strings.Split(text, "\n")
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

// compile turns source of the world's folder into a function.
func (h *Host) compile(name, text string) (*lua.LFunction, error) {
	return h.compileIn(h.home(), name, text)
}

// compileIn turns source that belongs to a folder into a function. It parses with
// limits on size and nesting, because the parser recurses, and bounds what `..`
// builds.
func (h *Host) compileIn(of *folder, name, text string) (*lua.LFunction, error) {
	tree, err := h.parse(name, text)
	if err != nil {
		return nil, err
	}
	return h.assemble(of, name, tree)
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
	if line, ok := tooChained(text, 10*h.limits.Nesting); ok {
		return nil, &LimitError{What: fmt.Sprintf("%s:%d: more than %d operators, calls or indexes in a row", name, line, 10*h.limits.Nesting), Flag: "--max-nesting"}
	}
	tree, err = h.parseAside(name, text)
	if wrong := (*parse.Error)(nil); errors.As(err, &wrong) {
		return nil, h.syntaxError(name, text, wrong)
	}
	return tree, err
}

// assemble compiles a tree of source that belongs to a folder.
func (h *Host) assemble(of *folder, name string, tree []ast.Stmt) (f *lua.LFunction, err error) {
	proto, err := h.compileAside(name, tree)
	if wrong := (*lua.CompileError)(nil); errors.As(err, &wrong) {
		return nil, h.compileError(name, wrong)
	}
	if err != nil {
		return nil, err
	}
	of.own(proto)
	return h.root.NewFunctionFromProto(proto), nil
}

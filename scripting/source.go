package scripting

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/scripting/limit"
	"sockpit/scripting/syntax"
)

// sources remembers the text of what was loaded, so that errors can show and
// read the line they happened in.
type sources struct {
	texts map[string]string // of the prompt, the latest entry: see typed
	trees map[string][]ast.Stmt
	home  *folder // of the world; see Host.home
	begun map[string]begun
	split map[string][]string // texts by line, made when one is asked for
	held  map[spot][]local
	typed promptText

	passed     []string // names of texts that scripts made functions of, oldest first
	passedSize int
}

// How many bytes of texts that scripts make functions of are kept, and of how many texts.
const (
	maxPassed      = 1 << 20
	maxPassedTexts = 1000
)

// passing notes that a text of that size will be added under a name, and forgets
// old ones to make room.
func (s *sources) passing(name string, size int) {
	if old, ok := s.texts[name]; ok {
		if i := slices.Index(s.passed, name); i >= 0 {
			s.passed = slices.Delete(s.passed, i, i+1)
			s.passedSize -= len(old)
		} else {
			return // it takes the place of a file's
		}
	}
	s.passed = append(s.passed, name)
	s.passedSize += size
	for (s.passedSize > maxPassed || len(s.passed) > maxPassedTexts) && len(s.passed) > 1 {
		s.forget(s.passed[0])
		s.passed = s.passed[1:]
	}
}

func (s *sources) forget(name string) {
	s.passedSize -= len(s.texts[name])
	delete(s.texts, name)
	delete(s.trees, name)
	delete(s.begun, name)
	delete(s.split, name)
}

func (s *sources) add(name, text string) {
	if s.texts == nil {
		s.texts, s.trees = map[string]string{}, map[string][]ast.Stmt{}
	}
	s.texts[name] = text
	delete(s.trees, name)
	delete(s.split, name)
	delete(s.begun, name)
	s.held = nil
}

// line gives one line of a source, or "".
func (s *sources) line(p event.Place) string {
	if p.Source == PromptSource {
		return strings.TrimRight(s.typed.line(p.Line), "\r")
	}
	lines := s.lines(p.Source)
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[p.Line-1], "\r")
}

// lines gives all lines of a source; nil if it is not known.
func (s *sources) lines(name string) []string {
	if name == PromptSource {
		return s.typed.all()
	}
	text, ok := s.texts[name]
	if !ok {
		return nil
	}
	lines, ok := s.split[name]
	if !ok {
		if s.split == nil {
			s.split = map[string][]string{}
		}
		lines = strings.Split(text, "\n")
		s.split[name] = lines
	}
	return lines
}

// tree gives the parsed source, or nil.
func (s *sources) tree(name string) []ast.Stmt {
	if name == PromptSource {
		return s.typed.tree
	}
	text, ok := s.texts[name]
	if !ok {
		return nil
	}
	if t, ok := s.trees[name]; ok {
		return t
	}
	t, _ := syntax.Parse(0, name, text) // nil if it is not Lua
	s.trees[name] = t
	return t
}

// treeAt gives the part of a source that a line is in, for who looks at that line
// only: of what was typed at the prompt, which has no end, some statements.
func (s *sources) treeAt(p event.Place) []ast.Stmt {
	if p.Source == PromptSource {
		return s.typed.around(p.Line)
	}
	return s.tree(p.Source)
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
	return h.parseAfter(0, name, text)
}

// parseAfter is parse for a text that so many lines stand before.
func (h *Host) parseAfter(before int, name, text string) (tree []ast.Stmt, err error) {
	defer syntax.Recover(name, &err) // whoever reads source holds the baton, and must give it back
	if text, err = syntax.SkipHeader(name, text); err != nil {
		return nil, err
	}
	h.sources.add(name, text)
	if len(text) > h.limits.Source {
		return nil, &limit.Error{What: fmt.Sprintf("%s has %d bytes, at most %d are read", name, len(text), h.limits.Source), Flag: "--max-source"}
	}
	if line, ok := syntax.TooNested(text, h.limits.Nesting); ok {
		return nil, &limit.Error{What: fmt.Sprintf("%s:%d: more than %d brackets or blocks inside each other", name, before+line, h.limits.Nesting), Flag: "--max-nesting"}
	}
	if line, ok := syntax.TooChained(text, 10*h.limits.Nesting); ok {
		return nil, &limit.Error{What: fmt.Sprintf("%s:%d: more than %d operators, calls or indexes in a row", name, before+line, 10*h.limits.Nesting), Flag: "--max-nesting"}
	}
	return h.parseAside(before, name, text)
}

// assemble compiles a tree of source that belongs to a folder.
func (h *Host) assemble(of *folder, name string, tree []ast.Stmt) (f *lua.LFunction, err error) {
	proto, err := h.compileAside(name, tree)
	if wrong := (*lua.CompileError)(nil); errors.As(err, &wrong) {
		e := syntax.CompileError(name, wrong, func() []ast.Stmt { return h.sources.tree(name) })
		e.Source = h.sources.line(e.Place)
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	of.own(proto)
	return h.root.NewFunctionFromProto(proto), nil
}

package scripting

import (
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// sources remembers the text of what was loaded, so that errors can show and
// read the line they happened in.
type sources struct {
	texts map[string]string // of the prompt, the latest entry: see typed
	trees map[string][]ast.Stmt
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

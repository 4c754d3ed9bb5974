package transcript

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/printable"
	"sockpit/scripting/syntax"
)

// A Scenario is a scenario made of what was typed: pieces, of which some state
// what came of them. A statement that turns out not to hold each time can be
// weakened.
type Scenario struct {
	pieces []piece
	Forgot int // entries that were too many to remember
}

// A piece is some lines of a saved script.
type piece struct {
	text string
	weak string // the same without the expectation
	soft bool   // weak may take its place
}

// Text gives the script.
func (s *Scenario) Text() string {
	var b strings.Builder
	for _, p := range s.pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

// Weaken takes an expectation out that stands on a line of Text, because what
// it states differs from run to run. It reports whether there was one.
func (s *Scenario) Weaken(line int) bool {
	at := 1
	for i := range s.pieces {
		p := &s.pieces[i]
		next := at + strings.Count(p.text, "\n")
		if line >= at && line < next {
			if !p.soft {
				return false
			}
			p.text, p.soft = p.weak, false
			return true
		}
		at = next
	}
	return false
}

// Scenario makes a scenario of the session. name is what its file will be called.
func (s *Session) Scenario(name string) (*Scenario, error) {
	w := writer{session: s, Scenario: &Scenario{Forgot: s.Forgot}}
	for i := range s.Entries {
		if e, err := s.Entries[i].parsed(); err == nil && !e.slip() {
			w.entries = append(w.entries, e)
		}
	}
	if len(w.entries) == 0 {
		return nil, ErrNothingTyped
	}
	w.findPorts()
	w.findNames()
	w.hard(fmt.Sprintf("-- A session at the prompt\n--\n-- Saved by :save. It states what came of each line then.\n-- Run:   sockpit run %s\n", printable.Line(name)))
	w.helpers()
	if s.Init != "" {
		w.hard("do -- the init file of the prompt\n" + strings.TrimSuffix(s.Init, "\n") + "\nend\n")
	}
	for i := range w.entries {
		w.entry(i)
	}
	w.ends()
	w.closing()
	return w.Scenario, nil
}

// A writer writes a scenario.
type writer struct {
	*Scenario
	session *Session
	entries []parsedEntry
	ports   portTable
	locals  map[string]bool // locals that can stay so
	last    bool            // whether _ is asked for
	lastErr bool            // whether _error is
	step    string
}

func (w *writer) hard(text string) { w.pieces = append(w.pieces, piece{text: text}) }

func (w *writer) soft(text, weak string) {
	w.pieces = append(w.pieces, piece{text: text, weak: weak, soft: true})
}

// restText lets the other tasks do what they did while somebody typed.
const restText = `
-- rest lets the other tasks go on until each of them waits, as they do while
-- somebody types the next line.
local function rest()
  sleep(0.02)
  try(expect.eventually, function()
    for _, t in ipairs(tasks()) do
      if t.id ~= 1 and not t.waits then
        return false
      end
    end
    return true
  end, 2)
end
`

// freeText finds a port for what was a fixed one. It is held until the script
// listens on it, or to the end: a port that is merely free may be given to another
// program before the script comes to dial it.
const freeText = `
-- free_port finds a port on which nobody listens, and holds it: it is given to
-- no other program.
local held = {}
local function free_port()
  local s = socket("tcp")
  bind(s, 0)
  held[s.local_port] = s
  return s.local_port
end
`

func (w *writer) helpers() {
	if w.busy() {
		w.hard(restText)
	}
	if free := w.ports.free(); len(free) > 0 {
		w.hard(freeText)
		for _, p := range free {
			w.hard(fmt.Sprintf("local %s = free_port()\n", portName(p)))
		}
	}
}

// findNames finds which locals can stay so: those that one entry declares, and
// no entry before it mentions. What else was local becomes global: each entry
// saw it, and so did tasks.
func (w *writer) findNames() {
	declared := map[string]int{}
	first := map[string]int{}
	for i, e := range w.entries {
		for _, tok := range syntax.Tokens(e.Text) {
			if _, seen := first[tok.Text]; !seen {
				first[tok.Text] = i
			}
		}
		for _, s := range e.tree {
			if local, ok := s.(*ast.LocalAssignStmt); ok {
				for _, name := range local.Names {
					declared[name]++
					if declared[name] == 1 && first[name] < i || e.Failed != nil || e.Task != nil || len(declared) > maxLocals {
						declared[name] = 2
					}
				}
			}
		}
		w.last = w.last || mentions(e.tree, "_")
		w.lastErr = w.lastErr || mentions(e.tree, "_error")
	}
	w.locals = map[string]bool{}
	for name, times := range declared {
		w.locals[name] = times == 1
	}
}

// maxLocals is how many locals a saved script declares: Lua takes 200.
const maxLocals = 100

// mentions reports whether a tree reads a name that no function in it declares.
func mentions(tree []ast.Stmt, name string) bool {
	found, declared := false, false
	syntax.Visit(tree, syntax.Visitor{
		Expr: func(e ast.Expr) {
			if id, ok := e.(*ast.IdentExpr); ok && id.Value == name {
				found = true
			}
			if f, ok := e.(*ast.FunctionExpr); ok && slices.Contains(f.ParList.Names, name) {
				declared = true
			}
		},
		Stmt: func(s ast.Stmt) {
			switch s := s.(type) {
			case *ast.GenericForStmt:
				declared = declared || slices.Contains(s.Names, name)
			case *ast.LocalAssignStmt:
				declared = declared || slices.Contains(s.Names, name)
			}
		},
	})
	return found && !declared
}

// ends writes what became of the tasks of the background.
func (w *writer) ends() {
	said := false
	for _, e := range w.entries {
		if e.Task == nil || !e.Task.Ended {
			continue
		}
		text := w.ended(e.Task)
		if text != "" && !said {
			w.hard("\nstep(\"what ran in the background has ended\")\n")
			said = true
		}
		if text != "" {
			w.soft(text, fmt.Sprintf("try(join, task_%d)\n", e.Task.ID))
		}
	}
}

// closing ends what is left, as the end of the session did.
func (w *writer) closing() {
	text := "\n"
	if w.busy() {
		text += "for _, t in ipairs(tasks()) do\n  if t.id ~= 1 then\n    cancel(t.task)\n  end\nend\n"
	}
	w.hard(text + "for _, s in ipairs(sockets()) do\n  close(s.socket)\nend\n")
}

// busy reports whether there were other tasks than the prompt's.
func (w *writer) busy() bool {
	return slices.ContainsFunc(w.entries, func(e parsedEntry) bool { return e.Busy })
}

// ended states what a task gave, or how it failed.
func (w *writer) ended(t *Task) string {
	if t.Failed != nil {
		if t.Stopped {
			return ""
		}
		return fmt.Sprintf("expect.error(%s, join, task_%d)\n", printable.Quote(t.Failed.Code), t.ID)
	}
	var literals []string
	for _, v := range t.Results {
		text, ok := w.ports.literal(v.Literal)
		if !ok {
			return fmt.Sprintf("join(task_%d)\n", t.ID)
		}
		literals = append(literals, text)
	}
	switch len(literals) {
	case 0:
		return fmt.Sprintf("join(task_%d)\n", t.ID)
	case 1:
		return fmt.Sprintf("expect.equal(join(task_%d), %s)\n", t.ID, literals[0])
	}
	return fmt.Sprintf("expect.equal({join(task_%d)}, {%s})\n", t.ID, strings.Join(literals, ", "))
}

package scripting

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/syntax"
)

// PromptSource is the name of what is typed: "[prompt]:3" is its third line.
const PromptSource = "[prompt]"

// A prompt is what stays from line to line: the variables made with local,
// and the last value in _.
type prompt struct {
	host   *Host
	task   *Task           // task 1, which runs what is typed
	env    *lua.LTable     // the environment of what is typed: locals of the prompt, and _
	locals map[string]bool // which names are locals of the prompt
	told   bool            // that locals stay
	init   string          // text of the init file, if what is typed may need it

	read *parsedEntry // the entry that was parsed last, until it is run

	failure *Failure // the last one, of whatever task; nil: none

	entries    []entry // what was typed, for :save
	entryBytes int     // of them
	forgot     int     // entries after maxEntries
}

// openPrompt makes the environment of what is typed: names are looked up among
// the prompt's locals, then among the globals; a new name becomes a global.
func (p *prompt) openPrompt(L *lua.LState) {
	p.env, p.locals = L.NewTable(), map[string]bool{}
	mt := index(L, L.G.Global)
	mt.RawSetString("__newindex", L.NewFunction(func(L *lua.LState) int {
		k, v := L.Get(2), L.Get(3)
		if name, ok := k.(lua.LString); ok && p.locals[string(name)] {
			p.env.RawSet(k, v)
		} else {
			L.RawSet(L.G.Global, k, v)
		}
		return 0
	}))
	p.env.Metatable = mt
	p.task = p.host.newTask("the prompt")
}

func index(L *lua.LState, of *lua.LTable) *lua.LTable {
	mt := L.NewTable()
	mt.RawSetString("__index", of)
	mt.RawSetString("__metatable", lua.LString("prompt"))
	return mt
}

// promptNames gives the names of the prompt's locals.
func (p *prompt) promptNames() []string {
	var names []string
	for name := range p.locals {
		names = append(names, name)
	}
	return names
}

// A Result is what one entry at the prompt gave.
type Result struct {
	Values []string // printed forms of what an expression gave
	Failed *Failure // nil if all went well
	Note   string   // said once: that locals stay
}

// A parsedEntry is an entry as it was parsed.
type parsedEntry struct {
	entry      string
	before     int        // lines that had been typed
	tree       []ast.Stmt // nobody's to change; see syntax.Clone
	expression bool
	err        error
}

// Incomplete reports whether an entry needs more lines.
func (p *prompt) Incomplete(entry string) bool {
	var incomplete bool
	p.host.With(func() {
		var wrong *syntax.Error
		incomplete = errors.As(p.readEntry(entry).err, &wrong) && wrong.Incomplete
	})
	return incomplete
}

// readEntry parses what was typed, as an expression or as statements. It is parsed once:
// the editor asks whether an entry is complete before that is run.
func (p *prompt) readEntry(entry string) *parsedEntry {
	before := p.host.sources.typed.count()
	if r := p.read; r != nil && r.entry == entry && r.before == before {
		return r
	}
	r := &parsedEntry{entry: entry, before: before}
	r.tree, r.expression, r.err = syntax.ParseEntry(syntax.WithoutSign(entry), func(text string) ([]ast.Stmt, error) {
		return p.host.compiler.parseAfter(before, PromptSource, text)
	})
	p.read = r
	return r
}

// Eval runs one entry in the foreground: as task 1, from the goroutine that
// calls. width is for printing values.
func (p *prompt) Eval(entry string, width int) Result {
	t := p.task
	t.beginRun()
	defer p.host.baton.give()
	defer t.endRun()
	f, note, err := p.loadEntry(entry)
	if err != nil {
		failure := t.loadFailure(err)
		p.keepError(failure)
		return Result{Failed: failure, Note: note}
	}
	since := p.nextSeq()
	results, failure := t.run(f, nil)
	p.rememberEval(entry, since, results, failure)
	if failure != nil {
		p.keepError(failure)
		return Result{Failed: failure, Note: note}
	}
	r := Result{Note: note}
	for _, v := range results {
		r.Values = append(r.Values, t.prettyAs(v, width))
	}
	if len(results) > 0 {
		p.env.RawSetString("_", results[0])
		p.locals["_"] = true
	}
	return r
}

// keepError puts the last error where the next line can look at it, and why. One
// that was interrupted is none to explain: who stopped it knows.
func (p *prompt) keepError(f *Failure) {
	p.host.caught = nil
	p.env.RawSetString("_error", f.Value)
	p.locals["_error"] = true
	if errors.Is(f, ErrInterrupted) {
		p.failure = nil // what was stopped came after it
		return
	}
	p.failure = f
	if !explicable(f) {
		p.host.halts.report = nil
	}
}

// prettyAs writes a value; a __tostring of a script may run, so it is done
// within a protected call of the task.
func (t *Task) prettyAs(v lua.LValue, width int) (s string) {
	h := t.host
	f := h.root.NewFunction(func(L *lua.LState) int {
		s = h.Pretty(v, width)
		return 0
	})
	if _, err := t.protect(f, nil, nil); err != nil {
		s = "a " + v.Type().String()
	}
	return s
}

// loadEntry compiles an entry and remembers its text and its locals.
func (p *prompt) loadEntry(entry string) (f *lua.LFunction, note string, err error) {
	h, r := p.host, p.readEntry(entry)
	p.read = nil // a text that is typed again stands on other lines
	h.sources.typed.add(entry)
	if r.err != nil {
		return nil, "", r.err
	}
	h.sources.typed.tree = append(h.sources.typed.tree, r.tree...)
	tree := syntax.Clone(r.tree)
	if !r.expression {
		note = p.keepLocals(tree)
	}
	if f, err = h.compiler.assemble(h.home, PromptSource, tree); err != nil {
		return nil, note, err
	}
	f.Env = p.env
	callInPlace(f.Proto)
	return f, note, nil
}

// callInPlace makes calls of the tail calls of an entry: what is typed is read as
// return f(), and a tail call would take the entry's place out of the traceback
// (Lua 5.1 manual §2.5.8). Both instructions have the same operands.
func callInPlace(entry *lua.FunctionProto) {
	const operands = 26 // bits
	for i, inst := range entry.Code {
		if inst>>operands == uint32(lua.OP_TAILCALL) {
			entry.Code[i] = uint32(lua.OP_CALL)<<operands | inst&(1<<operands-1)
		}
	}
}

// keepLocals turns the local statements of an entry into assignments to the
// prompt's own variables: each entry is a chunk of its own, in which a real
// local would be gone with the line.
func (p *prompt) keepLocals(tree []ast.Stmt) (note string) {
	for i, s := range tree {
		local, ok := s.(*ast.LocalAssignStmt)
		if !ok {
			continue
		}
		assign := &ast.AssignStmt{Rhs: local.Exprs}
		assign.SetLine(local.Line())
		assign.SetLastLine(local.LastLine())
		for _, name := range local.Names {
			p.locals[name] = true
			id := &ast.IdentExpr{Value: name}
			id.SetLine(local.Line())
			id.SetLastLine(local.Line())
			assign.Lhs = append(assign.Lhs, id)
		}
		if len(assign.Rhs) == 0 {
			none := &ast.NilExpr{}
			none.SetLine(local.Line())
			assign.Rhs = []ast.Expr{none}
		}
		tree[i] = assign
		if !p.told {
			p.told = true
			note = fmt.Sprintf("local %s stays for the next lines: at the prompt, locals last as long as the session.", local.Names[0])
		}
	}
	return note
}

// loadFailure makes a Failure of what kept a script from being loaded.
func (t *Task) loadFailure(err error) *Failure {
	f := &Failure{Message: err.Error(), Value: lua.LString(err.Error()), Task: t.ID, Err: err}
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		f.Place, f.Message = wrong.Place, wrong.Text
		f.Source = t.host.sources.line(wrong.Place)
	}
	return f
}

// Background runs one entry as a task of its own. When it ends, OnEnd is told.
// The values of an expression are in its Values.
func (p *prompt) Background(entry string) (t *Task, failed *Failure) {
	h := p.host
	h.With(func() {
		f, _, err := p.loadEntry(entry)
		if err != nil {
			failed = p.task.loadFailure(err)
			return
		}
		t = h.newTask(entry)
		t.background = true
		p.remember(entryOf(entry, t))
		t.start(f, nil)
	})
	return t, failed
}

// Values gives the printed forms of what the task's function returned. It may
// be called once Done is closed.
func (p *prompt) Values(t *Task, width int) []string {
	h := p.host
	var out []string
	h.With(func() {
		for _, v := range t.results {
			out = append(out, h.Pretty(v, width))
		}
	})
	return out
}

// Interrupt ends what the prompt or the script's main part does, now or at its
// next instruction. Background tasks go on.
func (p *prompt) Interrupt(cause error) { p.task.Interrupt(cause) }

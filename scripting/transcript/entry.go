package transcript

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/printable"
	"sockpit/scripting/syntax"
)

// entry writes one entry with its step, its expectations and the states after it.
func (w *writer) entry(i int) {
	e := &w.entries[i]
	if text := stepOf(e); text != "" && text != w.step {
		w.step = text
		w.hard("\nstep(" + printable.Quote(text) + ")\n")
	}
	for _, n := range w.ports.heldUntil(i) {
		w.hard(fmt.Sprintf("close(held[%s])\n", portName(n)))
	}
	text := w.rewrite(e)
	switch {
	case e.Script && e.Failed != nil:
		w.hard("try(function(...)\n" + strings.TrimSuffix(text, "\n") + "\nend)\n")
	case e.Script:
		w.hard("do -- what was run\n(function(...)\n" + strings.TrimSuffix(text, "\n") + "\nend)()\nend\n")
	case e.Task != nil:
		w.spawned(e, text)
	case e.Failed != nil:
		w.failed(e, text)
	case e.expression:
		w.expression(e, text)
	case strings.HasPrefix(text, "("): // it would be taken for a call of what stands before it
		w.hard("do\n  " + text + "\nend\n")
	default:
		w.hard(text + "\n")
	}
	for _, p := range w.ports.madeBy(i) {
		w.hard(fmt.Sprintf("local %s = %s.local_port\n", portName(p.number), p.variable))
	}
	if e.Busy && (e.Acted || e.Task != nil || e.Script || hasCall(e.tree)) {
		w.hard("rest()\n")
	}
	for _, s := range e.States {
		w.soft(fmt.Sprintf("expect.state(%s, %s)\n", s.Name, printable.Quote(s.State)), "")
	}
}

// spawned writes what ran in the background.
func (w *writer) spawned(e *parsedEntry, text string) {
	if e.expression {
		text = "return " + text
	}
	w.hard(fmt.Sprintf("task_%d = spawn(function()\n  %s\nend)\n", e.Task.ID, text))
}

// failed writes an entry that failed, and must fail again.
func (w *writer) failed(e *parsedEntry, text string) {
	if e.expression {
		text = "return " + text
	}
	code, note := e.Failed.Code, ""
	switch code {
	case "ARGUMENT", "EXPECTATION", "ERROR":
		code = ""
	}
	if code == "" {
		note = " -- " + printable.Fit(printable.Line(e.Failed.Message), 100)
	}
	keep := ""
	if w.lastErr {
		keep = "_error = "
	}
	call := func(code string) string {
		return fmt.Sprintf("%sexpect.error(%s, function()%s\n  %s\nend)\n", keep, printable.Quote(code), note, text)
	}
	w.soft(call(code), "try(function()\n  "+text+"\nend)\n")
}

// expression writes an entry that gave values.
func (w *writer) expression(e *parsedEntry, text string) {
	plain := w.statement(e, text)
	if w.last && len(e.Results) > 0 {
		w.hard("_ = " + text + "\n")
		text, plain = "_", ""
		if len(e.Results) > 1 {
			return
		}
	}
	literals := make([]string, len(e.Results))
	all := len(e.Results) > 0
	for i, r := range e.Results {
		ok := false
		if literals[i], ok = w.ports.literal(r.Literal); !ok {
			all = false
		}
	}
	switch {
	case all && len(literals) == 1 && looks(e.tree):
		w.soft(eventually(e.tree, text, literals[0]), plain)
	case all && len(literals) == 1:
		w.soft(fmt.Sprintf("expect.equal(%s, %s)\n", text, literals[0]), plain)
	case all:
		w.soft(fmt.Sprintf("expect.equal({%s}, {%s})\n", text, strings.Join(literals, ", ")), plain)
	case slices.ContainsFunc(e.Results, func(r Value) bool { return r.Code != "" || r.Size > 0 || r.Literal != "" }):
		w.several(e, text, literals, plain)
	case plain != "":
		w.hard(plain)
	}
}

// eventually states what a field has become: what other ends send may take a
// moment.
func eventually(tree []ast.Stmt, text, literal string) string {
	why := printable.Quote(printable.Fit(text+" is "+literal, 80))
	if _, field := tree[0].(*ast.ReturnStmt).Exprs[0].(*ast.AttrGetExpr); !field {
		text = "(" + text + ")"
	}
	return fmt.Sprintf("expect.eventually(function() return %s == %s end, 1, %s)\n", text, literal, why)
}

// looks reports whether an expression only looks at something: it calls nothing.
func looks(tree []ast.Stmt) bool {
	calls, fields := false, false
	syntax.Visit(tree, syntax.Visitor{Expr: func(e ast.Expr) {
		switch e.(type) {
		case *ast.FuncCallExpr, *ast.TableExpr, *ast.FunctionExpr:
			calls = true
		case *ast.AttrGetExpr:
			fields = true
		}
	}})
	return fields && !calls
}

// statement gives an expression as a statement: "" if nothing would be done.
func (w *writer) statement(e *parsedEntry, text string) string {
	if ret, ok := e.tree[0].(*ast.ReturnStmt); ok && len(e.tree) == 1 {
		if len(ret.Exprs) == 1 {
			if _, call := ret.Exprs[0].(*ast.FuncCallExpr); call && !strings.HasPrefix(text, "(") {
				return text + "\n"
			}
		}
		if looks(e.tree) || !hasCall(e.tree) {
			return ""
		}
	}
	return "do local _ = " + text + " end\n"
}

func hasCall(tree []ast.Stmt) bool {
	found := false
	syntax.Visit(tree, syntax.Visitor{Expr: func(e ast.Expr) {
		if _, ok := e.(*ast.FuncCallExpr); ok {
			found = true
		}
	}})
	return found
}

// several writes values of which not all can be written: errors by their code,
// long strings by their length.
func (w *writer) several(e *parsedEntry, text string, literals []string, plain string) {
	var names, states []string
	for i, r := range e.Results {
		name := fmt.Sprintf("v%d", i+1)
		names = append(names, name)
		switch {
		case r.Code != "":
			states = append(states, fmt.Sprintf("  expect.equal(%s.code, %s)\n", name, printable.Quote(r.Code)))
		case r.Size > 0:
			states = append(states, fmt.Sprintf("  expect.equal(#%s, %d)\n", name, r.Size))
		case r.Literal != "" && literals[i] != "":
			states = append(states, fmt.Sprintf("  expect.equal(%s, %s)\n", name, literals[i]))
		}
	}
	if len(states) == 0 {
		w.hard(plain)
		return
	}
	w.soft(fmt.Sprintf("do\n  local %s = %s\n%send\n", strings.Join(names, ", "), text, strings.Join(states, "")), plain)
}

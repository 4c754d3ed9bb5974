package scripting

import (
	"slices"

	"github.com/yuin/gopher-lua/ast"
)

// onLine gives the expressions of a tree that stand on a line, inner ones
// before those that hold them: in the order in which they are evaluated.
func onLine(tree []ast.Stmt, line int) []ast.Expr {
	var out []ast.Expr
	walkStmts(tree, visitor{expr: func(e ast.Expr) {
		if e.Line() == line || e.LastLine() == line {
			out = append(out, e)
		}
	}})
	return out
}

// statementsOnLine gives the statements that begin on a line.
func statementsOnLine(tree []ast.Stmt, line int) []ast.Stmt {
	var out []ast.Stmt
	walkStmts(tree, visitor{stmt: func(s ast.Stmt) {
		if s.Line() == line {
			out = append(out, s)
		}
	}})
	return out
}

// assignments gives the lines in which a variable gets a value.
func assignments(tree []ast.Stmt, name string) []int {
	var out []int
	walkStmts(tree, visitor{stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			for _, n := range s.Names {
				if n == name {
					out = append(out, s.Line())
				}
			}
		case *ast.AssignStmt:
			for _, l := range s.Lhs {
				if exprName(l) == name {
					out = append(out, s.Line())
				}
			}
		}
	}})
	return out
}

// assignedOn gives the names that a line assigns to.
func assignedOn(tree []ast.Stmt, line int) []string { return assignedBy(tree)[line] }

// assignedBy gives the names that each line assigns to, except where it spawns a
// task: that makes no socket.
func assignedBy(tree []ast.Stmt) map[int][]string {
	out := map[int][]string{}
	walkStmts(tree, visitor{stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			if !spawns(s.Exprs) {
				out[s.Line()] = append(out[s.Line()], s.Names...)
			}
		case *ast.AssignStmt:
			for _, l := range s.Lhs {
				if !spawns(s.Rhs) {
					out[s.Line()] = append(out[s.Line()], exprName(l))
				}
			}
		}
	}})
	return out
}

// spawns reports whether values come from spawn.
func spawns(values []ast.Expr) bool {
	return slices.ContainsFunc(values, func(e ast.Expr) bool {
		call, ok := e.(*ast.FuncCallExpr)
		return ok && call.Func != nil && exprName(call.Func) == "spawn"
	})
}

// calledOn gives the names of what a line calls, in the order of evaluation, as
// functions of the API are called: "recv" for s:recv(), "expect.equal".
func calledOn(tree []ast.Stmt, line int) []string {
	var out []string
	for _, e := range onLine(tree, line) {
		if call, ok := e.(*ast.FuncCallExpr); ok && call.Method != "" {
			out = append(out, call.Method)
		} else if ok {
			out = append(out, exprName(call.Func))
		}
	}
	return out
}

// functionsOf gives the functions that a tree defines under a name of their own,
// with the line of their first statement.
func functionsOf(tree []ast.Stmt) map[string]int {
	found := map[string]int{}
	see := func(name string, e ast.Expr) {
		if f, ok := e.(*ast.FunctionExpr); ok && len(f.Stmts) > 0 && IsName(name) {
			found[name] = f.Stmts[0].Line()
		}
	}
	walkStmts(tree, visitor{stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			for i := range min(len(s.Names), len(s.Exprs)) {
				see(s.Names[i], s.Exprs[i])
			}
		case *ast.AssignStmt:
			for i := range min(len(s.Lhs), len(s.Rhs)) {
				see(exprName(s.Lhs[i]), s.Rhs[i])
			}
		case *ast.FuncDefStmt:
			if s.Name.Func != nil {
				see(exprName(s.Name.Func), s.Func)
			}
		}
	}})
	return found
}

// beginnings gives the lines on which statements begin.
func beginnings(tree []ast.Stmt) map[int]bool {
	lines := map[int]bool{}
	walkStmts(tree, visitor{stmt: func(st ast.Stmt) {
		lines[st.Line()] = true
		if r, ok := st.(*ast.RepeatStmt); ok {
			lines[r.Condition.Line()] = true
		}
	}})
	return lines
}

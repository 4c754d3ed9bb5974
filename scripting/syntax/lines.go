package syntax

import (
	"slices"

	"github.com/yuin/gopher-lua/ast"
)

// OnLine gives the expressions of a tree that stand on a line, inner ones
// before those that hold them: in the order in which they are evaluated.
func OnLine(tree []ast.Stmt, line int) []ast.Expr {
	var out []ast.Expr
	Visit(tree, Visitor{Expr: func(e ast.Expr) {
		if e.Line() == line || e.LastLine() == line {
			out = append(out, e)
		}
	}})
	return out
}

// StatementsOn gives the statements that begin on a line.
func StatementsOn(tree []ast.Stmt, line int) []ast.Stmt {
	var out []ast.Stmt
	Visit(tree, Visitor{Stmt: func(s ast.Stmt) {
		if s.Line() == line {
			out = append(out, s)
		}
	}})
	return out
}

// AssignmentsTo gives the lines in which a variable gets a value.
func AssignmentsTo(tree []ast.Stmt, name string) []int {
	var out []int
	Visit(tree, Visitor{Stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			for _, n := range s.Names {
				if n == name {
					out = append(out, s.Line())
				}
			}
		case *ast.AssignStmt:
			for _, l := range s.Lhs {
				if ExprName(l) == name {
					out = append(out, s.Line())
				}
			}
		}
	}})
	return out
}

// CalledOn gives the names of what a line calls, in the order of evaluation, as
// functions of the API are called: "recv" for s:recv(), "expect.equal".
func CalledOn(tree []ast.Stmt, line int) []string {
	var out []string
	for _, e := range OnLine(tree, line) {
		if call, ok := e.(*ast.FuncCallExpr); ok && call.Method != "" {
			out = append(out, call.Method)
		} else if ok {
			out = append(out, ExprName(call.Func))
		}
	}
	return out
}

// Functions gives the functions that a tree defines under a name of their own,
// with the line of their first statement.
func Functions(tree []ast.Stmt) map[string]int {
	found := map[string]int{}
	eachFunction(tree, func(name string, f *ast.FunctionExpr) {
		if len(f.Stmts) > 0 {
			found[name] = f.Stmts[0].Line()
		}
	})
	return found
}

// Parameters gives the names of the parameters of a function that a tree defines; false
// if it does not, or several times with others.
func Parameters(tree []ast.Stmt, name string) (names []string, ok bool) {
	same := true
	eachFunction(tree, func(other string, f *ast.FunctionExpr) {
		if other == name {
			same = same && (!ok || slices.Equal(names, f.ParList.Names))
			names, ok = f.ParList.Names, true
		}
	})
	return names, ok && same
}

// FunctionNamed gives the name under which a tree defines a function, "" if it has none.
func FunctionNamed(tree []ast.Stmt, f *ast.FunctionExpr) (name string) {
	eachFunction(tree, func(as string, other *ast.FunctionExpr) {
		if other == f {
			name = as
		}
	})
	return name
}

// eachFunction reports the functions that a tree defines under a name of their own.
func eachFunction(tree []ast.Stmt, report func(name string, f *ast.FunctionExpr)) {
	see := func(name string, e ast.Expr) {
		if f, ok := e.(*ast.FunctionExpr); ok && IsName(name) {
			report(name, f)
		}
	}
	Visit(tree, Visitor{Stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			for i := range min(len(s.Names), len(s.Exprs)) {
				see(s.Names[i], s.Exprs[i])
			}
		case *ast.AssignStmt:
			for i := range min(len(s.Lhs), len(s.Rhs)) {
				see(ExprName(s.Lhs[i]), s.Rhs[i])
			}
		case *ast.FuncDefStmt:
			if s.Name.Func != nil {
				see(ExprName(s.Name.Func), s.Func)
			}
		}
	}})
}

// Beginnings gives the lines on which statements begin.
func Beginnings(tree []ast.Stmt) map[int]bool {
	lines := map[int]bool{}
	Visit(tree, Visitor{Stmt: func(st ast.Stmt) {
		lines[st.Line()] = true
		if r, ok := st.(*ast.RepeatStmt); ok {
			lines[r.Condition.Line()] = true
		}
	}})
	return lines
}

package syntax

import "github.com/yuin/gopher-lua/ast"

// mostLocals is how many local variables the compiler lets a function have at one
// place, as Lua 5.1 does (LUAI_MAXVARS). A loop has some of its own.
const mostLocals = 200

// LoopNames are the local variables that the compiler adds for a loop.
var LoopNames = []string{"(for 1)", "(for 2)", "(for 3)"}

// tooManyLocals gives the line on which a function of the tree gets its 201st
// local variable; 0 if none does.
func tooManyLocals(tree []ast.Stmt) int {
	found := 0
	over := func(line int) {
		if found == 0 || line < found {
			found = line
		}
	}
	countLocals(tree, 0, over)
	Visit(tree, Visitor{Expr: func(e ast.Expr) {
		if f, ok := e.(*ast.FunctionExpr); ok {
			countLocals(f.Stmts, len(f.ParList.Names), over)
		}
	}})
	return found
}

// countLocals counts those that hold in a block, of which n hold already, and in
// the blocks inside it.
func countLocals(stmts []ast.Stmt, n int, over func(line int)) {
	for _, s := range stmts {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			n += len(s.Names)
		case *ast.DoBlockStmt:
			countLocals(s.Stmts, n, over)
		case *ast.WhileStmt:
			countLocals(s.Stmts, n, over)
		case *ast.RepeatStmt:
			countLocals(s.Stmts, n, over)
		case *ast.IfStmt:
			countLocals(s.Then, n, over)
			countLocals(s.Else, n, over)
		case *ast.NumberForStmt:
			countLocals(s.Stmts, n+len(LoopNames)+1, over)
		case *ast.GenericForStmt:
			countLocals(s.Stmts, n+len(LoopNames)+len(s.Names), over)
		}
		if n > mostLocals {
			over(s.Line())
			return
		}
	}
}

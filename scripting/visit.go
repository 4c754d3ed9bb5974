package scripting

import "github.com/yuin/gopher-lua/ast"

// A visitor is called with every node of a tree; a nil function is not.
type visitor struct {
	stmt func(ast.Stmt)
	expr func(ast.Expr)
}

func walkStmts(stmts []ast.Stmt, v visitor) {
	for _, s := range stmts {
		walkStmt(s, v)
	}
}

func walkStmt(s ast.Stmt, v visitor) {
	if v.stmt != nil {
		v.stmt(s)
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		walkExprs(s.Lhs, v)
		walkExprs(s.Rhs, v)
	case *ast.LocalAssignStmt:
		walkExprs(s.Exprs, v)
	case *ast.FuncCallStmt:
		walkExpr(s.Expr, v)
	case *ast.DoBlockStmt:
		walkStmts(s.Stmts, v)
	case *ast.WhileStmt:
		walkExpr(s.Condition, v)
		walkStmts(s.Stmts, v)
	case *ast.RepeatStmt:
		walkStmts(s.Stmts, v)
		walkExpr(s.Condition, v)
	case *ast.IfStmt:
		walkExpr(s.Condition, v)
		walkStmts(s.Then, v)
		walkStmts(s.Else, v)
	case *ast.NumberForStmt:
		walkExprs([]ast.Expr{s.Init, s.Limit, s.Step}, v)
		walkStmts(s.Stmts, v)
	case *ast.GenericForStmt:
		walkExprs(s.Exprs, v)
		walkStmts(s.Stmts, v)
	case *ast.FuncDefStmt:
		walkExpr(s.Func, v)
	case *ast.ReturnStmt:
		walkExprs(s.Exprs, v)
	}
}

func walkExprs(exprs []ast.Expr, v visitor) {
	for _, e := range exprs {
		walkExpr(e, v)
	}
}

func walkExpr(e ast.Expr, v visitor) {
	switch e := e.(type) {
	case nil:
		return
	case *ast.AttrGetExpr:
		walkExprs([]ast.Expr{e.Object, e.Key}, v)
	case *ast.TableExpr:
		for _, f := range e.Fields {
			walkExprs([]ast.Expr{f.Key, f.Value}, v)
		}
	case *ast.FuncCallExpr:
		walkExprs([]ast.Expr{e.Func, e.Receiver}, v)
		walkExprs(e.Args, v)
	case *ast.LogicalOpExpr:
		walkExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.RelationalOpExpr:
		walkExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.StringConcatOpExpr:
		walkExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.ArithmeticOpExpr:
		walkExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.UnaryMinusOpExpr:
		walkExpr(e.Expr, v)
	case *ast.UnaryNotOpExpr:
		walkExpr(e.Expr, v)
	case *ast.UnaryLenOpExpr:
		walkExpr(e.Expr, v)
	case *ast.FunctionExpr:
		walkStmts(e.Stmts, v)
	}
	if v.expr != nil {
		v.expr(e)
	}
}

// moveLines makes a tree that was parsed alone one that begins so many lines later.
func moveLines(tree []ast.Stmt, by int) {
	if by == 0 {
		return
	}
	move := func(n ast.PositionHolder) {
		if n.Line() > 0 { // the parser does not set all
			n.SetLine(n.Line() + by)
		}
		if n.LastLine() > 0 {
			n.SetLastLine(n.LastLine() + by)
		}
	}
	var v visitor
	v.stmt = func(s ast.Stmt) {
		move(s)
		if def, ok := s.(*ast.FuncDefStmt); ok {
			walkExpr(def.Name.Func, v)
			walkExpr(def.Name.Receiver, v)
		}
	}
	v.expr = func(e ast.Expr) {
		move(e)
	}
	walkStmts(tree, v)
}

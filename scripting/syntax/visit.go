package syntax

import "github.com/yuin/gopher-lua/ast"

// A Visitor is called with every node of a tree; a nil function is not.
type Visitor struct {
	Stmt func(ast.Stmt)
	Expr func(ast.Expr)
}

// Visit calls v with every node of statements: with a statement before its parts,
// with an expression after them.
func Visit(stmts []ast.Stmt, v Visitor) {
	for _, s := range stmts {
		visitStmt(s, v)
	}
}

func visitStmt(s ast.Stmt, v Visitor) {
	if v.Stmt != nil {
		v.Stmt(s)
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		visitExprs(s.Lhs, v)
		visitExprs(s.Rhs, v)
	case *ast.LocalAssignStmt:
		visitExprs(s.Exprs, v)
	case *ast.FuncCallStmt:
		visitExpr(s.Expr, v)
	case *ast.DoBlockStmt:
		Visit(s.Stmts, v)
	case *ast.WhileStmt:
		visitExpr(s.Condition, v)
		Visit(s.Stmts, v)
	case *ast.RepeatStmt:
		Visit(s.Stmts, v)
		visitExpr(s.Condition, v)
	case *ast.IfStmt:
		visitExpr(s.Condition, v)
		Visit(s.Then, v)
		Visit(s.Else, v)
	case *ast.NumberForStmt:
		visitExprs([]ast.Expr{s.Init, s.Limit, s.Step}, v)
		Visit(s.Stmts, v)
	case *ast.GenericForStmt:
		visitExprs(s.Exprs, v)
		Visit(s.Stmts, v)
	case *ast.FuncDefStmt:
		visitExpr(s.Func, v)
	case *ast.ReturnStmt:
		visitExprs(s.Exprs, v)
	}
}

func visitExprs(exprs []ast.Expr, v Visitor) {
	for _, e := range exprs {
		visitExpr(e, v)
	}
}

func visitExpr(e ast.Expr, v Visitor) {
	switch e := e.(type) {
	case nil:
		return
	case *ast.AttrGetExpr:
		visitExprs([]ast.Expr{e.Object, e.Key}, v)
	case *ast.TableExpr:
		for _, f := range e.Fields {
			visitExprs([]ast.Expr{f.Key, f.Value}, v)
		}
	case *ast.FuncCallExpr:
		visitExprs([]ast.Expr{e.Func, e.Receiver}, v)
		visitExprs(e.Args, v)
	case *ast.LogicalOpExpr:
		visitExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.RelationalOpExpr:
		visitExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.StringConcatOpExpr:
		visitExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.ArithmeticOpExpr:
		visitExprs([]ast.Expr{e.Lhs, e.Rhs}, v)
	case *ast.UnaryMinusOpExpr:
		visitExpr(e.Expr, v)
	case *ast.UnaryNotOpExpr:
		visitExpr(e.Expr, v)
	case *ast.UnaryLenOpExpr:
		visitExpr(e.Expr, v)
	case *ast.FunctionExpr:
		Visit(e.Stmts, v)
	}
	if v.Expr != nil {
		v.Expr(e)
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
	var v Visitor
	v.Stmt = func(s ast.Stmt) {
		move(s)
		if def, ok := s.(*ast.FuncDefStmt); ok {
			visitExpr(def.Name.Func, v)
			visitExpr(def.Name.Receiver, v)
		}
	}
	v.Expr = func(e ast.Expr) {
		move(e)
	}
	Visit(tree, v)
}

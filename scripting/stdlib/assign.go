package stdlib

import (
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// gopher-lua compiles an assignment to a local variable so that the value is
// made in the variable itself (issue #440). What is evaluated after that sees
// the new value:
//
//	a, b = b, a + b          -- b is b + b
//	s = not s and s          -- s instead of false
//	s = (f(s))               -- f is called with f if s is the last parameter
//
// And what is behind the variable is lost when the value is ... :
//
//	local s local t = 1 s = ...    -- t is no value any more
//
// assign returns a statement that does right. It makes the values in
// variables of its own first, and assigns then, from right to left as Lua
// does.
func assign(s *ast.AssignStmt) ast.Stmt {
	if len(s.Lhs) == 1 && len(s.Rhs) == 1 {
		switch e := s.Rhs[0].(type) {
		case *ast.LogicalOpExpr, *ast.Comma3Expr:
		case *ast.FuncCallExpr:
			// One variable takes one value anyway, and a call that may give
			// more is made elsewhere.
			e.AdjustRet = false
			return s
		default:
			return s
		}
	}
	if !assignsVariable(s) {
		return s
	}
	b := &assignBlock{line: s.Line()}
	targets := make([]ast.Expr, len(s.Lhs))
	for i, e := range s.Lhs {
		targets[i] = b.hold(e)
	}
	values := make([]string, len(s.Lhs))
	for i := range values {
		values[i] = b.name()
	}
	b.local(values, s.Rhs)
	for i := len(targets) - 1; i >= 0; i-- {
		b.add(&ast.AssignStmt{Lhs: targets[i : i+1], Rhs: []ast.Expr{b.ident(values[i])}})
	}
	block := &ast.DoBlockStmt{Stmts: b.stmts}
	block.SetLine(s.Line())
	block.SetLastLine(s.LastLine())
	return block
}

func assignsVariable(s *ast.AssignStmt) bool {
	for _, e := range s.Lhs {
		if _, ok := e.(*ast.IdentExpr); ok {
			return true
		}
	}
	return false
}

// An assignBlock collects the statements that do the work of one assignment.
type assignBlock struct {
	line  int
	names int
	stmts []ast.Stmt
}

func (b *assignBlock) add(s ast.Stmt) {
	s.SetLine(b.line)
	b.stmts = append(b.stmts, s)
}

// name returns a new name, of a kind that no script can write.
func (b *assignBlock) name() string {
	b.names++
	return "(assign " + strconv.Itoa(b.names) + ")"
}

func (b *assignBlock) ident(name string) ast.Expr {
	e := &ast.IdentExpr{Value: name}
	e.SetLine(b.line)
	return e
}

func (b *assignBlock) local(names []string, exprs []ast.Expr) {
	b.add(&ast.LocalAssignStmt{Names: names, Exprs: exprs})
}

// hold evaluates the table and the key of a target and returns the target in
// terms of what they are now. A variable is returned as it is.
func (b *assignBlock) hold(target ast.Expr) ast.Expr {
	e, ok := target.(*ast.AttrGetExpr)
	if !ok {
		return target
	}
	held := &ast.AttrGetExpr{Object: b.holdValue(e.Object), Key: e.Key}
	if _, constant := e.Key.(*ast.StringExpr); !constant {
		held.Key = b.holdValue(e.Key)
	}
	held.SetLine(e.Line())
	return held
}

func (b *assignBlock) holdValue(e ast.Expr) ast.Expr {
	name := b.name()
	b.local([]string{name}, []ast.Expr{e})
	return b.ident(name)
}

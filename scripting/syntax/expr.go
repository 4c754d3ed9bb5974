package syntax

import "github.com/yuin/gopher-lua/ast"

// ExprName writes a simple expression as the script does; "" for others.
func ExprName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.IdentExpr:
		return e.Value
	case *ast.AttrGetExpr:
		if base := ExprName(e.Object); base != "" {
			switch key := e.Key.(type) {
			case *ast.StringExpr:
				return base + "." + key.Value
			case *ast.NumberExpr:
				return base + "[" + key.Value + "]"
			}
			return base + "[…]"
		}
	case *ast.FuncCallExpr:
		if name := ExprName(e.Func); e.Func != nil && name != "" {
			return "what " + name + " gave"
		}
		if e.Method != "" {
			return "what " + e.Method + " gave"
		}
	}
	return ""
}

// KeyName gives the name of a field, where the key of an index is one; "" for others.
func KeyName(e ast.Expr) string {
	if s, ok := e.(*ast.StringExpr); ok {
		return s.Value
	}
	return ""
}

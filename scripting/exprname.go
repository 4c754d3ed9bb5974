package scripting

import "github.com/yuin/gopher-lua/ast"

// exprName writes a simple expression as the script does; "" for others.
func exprName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.IdentExpr:
		return e.Value
	case *ast.AttrGetExpr:
		if base := exprName(e.Object); base != "" {
			switch key := e.Key.(type) {
			case *ast.StringExpr:
				return base + "." + key.Value
			case *ast.NumberExpr:
				return base + "[" + key.Value + "]"
			}
			return base + "[…]"
		}
	case *ast.FuncCallExpr:
		if name := exprName(e.Func); e.Func != nil && name != "" {
			return "what " + name + " gave"
		}
		if e.Method != "" {
			return "what " + e.Method + " gave"
		}
	}
	return ""
}

func keyName(e ast.Expr) string {
	if s, ok := e.(*ast.StringExpr); ok {
		return s.Value
	}
	return ""
}

package scripting

import (
	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// anything names a value of which only the type is known.
func anything(typ string) string {
	switch typ {
	case "nil":
		return "nil"
	case "userdata":
		return "a socket, task or channel"
	}
	return "a " + typ
}

// article gives "nil" or "a table".
func article(v lua.LValue) string {
	if v == lua.LNil {
		return "nil"
	}
	return describeValue(v)
}

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

package scripting

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
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
	return Describe(v)
}

// blame finds the operand on the line that does not fit and has a name.
func (d *diagnosis) blame(verb string, fits func(lua.LValue) bool, operands func(ast.Expr) []ast.Expr) (string, string) {
	for _, e := range d.line {
		for _, side := range operands(e) {
			v, known := d.value(side)
			if name := syntax.ExprName(side); known && name != "" && !fits(v) {
				return fmt.Sprintf("cannot %s %s: it is %s", verb, name, article(v)), d.nilReason(name, v)
			}
		}
	}
	return "", ""
}

func isNumeric(v lua.LValue) bool {
	switch v := v.(type) {
	case lua.LNumber:
		return true
	case lua.LString:
		_, ok := stdlib.ParseNumber(string(v))
		return ok
	}
	return false
}

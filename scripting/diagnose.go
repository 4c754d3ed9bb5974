package scripting

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/runtime/lazy"
	"sockpit/scripting/syntax"
)

// A diagnosis finds the words for an error of the VM: it reads the line of the
// script again, with the values that its variables have at that moment.
type diagnosis struct {
	*scope
	place event.Place
	line  []ast.Expr // of that line, inner ones first
	stmts []ast.Stmt
}

// A repair is what to say instead of one text of the VM. It gives "" if it
// finds nothing to name.
type repair struct {
	text  func() *regexp.Regexp
	words func(d *diagnosis, m []string) (better, hint string)
}

var repairs = []repair{
	{lazy.Regexp(`^attempt to call a non-function object$`), (*diagnosis).badCall},
	{lazy.Regexp(`^attempt to index a non-table object\((.*?)\) with key '(.*)'$`), (*diagnosis).badIndex},
	{lazy.Regexp(`^cannot perform \w+ operation between (\S+) and (\S+)$`), (*diagnosis).badArithmetic},
	{lazy.Regexp(`^attempt to perform arithmetic on a (\S+) value$`), (*diagnosis).badArithmetic},
	{lazy.Regexp(`^__unm undefined$`), (*diagnosis).badArithmetic},
	{lazy.Regexp(`^__len undefined$`), (*diagnosis).badLength},
	{lazy.Regexp(`^attempt to compare (\S+) with (\S+)$`), (*diagnosis).badComparison},
	{lazy.Regexp(`^attempt to compare two (\S+) values$`), (*diagnosis).badComparison},
	{lazy.Regexp(`^attempt to concatenate (?:.* \()?an? (\S+) value\)?$`), (*diagnosis).badConcat},
	{lazy.Regexp(`^for statement (init|limit|step) must be a number$`), (*diagnosis).badLoop},
	{lazy.Regexp(`^bad argument #(\d+) to '?(\w+)'? \((\w+) expected, got (nil|no value)\)$`), (*diagnosis).badArgument},
}

// diagnose puts what the VM says into words that name the variable.
func diagnose(h *Host, L *lua.LState, p event.Place, text string) (better, hint string) {
	for _, r := range repairs {
		m := r.text().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		s := newScope(h, L)
		if s == nil {
			return text, ""
		}
		tree := h.sources.treeAt(p)
		d := &diagnosis{scope: s, place: p, line: syntax.OnLine(tree, p.Line), stmts: syntax.StatementsOn(tree, p.Line)}
		if better, hint = r.words(d, m); better != "" {
			return better, hint
		}
	}
	return text, ""
}

// badCall names what was called and is no function.
func (d *diagnosis) badCall([]string) (string, string) {
	for _, e := range d.line {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok {
			continue
		}
		if call.Method != "" {
			if better, hint := d.badMethod(call); better != "" {
				return better, hint
			}
			continue
		}
		v, known := d.value(call.Func)
		if !known || v.Type() == lua.LTFunction {
			continue
		}
		name := syntax.ExprName(call.Func)
		if hint := d.absentHint(call.Func, v); hint != "" {
			return "no function called " + name, hint
		}
		if id, ok := call.Func.(*ast.IdentExpr); ok && v == lua.LNil && !d.isLocal(id.Value) {
			if near := syntax.DidYouMean(name, d.callables()); near != "" {
				return "no function called " + name + ". " + near, ""
			}
			if why := d.nilReason(name, v); why != "" {
				return "no function called " + name, why
			}
			return "no function called " + name, "help() lists the functions"
		}
		better := name + " is " + article(v) + ", not a function"
		if f, ok := call.Func.(*ast.AttrGetExpr); ok {
			obj, _ := d.value(f.Object)
			if near := syntax.DidYouMean(syntax.KeyName(f.Key), d.keys(obj)); near != "" {
				return better, near
			}
		}
		return better, d.nilReason(name, v)
	}
	if better := d.badIterator(); better != "" {
		return better, ""
	}
	return d.badResult(), ""
}

// badResult explains f()(), which may be two lines that read as one.
func (d *diagnosis) badResult() string {
	for _, e := range d.line {
		if call, ok := e.(*ast.FuncCallExpr); ok && call.Method == "" {
			if name := syntax.ExprName(call.Func); strings.HasPrefix(name, "what ") {
				return name + " is not a function: if a line begins with (, end the one before with ;"
			}
		}
	}
	return "what is called here is not a function"
}

// absentHint says what to do instead of a global of Lua's that is not here, or of
// a field of one; key is a field that the expression's value lacks.
func (d *diagnosis) absentHint(e ast.Expr, v lua.LValue, key ...string) string {
	root := e
	for {
		field, ok := root.(*ast.AttrGetExpr)
		if !ok {
			break
		}
		root = field.Object
	}
	id, ok := root.(*ast.IdentExpr)
	if !ok || d.isLocal(id.Value) || len(key) == 0 && v != lua.LNil {
		return ""
	}
	return absentHint(strings.Join(append([]string{syntax.ExprName(e)}, key...), "."))
}

func (d *diagnosis) badMethod(call *ast.FuncCallExpr) (string, string) {
	obj, known := d.value(call.Receiver)
	if !known {
		return "", ""
	}
	method, known := d.index(obj, lua.LString(call.Method))
	if !known || method.Type() == lua.LTFunction {
		return "", ""
	}
	name := syntax.ExprName(call.Receiver)
	if name == "" {
		name = article(obj)
	}
	return name + " has no method called " + call.Method, syntax.DidYouMean(call.Method, d.keys(obj))
}

// badIterator explains `for x in t`.
func (d *diagnosis) badIterator() string {
	for _, s := range d.stmts {
		loop, ok := s.(*ast.GenericForStmt)
		if !ok {
			continue
		}
		if n := len(loop.Exprs); n > 1 && n < 4 {
			if _, counts := loop.Exprs[0].(*ast.NumberExpr); counts {
				return fmt.Sprintf("for %s in … goes over what a function gives: for %[1]s = 1, 3 do counts", loop.Names[0])
			}
		}
		v, known := d.value(loop.Exprs[0])
		name := syntax.ExprName(loop.Exprs[0])
		if !known || name == "" || v.Type() == lua.LTFunction {
			continue
		}
		if v.Type() == lua.LTTable {
			return fmt.Sprintf("%s is a table: write in pairs(%s) or in ipairs(%s)", name, name, name)
		}
		return name + " is " + article(v) + ": for … in wants a function that gives the next value, as pairs(t) does"
	}
	return ""
}

// badIndex names the variable that holds no table.
func (d *diagnosis) badIndex(m []string) (string, string) {
	typ, key := m[1], m[2]
	called := "" // what a call gave is not known any more
	for _, e := range d.line {
		var object ast.Expr
		switch e := e.(type) {
		case *ast.AttrGetExpr:
			if k, known := d.value(e.Key); known && k.String() == key {
				object = e.Object
			}
		case *ast.FuncCallExpr:
			if e.Method == key {
				object = e.Receiver
			}
		}
		if object == nil {
			continue
		}
		v, known := d.value(object)
		name := syntax.ExprName(object)
		if known && v.Type().String() == typ && name != "" {
			if hint := d.absentHint(object, v, key); hint != "" {
				return fmt.Sprintf("no %s.%s here", name, key), hint
			}
			return fmt.Sprintf("%s is %s: it has no %s", name, article(v), key), d.nilReason(name, v)
		}
		if !known && called == "" {
			called = name
		}
	}
	if called != "" && typ == "nil" {
		return fmt.Sprintf("%s is nil: it has no %s", called, key), d.nilReason(called, lua.LNil)
	}
	return fmt.Sprintf("%s has no %s", anything(typ), key), ""
}

// badArithmetic names the variable that can't be calculated with.
func (d *diagnosis) badArithmetic(m []string) (string, string) {
	better, hint := d.blame("calculate with", isNumeric, func(e ast.Expr) []ast.Expr {
		switch e := e.(type) {
		case *ast.ArithmeticOpExpr:
			return []ast.Expr{e.Lhs, e.Rhs}
		case *ast.UnaryMinusOpExpr:
			return []ast.Expr{e.Expr}
		}
		return nil
	})
	switch {
	case better != "" || len(m) == 1:
		return better, hint
	case len(m) == 2 || m[2] == "number":
		return "cannot calculate with " + anything(m[1]), ""
	case m[1] == "number":
		return "cannot calculate with " + anything(m[2]), ""
	}
	return "cannot calculate with " + anything(m[1]) + " and " + anything(m[2]), ""
}

// badLength names the variable that has no length.
func (d *diagnosis) badLength([]string) (string, string) {
	has := func(v lua.LValue) bool { return v.Type() == lua.LTString || v.Type() == lua.LTTable }
	better, hint := d.blame("take the length of", has, func(e ast.Expr) []ast.Expr {
		if e, ok := e.(*ast.UnaryLenOpExpr); ok {
			return []ast.Expr{e.Expr}
		}
		return nil
	})
	if better == "" {
		better = "only strings and tables have a length"
	}
	return better, hint
}

// badComparison names the variable that is nil, or what the two sides are.
func (d *diagnosis) badComparison(m []string) (string, string) {
	left, right := m[1], m[len(m)-1]
	if left == "nil" || right == "nil" {
		better, hint := d.blame("compare", func(v lua.LValue) bool { return v != lua.LNil }, func(e ast.Expr) []ast.Expr {
			if e, ok := e.(*ast.RelationalOpExpr); ok {
				return []ast.Expr{e.Lhs, e.Rhs}
			}
			return nil
		})
		if better != "" {
			return better, hint
		}
	}
	if left == "userdata" && right == left {
		return "sockets, tasks and channels have no order", ""
	}
	return "cannot compare " + anything(left) + " with " + anything(right), ""
}

// badConcat names the variable that can't be joined to a string.
func (d *diagnosis) badConcat(m []string) (string, string) {
	better, hint := d.blame("join with ..", lua.LVCanConvToString, func(e ast.Expr) []ast.Expr {
		if e, ok := e.(*ast.StringConcatOpExpr); ok {
			return []ast.Expr{e.Lhs, e.Rhs}
		}
		return nil
	})
	if better == "" {
		better = "cannot join " + anything(m[1]) + " with .."
	}
	if hint == "" && m[1] != "nil" {
		hint = "tostring(x) gives the text of any value"
	}
	return better, hint
}

// badLoop names what the bounds of a numeric for are.
func (d *diagnosis) badLoop(m []string) (string, string) {
	part := map[string]string{"init": "first number", "limit": "last number", "step": "step"}[m[1]]
	for _, s := range d.stmts {
		loop, ok := s.(*ast.NumberForStmt)
		if !ok {
			continue
		}
		e := map[string]ast.Expr{"init": loop.Init, "limit": loop.Limit, "step": loop.Step}[m[1]]
		if v, known := d.value(e); known {
			return fmt.Sprintf("the loop's %s is %s, want a number", part, article(v)), d.nilReason(syntax.ExprName(e), v)
		}
	}
	return "the loop's " + part + " is not a number", ""
}

// badArgument names the variable that was given to one of Lua's own functions
// and is nil.
func (d *diagnosis) badArgument(m []string) (string, string) {
	n, _ := strconv.Atoi(m[1])
	for _, e := range d.line {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok || n > len(call.Args) || call.Method == "" && !strings.HasSuffix(syntax.ExprName(call.Func), m[2]) || call.Method != "" && call.Method != m[2] {
			continue
		}
		arg := call.Args[n-1]
		if v, known := d.value(arg); known && v == lua.LNil && syntax.ExprName(arg) != "" {
			return fmt.Sprintf("%s: %s is nil, want %s", m[2], syntax.ExprName(arg), anything(m[3])), d.nilReason(syntax.ExprName(arg), v)
		}
	}
	return "", ""
}

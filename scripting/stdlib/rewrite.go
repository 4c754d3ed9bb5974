package stdlib

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// Compile compiles a parsed chunk. It is lua.Compile with repairs that only a
// rewriting of the chunk can make:
//
//   - a .. b .. c becomes one call of a function of this library, so that the
//     result is bounded and numbers in it are written as Lua 5.1 writes them;
//   - a % b never is -0: see remainder;
//   - number literals are read as ParseNumber reads them: 0010 is ten, and
//     0xffffffffffffffff is not NaN;
//   - {x, k = f()} and lists of 50 items and more have the items they should: see
//     oneValue and mendLists;
//   - a, b = b, a + b and its like assign what they should: see assign.
//
// The function called is a constant in the compiled code. It has no name, so a
// script can neither replace nor hide it, whatever it does to its globals.
//
// Compile changes chunk. Its result must run in the state of l.
func (l *Library) Compile(chunk []ast.Stmt, name string) (*lua.FunctionProto, error) {
	r := newRewriter()
	r.stmts(chunk)
	prefix := r.mark()
	proto, err := lua.Compile(chunk, name)
	if err != nil {
		return nil, err
	}
	l.bind(proto, prefix, r.sites)
	return proto, mendLists(proto)
}

// A rewriter changes a chunk in place. Each concatenation becomes the call of
// a string constant, its marker; bind puts a function in the constant's place.
type rewriter struct {
	numbers map[string]int // of the sites, by name
	sites   []concatSite   // by number
	calls   []siteCall
	nuls    map[int]bool // how many NULs string literals begin with
}

// A siteCall is the call of a concatenation: the constant called, whose text
// mark fills in, and the number of its site. That of a remainder has no site of
// its own.
type siteCall struct {
	callee *ast.StringExpr
	site   int
}

const remainderSite = -1

func newRewriter() *rewriter {
	return &rewriter{numbers: map[string]int{}, nuls: map[int]bool{}}
}

// mark writes the markers and returns what they begin with: a number of NULs
// that no string literal of the chunk begins with.
func (r *rewriter) mark() string {
	n := 1
	for r.nuls[n] {
		n++
	}
	prefix := strings.Repeat("\x00", n)
	for _, c := range r.calls {
		c.callee.Value = prefix + strconv.Itoa(c.site)
	}
	return prefix
}

func leadingNULs(s string) int { return len(s) - len(strings.TrimLeft(s, "\x00")) }

// maxOperands is how many operands of .. are passed as arguments. Each takes a
// register, of which a function has 200. A longer chain is passed in a table.
const maxOperands = 50

func (r *rewriter) stmts(stmts []ast.Stmt) {
	for i, s := range stmts {
		r.stmt(s)
		if s, ok := s.(*ast.AssignStmt); ok {
			stmts[i] = assign(s)
		}
	}
}

func (r *rewriter) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		r.exprs(s.Lhs)
		r.exprs(s.Rhs)
	case *ast.LocalAssignStmt:
		r.exprs(s.Exprs)
	case *ast.FuncCallStmt:
		r.expr(&s.Expr)
	case *ast.DoBlockStmt:
		r.stmts(s.Stmts)
	case *ast.WhileStmt:
		r.expr(&s.Condition)
		r.stmts(s.Stmts)
	case *ast.RepeatStmt:
		r.stmts(s.Stmts)
		r.expr(&s.Condition)
	case *ast.IfStmt:
		r.expr(&s.Condition)
		r.stmts(s.Then)
		r.stmts(s.Else)
	case *ast.NumberForStmt:
		r.expr(&s.Init)
		r.expr(&s.Limit)
		r.expr(&s.Step)
		r.stmts(s.Stmts)
	case *ast.GenericForStmt:
		r.exprs(s.Exprs)
		r.stmts(s.Stmts)
	case *ast.FuncDefStmt:
		r.stmts(s.Func.Stmts)
	case *ast.ReturnStmt:
		r.exprs(s.Exprs)
	}
}

func (r *rewriter) exprs(exprs []ast.Expr) {
	for i := range exprs {
		r.expr(&exprs[i])
	}
}

func (r *rewriter) expr(at *ast.Expr) {
	switch e := (*at).(type) {
	case *ast.NumberExpr:
		if f, ok := ParseNumber(e.Value); ok {
			e.Value = strconv.FormatFloat(f, 'g', -1, 64)
		}
	case *ast.StringExpr:
		r.nuls[leadingNULs(e.Value)] = true
	case *ast.AttrGetExpr:
		r.expr(&e.Object)
		r.expr(&e.Key)
	case *ast.TableExpr:
		oneValue(e)
		for _, f := range e.Fields {
			r.expr(&f.Key)
			r.expr(&f.Value)
		}
	case *ast.FuncCallExpr:
		r.expr(&e.Func)
		r.expr(&e.Receiver)
		r.exprs(e.Args)
	case *ast.LogicalOpExpr:
		r.expr(&e.Lhs)
		r.expr(&e.Rhs)
	case *ast.RelationalOpExpr:
		r.compared(&e.Lhs)
		r.compared(&e.Rhs)
	case *ast.ArithmeticOpExpr:
		r.expr(&e.Lhs)
		r.expr(&e.Rhs)
		if e.Operator == "%" {
			*at = r.call(remainderSite, []ast.Expr{e.Lhs, e.Rhs}, e.Line())
		}
	case *ast.UnaryMinusOpExpr:
		r.expr(&e.Expr)
	case *ast.UnaryNotOpExpr:
		r.expr(&e.Expr)
	case *ast.UnaryLenOpExpr:
		r.expr(&e.Expr)
	case *ast.FunctionExpr:
		r.stmts(e.Stmts)
	case *ast.StringConcatOpExpr:
		operands := flatten(e)
		r.exprs(operands)
		*at = r.concat(operands, e.Line())
	}
}

// compared rewrites an operand of a comparison, to which 0 and -0 are the same: a
// % b may stay, which is faster.
func (r *rewriter) compared(at *ast.Expr) {
	e, ok := (*at).(*ast.ArithmeticOpExpr)
	if !ok || e.Operator != "%" {
		r.expr(at)
		return
	}
	r.expr(&e.Lhs)
	r.expr(&e.Rhs)
}

// flatten returns the operands of a chain, which the parser nests to the
// right. A chain in parentheses on the left is an operand of its own.
func flatten(e *ast.StringConcatOpExpr) []ast.Expr {
	operands := []ast.Expr{e.Lhs}
	for {
		next, ok := e.Rhs.(*ast.StringConcatOpExpr)
		if !ok {
			return append(operands, e.Rhs)
		}
		operands = append(operands, next.Lhs)
		e = next
	}
}

// concat returns the call that takes the place of a chain. A last operand f()
// or ... may give more or fewer arguments than one; the function called knows
// how many are meant.
func (r *rewriter) concat(operands []ast.Expr, line int) ast.Expr {
	site := r.site(operands)
	if len(operands) > maxOperands {
		table := &ast.TableExpr{}
		table.SetLine(line)
		for _, e := range operands {
			table.Fields = append(table.Fields, &ast.Field{Value: e})
		}
		operands = []ast.Expr{table}
	}
	return r.call(site, operands, line)
}

// call returns the call of the function of a site.
func (r *rewriter) call(site int, args []ast.Expr, line int) ast.Expr {
	callee := &ast.StringExpr{}
	callee.SetLine(line)
	r.calls = append(r.calls, siteCall{callee, site})
	call := &ast.FuncCallExpr{Func: callee, Args: args, AdjustRet: true}
	call.SetLine(line)
	return call
}

// site returns the number of the site with these operands. Sites whose names
// are the same share one.
func (r *rewriter) site(operands []ast.Expr) int {
	site := make(concatSite, len(operands))
	for i, e := range operands {
		site[i] = variableName(e)
	}
	key := strings.Join(site, " ")
	n, found := r.numbers[key]
	if !found {
		n = len(r.sites)
		r.numbers[key] = n
		r.sites = append(r.sites, site)
	}
	return n
}

func variableName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.IdentExpr:
		return e.Value
	case *ast.AttrGetExpr:
		if key, ok := e.Key.(*ast.StringExpr); ok {
			return "." + key.Value
		}
		return ".?" // in Lua too
	}
	return ""
}

// bind replaces the markers among the constants of proto by functions.
func (l *Library) bind(proto *lua.FunctionProto, prefix string, sites []concatSite) {
	functions := make([]*lua.LFunction, len(sites))
	for i, site := range sites {
		functions[i] = l.concatFunction(site)
	}
	var walk func(*lua.FunctionProto)
	walk = func(p *lua.FunctionProto) {
		for i, c := range p.Constants {
			s, _ := c.(lua.LString)
			if leadingNULs(string(s)) != len(prefix) {
				continue
			}
			switch n, err := strconv.Atoi(string(s[len(prefix):])); {
			case err != nil:
			case n == remainderSite:
				p.Constants[i] = l.remainder
			default:
				p.Constants[i] = functions[n]
			}
		}
		for _, inner := range p.FunctionPrototypes {
			walk(inner)
		}
	}
	walk(proto)
}

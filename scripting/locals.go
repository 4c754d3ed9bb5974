package scripting

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/scripting/syntax"
)

// gopher-lua keeps for each local variable of a function from which instruction
// to which it holds; but the ends are noted with the wrong variable as soon as
// two blocks follow each other, and are one too early. So which blocks a line is
// in is read off the source. The compiler notes the variables in the order of
// the source, and gives each in sight the next register.

// A local is a variable of a function that runs, with the number that GetLocal
// and SetLocal have for it.
type local struct {
	name string
	n    int
}

// A spot is an instruction of a function.
type spot struct {
	of *lua.FunctionProto
	pc int
}

// locals gives the variables of a function that hold at an instruction; false if
// the source does not tell.
func (s *sources) locals(p *lua.FunctionProto, pc int) ([]local, bool) {
	at := spot{p, pc}
	if found, ok := s.held[at]; ok {
		return found, found != nil
	}
	var found []local
	if params, stmts, ok := s.body(p); ok {
		r := reading{of: p, pc: pc, line: p.DbgSourcePositions[pc]}
		r.declare(params, true)
		r.read(stmts, true)
		if r.declared == len(p.DbgLocals) {
			found = r.found
		}
	}
	if s.held == nil {
		s.held = map[spot][]local{}
	}
	s.held[at] = found
	return found, found != nil
}

// body finds a function in its source: its parameters and its statements.
func (s *sources) body(p *lua.FunctionProto) (params []string, stmts []ast.Stmt, ok bool) {
	tree := s.tree(p.SourceName)
	if p.LineDefined == 0 {
		return nil, tree, p.SourceName != PromptSource // there each entry is one
	}
	found := 0
	syntax.Visit(tree, syntax.Visitor{Expr: func(e ast.Expr) {
		f, isFunction := e.(*ast.FunctionExpr)
		if !isFunction || f.Line() != p.LineDefined || f.LastLine() != p.LastLineDefined {
			return
		}
		found++
		params, stmts = nil, f.Stmts
		if int(p.NumParameters) > len(f.ParList.Names) {
			params = append(params, "self")
		}
		params = append(params, f.ParList.Names...)
		if f.ParList.HasVargs {
			params = append(params, "arg")
		}
	}})
	return params, stmts, found == 1
}

// A reading goes through the source of a function, and finds the variables that
// hold at one of its instructions.
type reading struct {
	of       *lua.FunctionProto
	pc, line int
	declared int // variables so far
	found    []local
}

// declare is called for the variables in the order of the source; open says that
// they are in a block that the line is in, and not behind it.
func (r *reading) declare(names []string, open bool) {
	if r.found == nil {
		r.found = []local{} // known, though there may be none
	}
	for _, name := range names {
		k := r.declared
		r.declared++
		if open && k < len(r.of.DbgLocals) && r.of.DbgLocals[k].StartPc <= r.pc {
			r.found = append(r.found, local{name, len(r.found) + 1})
		}
	}
}

func (r *reading) read(stmts []ast.Stmt, open bool) {
	for i, st := range stmts {
		begun := open && st.Line() <= r.line
		inside := begun && st.LastLine() >= r.line && (i+1 == len(stmts) || stmts[i+1].Line() > r.line)
		r.statement(st, begun, inside)
	}
}

func (r *reading) statement(st ast.Stmt, begun, inside bool) {
	switch st := st.(type) {
	case *ast.LocalAssignStmt:
		r.declare(st.Names, begun)
	case *ast.DoBlockStmt:
		r.read(st.Stmts, inside)
	case *ast.WhileStmt:
		r.read(st.Stmts, inside)
	case *ast.RepeatStmt:
		r.read(st.Stmts, inside)
	case *ast.IfStmt:
		or := inside && len(st.Else) > 0 && st.Else[0].Line() <= r.line
		r.read(st.Then, inside && !or)
		r.read(st.Else, or)
	case *ast.NumberForStmt:
		r.declare(append(slices.Clone(syntax.LoopNames), st.Name), inside)
		r.read(st.Stmts, inside)
	case *ast.GenericForStmt:
		r.declare(slices.Concat(syntax.LoopNames, st.Names), inside)
		r.read(st.Stmts, inside)
	}
}

package scripting

import (
	"cmp"
	"slices"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// lineNames tells from the lines that made sockets which variables got them. That
// depends on the script and on the log only, not on who asks when.
type lineNames struct {
	treeAt func(event.Place) []ast.Stmt   // what a line is in
	tree   func(source string) []ast.Stmt // all of a source, for its functions
	lines  map[maker][]gets
	turns  map[turn]int    // calls that were counted, where a line makes one call several times
	half   map[turn]bool   // a pair of which one end has been seen
	short  map[lineOf]bool // where the rest of a line may not have run
	lost   bool            // some calls were not counted
}

// A lineOf is a line as one task runs it.
type lineOf struct {
	place event.Place
	task  int
}

// A maker is a call on a line that makes sockets.
type maker struct {
	place    event.Place
	function string // that the line calls
}

// A turn counts a maker's calls by one task: those of a task come one by one.
type turn struct {
	maker
	task int
}

// A gets names the variables that get what one call on a line makes, "" for what no
// variable gets.
type gets [2]string

// maxTurns bounds the lines, and the counts, that are remembered.
const maxTurns = 4096

// see takes the names that a call which has ended gives, and reports each socket
// with its name, "" if the line gives it none.
func (l *lineNames) see(e *event.Event, named func(id int, name string)) {
	if e.Done() && e.Err != nil {
		l.cutShort(e)
	}
	made, makes := madeBy(e)
	if !makes {
		return
	}
	m := maker{e.Place, cmp.Or(e.Via, e.Call)}
	calls, known := l.lines[m]
	if !known {
		if len(l.lines) >= maxTurns || l.lines == nil {
			l.lines = map[maker][]gets{}
		}
		calls = l.receivers(m)
		l.lines[m] = calls
	}
	t := turn{m, e.Task}
	end := 0 // which of the two that a pair has
	if e.Via == "pair" && e.Call != "socketpair" {
		if l.half[t] {
			end = 1
			delete(l.half, t)
		} else if e.Err == nil {
			l.half = set(l.half, t)
		}
	}
	var to gets
	switch {
	case len(calls) == 1:
		to = calls[0]
	case len(calls) > 1 && !l.lost && !l.short[lineOf{e.Place, e.Task}]:
		to = calls[l.turns[t]]
		if !l.half[t] {
			l.count(t, len(calls))
		}
	}
	to[0] = to[end]
	for i, id := range made {
		if id != 0 {
			named(id, to[i])
		}
	}
}

// count notes that a task has made one of the calls of a line.
func (l *lineNames) count(t turn, calls int) {
	if l.turns == nil {
		l.turns = map[turn]int{}
	}
	if l.turns[t]++; l.turns[t] == calls {
		delete(l.turns, t)
	}
	l.lost = l.lost || len(l.turns) > maxTurns
}

// concernsNames reports whether see or dropFailed want to know of a call.
func concernsNames(w *event.Header, err error) bool {
	switch w.Call {
	case "socket", "socketpair", "accept", "connect":
		return true
	}
	return err != nil || w.Call == "close" && w.Via != ""
}

// returned follows a socket out of the functions that return it: from the variable, or
// "", that got it on a line, to the one that got it from the outermost of them.
func (l *lineNames) returned(name string, place event.Place, callers []event.Place) string {
	for _, caller := range callers {
		function, k := returns(l.treeAt(place), place.Line, name)
		if function == "" || k >= len(gets{}) {
			break
		}
		calls := l.receivers(maker{caller, function})
		if len(calls) != 1 || calls[0][k] == "" {
			break
		}
		name, place = calls[0][k], caller
	}
	return name
}

// returns gives the function whose body a line is in, if it returns a variable, or if
// that is "" what a call on the line gives; and as which of its results. function is "" if not.
func returns(tree []ast.Stmt, line int, name string) (function string, k int) {
	var body *ast.FunctionExpr
	syntax.Visit(tree, syntax.Visitor{Expr: func(e ast.Expr) {
		if f, ok := e.(*ast.FunctionExpr); ok && f.Line() <= line && line <= f.LastLine() && (body == nil || f.Line() >= body.Line()) {
			if body == nil || f.Line() > body.Line() {
				body = f
			}
		}
	}})
	if body == nil {
		return "", 0
	}
	found := false
	syntax.Visit(body.Stmts, syntax.Visitor{Stmt: func(s ast.Stmt) {
		r, ok := s.(*ast.ReturnStmt)
		if !ok || found {
			return
		}
		for i, v := range r.Exprs {
			if name != "" && syntax.ExprName(v) == name || name == "" && v.Line() == line && isCall(v) {
				found, k = true, i
			}
		}
	}})
	if !found {
		return "", 0
	}
	return syntax.FunctionNamed(tree, body), k
}

func isCall(e ast.Expr) bool {
	_, ok := e.(*ast.FuncCallExpr)
	return ok
}

// cutShort notes a call that failed: whether its task went on with the line is not
// known.
func (l *lineNames) cutShort(e *event.Event) {
	l.short = set(l.short, lineOf{e.Place, e.Task})
	l.lost = l.lost || len(l.short) > maxTurns
}

func set[K comparable](m map[K]bool, k K) map[K]bool {
	if m == nil {
		m = map[K]bool{}
	}
	m[k] = true
	return m
}

// madeBy gives the sockets that an event made and a script got; false if it is none
// that could have made one.
func madeBy(e *event.Event) (made []int, makes bool) {
	switch {
	case !e.Done():
		return nil, false
	case e.Call == "socketpair":
		made = []int{e.Socket, e.Made}
	case e.Call == "accept":
		made = []int{e.Made}
	case e.Call == "socket" && e.Via != "pair", e.Call == "connect" && e.Via == "pair":
		made = []int{e.Socket}
	default:
		return nil, false
	}
	if e.Err != nil {
		made = nil
	}
	return made, true
}

// receivers gives who gets what the calls of a maker make, in the order in which the
// line makes them: one if all give to the same; nil if who gets what can't be told.
func (l *lineNames) receivers(m maker) (calls []gets) {
	at := map[*ast.FuncCallExpr]gets{}
	give := func(v ast.Expr, names []string) {
		if call, skip := makingCall(v, m); call != nil {
			var r gets
			for i := range r {
				if i+skip < len(names) && syntax.IsName(names[i+skip]) && names[i+skip] != "_" {
					r[i] = names[i+skip]
				}
			}
			at[call] = r
		}
	}
	var order []*ast.FuncCallExpr
	mentions := 0    // of the function other than by a call: spawn(accept, l)
	straight := true // the line makes its calls one after the other, each of them once
	syntax.Visit(l.treeAt(m.place), syntax.Visitor{
		Stmt: func(s ast.Stmt) {
			switch s := s.(type) {
			case *ast.LocalAssignStmt:
				eachValue(s.Exprs, s.Names, give)
			case *ast.AssignStmt:
				eachValue(s.Rhs, exprNames(s.Lhs), give)
			case *ast.IfStmt, *ast.WhileStmt, *ast.RepeatStmt, *ast.NumberForStmt, *ast.GenericForStmt, *ast.FuncDefStmt:
				straight = straight && s.Line() != m.place.Line
			}
		},
		Expr: func(e ast.Expr) {
			if e.Line() == m.place.Line {
				switch e := e.(type) {
				case *ast.FunctionExpr, *ast.LogicalOpExpr:
					straight = false
				case *ast.IdentExpr:
					if e.Value == m.function {
						mentions++
					}
				case *ast.FuncCallExpr:
					if call, _ := makingCall(e, m); call == e {
						order = append(order, e)
						if e.Method == "" {
							mentions--
						}
					}
					if e.Method == "" {
						l.toParameters(e, m, give)
					}
				}
			}
		},
	})
	if mentions > 0 {
		return nil
	}
	for _, call := range order {
		calls = append(calls, at[call])
	}
	if len(calls) > 0 && !slices.ContainsFunc(calls, func(r gets) bool { return r != calls[0] }) {
		return calls[:1]
	}
	if !straight {
		return nil
	}
	return calls
}

// eachValue gives each value of an assignment with the variables from its own on.
func eachValue(values []ast.Expr, names []string, give func(ast.Expr, []string)) {
	for i, v := range values {
		give(v, names[min(i, len(names)):])
	}
}

// toParameters gives the values that a call passes to a function of the script, as in
// serve(accept(l)) and spawn(serve, accept(l)), with the function's parameters.
func (l *lineNames) toParameters(call *ast.FuncCallExpr, m maker, give func(ast.Expr, []string)) {
	function, args := syntax.ExprName(call.Func), call.Args
	if function == "spawn" && len(args) > 0 {
		function, args = syntax.ExprName(args[0]), args[1:]
	}
	if !syntax.IsName(function) || !slices.ContainsFunc(args, func(v ast.Expr) bool { c, _ := makingCall(v, m); return c != nil }) {
		return
	}
	if names, ok := syntax.Parameters(l.tree(m.place.Source), function); ok {
		eachValue(args, names, give)
	}
}

// makingCall gives the call of a maker's function that a value is, as a function, as a
// method, or by try or pcall; and how many results come before those of the function.
func makingCall(v ast.Expr, m maker) (call *ast.FuncCallExpr, skip int) {
	call, ok := v.(*ast.FuncCallExpr)
	if !ok || call.Line() != m.place.Line {
		return nil, 0
	}
	called := call.Method
	if called == "" {
		called = syntax.ExprName(call.Func)
		if (called == "try" || called == "pcall") && len(call.Args) > 0 {
			if called == "pcall" {
				skip = 1
			}
			called = syntax.ExprName(call.Args[0])
		}
	}
	if called != m.function {
		return nil, 0
	}
	return call, skip
}

func exprNames(exprs []ast.Expr) (names []string) {
	for _, e := range exprs {
		names = append(names, syntax.ExprName(e))
	}
	return names
}

// namesByLine gives the names that the lines of a script give to the sockets of a log.
func namesByLine(events []event.Event, cut bool, tree func(source string) []ast.Stmt) map[int]string {
	l := lineNames{tree: tree, treeAt: func(p event.Place) []ast.Stmt { return tree(p.Source) }, lost: cut}
	names := map[int]string{}
	for i := range events {
		l.see(&events[i], func(id int, name string) {
			if name != "" {
				names[id] = name
			}
		})
	}
	dropFailed(events, func(id int) { delete(names, id) })
	return names
}

// dropFailed reports the sockets that one call of a function made and closed again: no
// variable got them.
func dropFailed(events []event.Event, drop func(id int)) {
	for i := range events {
		if e := &events[i]; e.Call == "close" && e.Via != "" {
			drop(e.Socket)
		}
	}
}

package scripting

import (
	"cmp"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// givenNames remembers the names by which sockets were known: a socket that was
// closed, or that no variable holds any more, is still called by the name that a
// person knows. The zero value is empty. Who uses it holds the baton.
type givenNames struct {
	names map[int]string // by the socket's number
	read  int64          // version of the log up to which names were taken from the lines that made sockets
}

// naming finds the names of sockets: of the variables that hold them, or held them.
// It belongs to who holds the baton.
type naming struct {
	host  *Host
	given givenNames
}

// maxGiven is how many names are remembered at least: as many as the log has
// calls. The older ones are forgotten when there are twice as many.
const maxGiven = event.DefaultLogCap

func (g *givenNames) note(id int, name string) {
	if g.names[id] == name {
		return
	}
	if g.names == nil || len(g.names) >= 2*maxGiven {
		g.forget()
	}
	g.names[id] = name
}

// forget keeps the names of the newer half of the sockets.
func (g *givenNames) forget() {
	kept, newest := map[int]string{}, 0
	for id := range g.names {
		newest = max(newest, id)
	}
	for id, name := range g.names {
		if id > newest-maxGiven {
			kept[id] = name
		}
	}
	g.names = kept
}

// Numbered names a socket that no variable holds: "#3", or "#3 (s2)" with the name
// that it had.
func Numbered(id int, was string) string {
	if was == "" {
		return "#" + itoa(id)
	}
	return "#" + itoa(id) + " (" + was + ")"
}

// wasCalled gives the name that a socket had: of the variable that was last seen to
// hold it, or else of the one that the line which made it assigns to; "" if none is
// known. The caller holds the baton.
func (n *naming) wasCalled(id int) string {
	if name := n.given.names[id]; name != "" {
		return name
	}
	events, version := n.host.Session.Log.Since(n.given.read)
	n.given.read = version
	n.nameMade(events)
	return n.given.names[id]
}

// nameNow is Name for an explanation, which may read the log.
func (n *naming) nameNow(s *runtime.Socket) string {
	name := n.Name(s)
	if name[0] == '#' {
		name = Numbered(s.ID, n.wasCalled(s.ID))
	}
	return name
}

// nameMade takes the names of the sockets that events made from their lines.
func (n *naming) nameMade(events []event.Event) {
	type maker struct {
		place event.Place
		name  string // of the function that the line calls
		call  string
	}
	failed := map[int]bool{} // made and closed by one call of a function: no variable got them
	for i := range events {
		if e := &events[i]; e.Call == "close" && e.Via != "" {
			failed[e.Socket] = true
		}
	}
	lines := map[maker][]string{}
	for i := range events {
		e := &events[i]
		made := madeBy(e)
		if len(made) == 0 {
			continue
		}
		m := maker{e.Place, cmp.Or(e.Via, e.Call), e.Call}
		names, known := lines[m]
		if !known {
			names = receivers(n.host.sources.treeAt(m.place), m.place.Line, m.name, m.call)
			lines[m] = names
		}
		for k, id := range made {
			if k < len(names) && syntax.IsName(names[k]) && id != 0 && !failed[id] && n.given.names[id] == "" {
				n.given.note(id, names[k])
			}
		}
	}
}

// receivers gives the variables to which a line assigns the sockets that a function
// makes by a call: the targets of the function itself, not of what is done with its
// result. If the line calls it more often, who got what can't be told.
func receivers(tree []ast.Stmt, line int, function, call string) (names []string) {
	calls := 0
	see := func(targets []string, values []ast.Expr) {
		for i, v := range values {
			if v.Line() == line && callsFunction(v, function) {
				calls++
				names = targets[min(i, len(targets)):]
			}
		}
	}
	syntax.Visit(tree, syntax.Visitor{Stmt: func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.LocalAssignStmt:
			see(s.Names, s.Exprs)
		case *ast.AssignStmt:
			see(exprNames(s.Lhs), s.Rhs)
		}
	}})
	switch {
	case calls != 1:
		return nil
	case function == "pair" && call == "accept":
		return names[min(1, len(names)):] // the other end is what connected
	case function == "pair" && call == "socketpair":
		return names[:min(2, len(names))]
	}
	return names[:min(1, len(names))]
}

// callsFunction reports whether an expression is a call of a function of the API,
// as one, as a method, or by try.
func callsFunction(e ast.Expr, name string) bool {
	call, ok := e.(*ast.FuncCallExpr)
	if !ok {
		return false
	}
	if call.Method != "" {
		return call.Method == name
	}
	called := syntax.ExprName(call.Func)
	if called == "try" && len(call.Args) > 0 {
		called = syntax.ExprName(call.Args[0])
	}
	return called == name
}

func exprNames(exprs []ast.Expr) (names []string) {
	for _, e := range exprs {
		names = append(names, syntax.ExprName(e))
	}
	return names
}

// Tags names the sockets of events for a table: the number first, for that is what
// their calls are found by, then the name: "#2 a", or "#2 (a)" for one that is
// closed or that no variable holds any more.
func (n *naming) Tags(events []event.Event) map[int]string {
	var tags map[int]string
	n.host.With(func() { tags = n.TagsNow(events) })
	return tags
}

// TagsNow is Tags for who holds the baton.
func (n *naming) TagsNow(events []event.Event) map[int]string {
	tags := map[int]string{}
	for i := range events {
		for _, id := range []int{events[i].Socket, events[i].Made} {
			if id != 0 && tags[id] == "" {
				tags[id] = n.tag(id)
			}
		}
	}
	return tags
}

// tag gives the number of a socket with the name that it has, or had.
func (n *naming) tag(id int) string {
	if s := n.host.Session.Find(id); s != nil {
		if name := n.Name(s); name[0] != '#' {
			return "#" + itoa(id) + " " + name
		}
	}
	return Numbered(id, n.wasCalled(id))
}

package scripting

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// noteNil remembers that the call of this line gave nil, and why.
func (h *Host) noteNil(p event.Place, why string) {
	if len(h.nils) > 1000 {
		clear(h.nils)
	}
	h.nils[p] = why
}

// nilReason says which earlier call left the variable nil.
func (h *Host) nilReason(p event.Place, name string, v lua.LValue) string {
	if v != lua.LNil {
		return ""
	}
	if why := h.nils[p]; why != "" && strings.HasPrefix(name, "what ") {
		return why
	}
	best := event.Place{Source: p.Source}
	for _, a := range syntax.AssignmentsTo(h.sources.tree(p.Source), name) {
		if a <= p.Line && a > best.Line {
			best.Line = a
		}
	}
	if why := h.nils[best]; why != "" {
		return fmt.Sprintf("%s is nil because %s at line %d", name, why, best.Line)
	}
	return ""
}

func (d *diagnosis) nilReason(name string, v lua.LValue) string {
	return d.host.nilReason(d.place, name, v)
}

// whyNil says of argument i, which is nil, which variable it is, and which earlier
// call left it so.
func (c *Call) whyNil(i int) string {
	p := c.place()
	for _, e := range syntax.OnLine(c.host.sources.treeAt(p), p.Line) {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok {
			continue
		}
		args := call.Args
		if call.Method != "" {
			args = append([]ast.Expr{call.Receiver}, args...)
		}
		if i >= len(args) {
			continue
		}
		id, ok := args[i].(*ast.IdentExpr)
		if !ok {
			continue
		}
		if why := c.host.nilReason(p, id.Value, lua.LNil); why != "" {
			return why
		}
		if call.Method == c.F.Name || syntax.ExprName(call.Func) == c.F.Name {
			return c.isNil(id.Value, c.F.Params[min(i, len(c.F.Params)-1)].Type)
		}
	}
	return ""
}

// isNil says that a variable is nil, and which one of the wanted type may have been
// meant.
func (c *Call) isNil(name, want string) string {
	text := name + " is nil"
	if s := newScope(c.host, c.L); s != nil && !s.isLocal(name) {
		names := slices.DeleteFunc(s.globals(), func(other string) bool {
			v, known := s.value(&ast.IdentExpr{Value: other})
			return known && (!c.host.isOfType(v, want) || !c.F.takes(v))
		})
		if near := syntax.DidYouMean(name, names); near != "" {
			text += ". " + near
		}
	}
	return text
}

// takes reports whether a socket is of a kind on which the function can succeed; other
// values it takes as far as this knows.
func (f *Func) takes(v lua.LValue) bool {
	s := SocketOf(v)
	if s == nil {
		return true
	}
	kind, network := s.Kind(), s.Network
	switch f.Name {
	case "accept":
		return kind == runtime.Listener
	case "bind", "listen", "connect":
		return kind == runtime.Fresh || kind == runtime.Datagram && f.Name != "listen"
	case "sendto":
		return !network.IsStream()
	case "send", "shutdown":
		_, remote := s.Addresses()
		return kind == runtime.Stream || kind == runtime.Datagram && (network.IsUnix() || !remote.IsZero())
	case "recv", "recv_exactly", "recv_line", "recv_until", "recv_all", "recvfrom", "peek":
		return kind == runtime.Stream || kind == runtime.Datagram
	}
	return true
}

// isOfType reports whether a value can be given for a parameter of that type.
func (h *Host) isOfType(v lua.LValue, want string) bool {
	if t := h.findType(want); t != nil {
		o := ObjectOf(v)
		return o != nil && o.LuaType() == t
	}
	switch want {
	case "function":
		return v.Type() == lua.LTFunction
	case "string", "number":
		return lua.LVCanConvToString(v)
	case "table", "options":
		return v.Type() == lua.LTTable
	}
	return true
}

package scripting

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
)

// noteNil remembers that the call of this line gave nil, and why.
func (h *Host) noteNil(p runtime.Place, why string) {
	if len(h.nils) > 1000 {
		clear(h.nils)
	}
	h.nils[p] = why
}

// nilReason says which earlier call left the variable nil.
func (h *Host) nilReason(p runtime.Place, name string, v lua.LValue) string {
	if v != lua.LNil {
		return ""
	}
	if why := h.nils[p]; why != "" && strings.HasPrefix(name, "what ") {
		return why
	}
	best := runtime.Place{Source: p.Source}
	for _, a := range assignments(h.sources.tree(p.Source), name) {
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

// whyNil is nilReason for argument i of the call being made.
func (h *Host) whyNil(t *Task, L *lua.LState, i int) string {
	p := t.place()
	for _, e := range onLine(h.sources.tree(p.Source), p.Line) {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok {
			continue
		}
		args := call.Args
		if call.Method != "" {
			args = append([]ast.Expr{call.Receiver}, args...)
		}
		if i < len(args) {
			if id, ok := args[i].(*ast.IdentExpr); ok {
				if why := h.nilReason(p, id.Value, lua.LNil); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

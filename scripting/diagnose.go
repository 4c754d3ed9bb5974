package scripting

import (
	"fmt"
	"regexp"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
)

var (
	indexText   = regexp.MustCompile(`^attempt to index a non-table object\((.*?)\) with key '(.*)'$`)
	arithText   = regexp.MustCompile(`^cannot perform (\w+) operation between (\S+) and (\S+)$`)
	compareText = regexp.MustCompile(`^attempt to compare (\S+) with (\S+)$`)
)

// diagnose puts what the VM says into words that name the variable, by reading
// the line of the script again with the values of that moment.
func (h *Host) diagnose(t *Task, L *lua.LState, p runtime.Place, text string) (better, hint string) {
	s := newScope(h, L)
	if s == nil {
		return text, ""
	}
	line := onLine(h.sources.tree(p.Source), p.Line)
	switch {
	case text == "attempt to call a non-function object":
		return h.badCall(s, line, p, text)
	case indexText.MatchString(text):
		m := indexText.FindStringSubmatch(text)
		return h.badIndex(s, line, p, m[1], m[2])
	case arithText.MatchString(text):
		m := arithText.FindStringSubmatch(text)
		return h.badOperand(s, line, p, "calculate with", m[2], m[3])
	case compareText.MatchString(text):
		m := compareText.FindStringSubmatch(text)
		if m[1] != "nil" && m[2] != "nil" {
			return fmt.Sprintf("cannot compare a %s with a %s", m[1], m[2]), ""
		}
		return h.badOperand(s, line, p, "compare", m[1], m[2])
	}
	return text, ""
}

// badCall names what was called and is no function.
func (h *Host) badCall(s *scope, line []ast.Expr, p runtime.Place, text string) (string, string) {
	for _, e := range line {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok {
			continue
		}
		if call.Method != "" {
			obj, known := s.value(call.Receiver)
			if !known {
				continue
			}
			if method, mknown := s.index(obj, call.Method); mknown && method == lua.LNil {
				return fmt.Sprintf("%s has no method called %s", exprName(call.Receiver), call.Method),
					didYouMean(call.Method, s.keys(obj))
			}
			continue
		}
		v, known := s.value(call.Func)
		if !known || v.Type() == lua.LTFunction {
			continue
		}
		switch f := call.Func.(type) {
		case *ast.IdentExpr:
			if v == lua.LNil && !s.isLocal(f.Value) {
				better := fmt.Sprintf("no function called %s", f.Value)
				if near := didYouMean(f.Value, s.globals()); near != "" {
					return better + ". " + near, ""
				}
				return better, "help() lists the functions"
			}
			return fmt.Sprintf("%s is %s, not a function", f.Value, article(v)), h.nilReason(p, f.Value, v)
		case *ast.AttrGetExpr:
			obj, _ := s.value(f.Object)
			return fmt.Sprintf("%s is %s, not a function", exprName(f), article(v)), didYouMean(keyName(f.Key), s.keys(obj))
		}
	}
	return text, ""
}

// badIndex names the variable that holds no table.
func (h *Host) badIndex(s *scope, line []ast.Expr, p runtime.Place, typ, key string) (string, string) {
	for _, e := range line {
		var object ast.Expr
		switch e := e.(type) {
		case *ast.AttrGetExpr:
			if keyName(e.Key) == key {
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
		if v, known := s.value(object); known && v.Type().String() == typ {
			name := exprName(object)
			return fmt.Sprintf("%s is %s: it has no %s", name, article(v), key), h.nilReason(p, name, v)
		}
	}
	return fmt.Sprintf("a %s has no %s", typ, key), ""
}

// badOperand names the variable that can't be calculated with.
func (h *Host) badOperand(s *scope, line []ast.Expr, p runtime.Place, verb, left, right string) (string, string) {
	for _, e := range line {
		var sides []ast.Expr
		switch e := e.(type) {
		case *ast.ArithmeticOpExpr:
			sides = []ast.Expr{e.Lhs, e.Rhs}
		case *ast.RelationalOpExpr:
			sides = []ast.Expr{e.Lhs, e.Rhs}
		}
		for _, side := range sides {
			v, known := s.value(side)
			if !known || v.Type() == lua.LTNumber || v.Type() == lua.LTString && verb == "compare" {
				continue
			}
			if name := exprName(side); name != "" {
				return fmt.Sprintf("cannot %s %s: it is %s", verb, name, article(v)), h.nilReason(p, name, v)
			}
		}
	}
	return fmt.Sprintf("cannot %s a %s and a %s", verb, left, right), ""
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
			if k := keyName(e.Key); k != "" {
				return base + "." + k
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
	for place, why := range h.nils { // at the prompt each line is a source of its own
		if place.Source != p.Source && place.Line == 1 {
			for _, a := range assignments(h.sources.tree(place.Source), name) {
				if a == place.Line {
					return fmt.Sprintf("%s is nil because %s at %s", name, why, place)
				}
			}
		}
	}
	return ""
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

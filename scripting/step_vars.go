package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/printable"
	"sockpit/scripting/syntax"
)

// A Variable is one that a line sees at which a task stands.
type Variable struct {
	Name  string
	Kind  string // "local", "captured" from the function around, or "global"
	Value string // as in Lua, in short
	News  string // "+" it has come since the function was at its line before, "~" it has another value, or ""
}

// Variables gives the variables of the line at which the selected task stands:
// locals, those captured from functions around, and the globals that were set
// since the walk began. No code of the script runs for it. A change in a table is
// seen where it is among what is written of the table.
func (s *Stepper) Variables() (out []Variable, err error) {
	s.host.With(func() {
		t := s.choose()
		if t == nil {
			err = ErrNobodyStands
			return
		}
		was, known := t.walk.calls.before(t.depth(), t.walk.frame)
		for _, v := range s.inSight(t.walk.frame) {
			shown := Variable{Name: v.name, Kind: v.kind, Value: v.text}
			old, had := was[v.name]
			switch {
			case known && !had:
				shown.News = "+"
			case known && !old.same(v):
				shown.News = "~"
			}
			out = append(out, shown)
		}
	})
	return out, err
}

// A held is what a variable held at one moment.
type held struct {
	name, kind string
	value      lua.LValue
	text       string
}

// same reports whether a variable holds what it held.
func (h held) same(now held) bool {
	_, isTable := h.value.(*lua.LTable)
	return h.value == now.value && h.kind == now.kind && (!isTable || h.text == now.text)
}

// keepGlobals notes what is global when the first task stands: nothing of the
// script has run yet.
func (s *Stepper) keepGlobals() {
	if s.globals != nil {
		return
	}
	s.globals = map[string]lua.LValue{}
	s.host.root.G.Global.ForEach(func(k, v lua.LValue) {
		if name, ok := k.(lua.LString); ok {
			s.globals[string(name)] = v
		}
	})
}

// inSight gives what the variables of a frame hold: of two with the same name the
// inner one.
func (s *Stepper) inSight(f *frame) []held {
	var out []held
	at := map[string]int{}
	see := func(kind string) func(string, lua.LValue) {
		return func(name string, v lua.LValue) {
			one := held{name, kind, orNil(v), s.host.brief(orNil(v))}
			if i, shadowed := at[name]; shadowed {
				out[i] = one
				return
			}
			at[name] = len(out)
			out = append(out, one)
		}
	}
	env := s.host.root.G.Global
	if f != nil && f.fn != nil {
		captured := see("captured")
		for n := 1; n <= len(f.fn.Upvalues); n++ {
			if name, v := f.th.GetUpvalue(f.fn, n); syntax.IsName(name) {
				captured(name, v)
			}
		}
		local := see("local")
		f.host.eachLocal(f.th, f.dbg, f.fn, func(name string, n int) {
			_, v := f.th.GetLocal(f.dbg, n)
			local(name, v)
		})
		env = f.fn.Env
	}
	global := see("global")
	firstNames(env, len(s.globals)+maxVariables, func(name string, v lua.LValue) {
		if old, was := s.globals[name]; was && old == v {
			return
		}
		if _, shadowed := at[name]; !shadowed {
			global(name, v)
		}
	})
	return out
}

// A callTrail is what the variables of each call of a task held when it stood at
// its last two lines, the outermost first.
type callTrail []callLines

type callLines struct {
	depth       int
	fn          *lua.LFunction
	before, now map[string]held // before is nil at the first line
}

// stood notes what a call's variables hold at a line. Calls that were deeper are
// over.
func (c *callTrail) stood(depth int, f *frame, vars []held) {
	calls := *c
	for len(calls) > 0 && calls[len(calls)-1].depth > depth {
		calls = calls[:len(calls)-1]
	}
	now := map[string]held{}
	for _, v := range vars {
		now[v.name] = v
	}
	if last := len(calls) - 1; last >= 0 && calls[last].depth == depth {
		if calls[last].fn == f.fn {
			calls[last].before, calls[last].now = calls[last].now, now
			*c = calls
			return
		}
		calls = calls[:last]
	}
	*c = append(calls, callLines{depth: depth, fn: f.fn, now: now})
}

// before gives what the variables held at the line before; false if there was
// none in that call.
func (c callTrail) before(depth int, f *frame) (map[string]held, bool) {
	if len(c) == 0 || f == nil {
		return nil, false
	}
	last := c[len(c)-1]
	return last.before, last.depth == depth && last.fn == f.fn && last.before != nil
}

// How much is written of a value in short.
const (
	briefDepth = 2
	briefItems = 20
	briefBytes = 60  // of a string
	briefTotal = 200 // of a table, in bytes, before its last item
)

// brief writes a value in short, and in a time that does not grow with it. What a
// socket, a task or a channel is just now, other views say.
func (h *Host) brief(v lua.LValue) string { return h.briefly(v, briefDepth) }

func (h *Host) briefly(v lua.LValue, depth int) string {
	switch v := v.(type) {
	case lua.LString:
		return quoted(string(v), briefBytes)
	case *lua.LUserData:
		if o, ok := ObjectOf(v).(brief); ok {
			return o.Brief()
		}
		return Describe(v)
	case *lua.LFunction:
		return h.functionText(v)
	case *lua.LState:
		return "coroutine"
	case *lua.LTable:
		return h.briefTable(v, depth)
	}
	return Describe(v)
}

func (h *Host) briefTable(t *lua.LTable, depth int) string {
	var parts []string
	length := 0
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if depth == 0 || len(parts) == briefItems || length > briefTotal {
			parts = append(parts, printable.Ellipsis)
			break
		}
		label := "[" + h.briefly(key, 0) + "] = "
		switch k := key.(type) {
		case lua.LNumber:
			if k == lua.LNumber(len(parts)+1) {
				label = ""
			}
		case lua.LString:
			if syntax.IsName(string(k)) {
				label = string(k) + " = "
			}
		}
		parts = append(parts, label+h.briefly(v, depth-1))
		length += len(parts[len(parts)-1])
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

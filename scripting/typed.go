package scripting

import (
	"errors"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/scripting/syntax"
)

// An entry is one thing that was typed at the prompt, with what came of it: what
// :save makes a script of.
type entry struct {
	text       string
	tree       []ast.Stmt // parsed when it is saved
	expression bool       // it gave values, or could have
	task       *Task      // that it was started as with &, or nil
	results    []result   // of an expression
	failed     *Failure
	script     bool   // text is that of a script that was run with :run
	acted      bool   // it called something on a socket
	step       string // what that was for
	busy       bool   // other tasks were there
	states     []stateOf
}

// A result is a value as it was when it was given: it can change later.
type result struct {
	literal string // as Lua that makes it again; "" if there is none
	code    string // of an error object
	size    int    // bytes of a string that is too long to be written
}

// A stateOf is a socket's state after an entry.
type stateOf struct{ name, state string }

// maxEntries is how many entries are remembered, and maxEntryBytes of how many
// bytes. What comes after them can't be saved.
const (
	maxEntries    = 2000
	maxEntryBytes = 4 << 20
)

// remember keeps an entry. The caller holds the baton.
func (h *Host) remember(e entry) {
	p := &h.prompt
	size := len(e.text)
	for _, r := range e.results {
		size += len(r.literal)
	}
	if len(p.entries) == maxEntries || p.entryBytes+size > maxEntryBytes {
		p.entryBytes = maxEntryBytes // a shorter one does not come after what was forgotten
		p.forgot++
		return
	}
	if e.failed != nil { // the value may be anything, and hold what the script has dropped
		short := *e.failed
		short.Value, short.Sockets, short.Trace = nil, nil, nil
		e.failed = &short
	}
	p.entries, p.entryBytes = append(p.entries, e), p.entryBytes+size
}

// nextSeq gives the number that the next call on a socket will have.
func (h *Host) nextSeq() int64 { return h.Session.Log.Next() }

// callsSince gives what the prompt's own task did since a call.
func (h *Host) callsSince(seq int64) []runtime.Event {
	var out []runtime.Event
	for ; seq < h.nextSeq() && len(out) < maxCalls; seq++ {
		if e, ok := h.Session.Log.Get(seq); ok && e.Task == h.prompt.task.ID {
			e.Data = nil
			out = append(out, e)
		}
	}
	return out
}

// maxCalls is how many calls of one entry are looked at: they only give the
// steps their names.
const maxCalls = 100

// entryOf is an entry that was started with &.
func entryOf(text string, t *Task) entry { return entry{text: text, task: t, busy: true} }

// rememberEval keeps what a foreground entry did.
func (h *Host) rememberEval(text string, since int64, values []lua.LValue, failed *Failure) {
	calls := h.callsSince(since)
	e := entry{text: text, expression: len(values) > 0, failed: failed, acted: len(calls) > 0, step: h.stepText(calls), busy: h.others(h.prompt.task)}
	for _, v := range values {
		e.results = append(e.results, resultOf(v))
	}
	h.remember(e)
}

// NoteStates tells what has become of sockets since the last entry, for :save.
func (h *Host) NoteStates(before, after World) {
	h.With(func() {
		n := len(h.prompt.entries)
		if n == 0 || h.prompt.forgot > 0 {
			return
		}
		e := &h.prompt.entries[n-1]
		was, is := map[int]string{}, map[int]bool{}
		for _, s := range before.Sockets {
			was[s.ID] = s.State.Name
		}
		for _, s := range after.Sockets {
			is[s.ID] = true
			if was[s.ID] != s.State.Name && s.State.Name != "" && !s.State.Passing() {
				h.noteState(e, s, s.State.Name)
			}
		}
		for _, s := range before.Sockets {
			if !is[s.ID] {
				h.noteState(e, s, "CLOSED")
			}
		}
	})
}

// noteState notes a state if a variable of the prompt holds the socket.
func (h *Host) noteState(e *entry, s Named, state string) {
	if SocketOf(h.variable(s.Name)) != s.Socket {
		return
	}
	e.states = slices.DeleteFunc(e.states, func(o stateOf) bool { return o.name == s.Name })
	e.states = append(e.states, stateOf{s.Name, state})
}

// variable gives a global, or a local of the prompt.
func (h *Host) variable(name string) lua.LValue {
	if h.prompt.names[name] {
		return h.prompt.env.RawGetString(name)
	}
	return h.root.G.Global.RawGetString(name)
}

// slip reports whether an entry failed by a slip of the pen, and did nothing:
// an error of Lua's own, wrong arguments, Ctrl-C.
func (e *entry) slip() bool {
	if e.failed == nil || e.script {
		return false
	}
	if errors.Is(e.failed, ErrInterrupted) {
		return true
	}
	switch e.code() {
	case "", "ARGUMENT", "EXPECTATION", "INTERRUPTED":
		return !e.acted && !e.assigns()
	}
	return false
}

// code gives the code of the error that an entry failed with, or "".
func (e *entry) code() string {
	if e.failed != nil {
		var err *Error
		if errors.As(e.failed.Err, &err) {
			return err.Code
		}
	}
	return ""
}

// assigns reports whether an entry that failed may have set a variable before.
func (e *entry) assigns() bool { return len(e.tree) > 1 }

// resultOf writes down a value.
func resultOf(v lua.LValue) result {
	if err := ErrorOf(v); err != nil {
		return result{code: err.Code}
	}
	if v.Type() == lua.LTUserData {
		return result{}
	}
	if s, ok := v.(lua.LString); ok && len(s) > longestLiteral {
		return result{size: len(s)}
	}
	text, ok := literalOf(v, 0)
	if !ok || len(text) > 4*longestLiteral {
		return result{}
	}
	return result{literal: text}
}

// longestLiteral is the longest string that is written out, in bytes.
const longestLiteral = 400

// literalOf writes a value as Lua that makes it again; false if it is a socket,
// a function, or has something like that in it.
func literalOf(v lua.LValue, depth int) (string, bool) {
	switch v := v.(type) {
	case *lua.LNilType, lua.LBool:
		return v.String(), true
	case lua.LNumber:
		n := float64(v)
		if n != n || n-n != 0 {
			return "", false
		}
		return formatExact(n), true
	case lua.LString:
		return quoted(string(v), longestLiteral), len(v) <= longestLiteral
	case *lua.LTable:
		return tableLiteral(v, depth)
	}
	return "", false
}

// tableLiteral writes a table of such values, four deep at most.
func tableLiteral(t *lua.LTable, depth int) (string, bool) {
	if t.Metatable != lua.LNil || depth == prettyDepth {
		return "", false
	}
	items, more := (&pretty{}).items(t)
	if more > 0 {
		return "", false
	}
	var parts []string
	for _, it := range items {
		value, ok := literalOf(it.value, depth+1)
		label := ""
		switch key := it.key.(type) {
		case nil:
		case lua.LString:
			label = "[" + quoted(string(key), longestLiteral) + "] = "
			if syntax.IsName(string(key)) {
				label = string(key) + " = "
			}
		default:
			k, kok := literalOf(key, prettyDepth)
			label, ok = "["+k+"] = ", ok && kok
		}
		if !ok {
			return "", false
		}
		parts = append(parts, label+value)
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

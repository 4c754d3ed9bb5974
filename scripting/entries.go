package scripting

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/syntax"
	"sockpit/scripting/transcript"
)

// An entry is one thing that was typed at the prompt, with what came of it.
type entry struct {
	transcript.Entry
	task *Task // that it was started as, or nil
}

// maxEntries is how many entries are remembered, and maxEntryBytes of how many
// bytes. What comes after them can't be saved.
const (
	maxEntries    = 2000
	maxEntryBytes = 4 << 20
)

// remember keeps an entry. The caller holds the baton.
func (p *prompt) remember(e entry) {
	size := e.Size()
	if len(p.entries) == maxEntries || p.entryBytes+size > maxEntryBytes {
		p.entryBytes = maxEntryBytes // a shorter one does not come after what was forgotten
		p.forgot++
		return
	}
	p.entries, p.entryBytes = append(p.entries, e), p.entryBytes+size
}

// nextSeq gives the number that the next call on a socket will have.
func (p *prompt) nextSeq() int64 { return p.host.Session.Log.Next() }

// callsSince gives what the prompt's own task did since a call.
func (p *prompt) callsSince(seq int64) []event.Event {
	var out []event.Event
	for ; seq < p.nextSeq() && len(out) < maxCalls; seq++ {
		if e, ok := p.host.Session.Log.Get(seq); ok && e.Task == p.task.ID {
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
func entryOf(text string, t *Task) entry { return entry{transcript.Entry{Text: text, Busy: true}, t} }

// rememberEval keeps what a foreground entry did.
func (p *prompt) rememberEval(text string, since int64, values []lua.LValue, failed *Failure) {
	calls := p.callsSince(since)
	p.host.noteTyped()
	e := transcript.Entry{Text: text, Values: len(values) > 0, Results: resultsOf(values), Failed: failureOf(failed), Acted: len(calls) > 0, Step: p.stepText(calls), Busy: p.host.others(p.task)}
	p.remember(entry{Entry: e})
}

// stepText says what the last call is for that a reader wants to hear of.
func (p *prompt) stepText(calls []event.Event) string {
	if len(calls) == 0 {
		return ""
	}
	variables := map[int]string{}
	for s, name := range p.host.names() {
		if SocketOf(p.variable(name)) == s {
			variables[s.ID] = name
		}
	}
	return transcript.StepText(calls, variables)
}

// NoteStates tells what has become of sockets since the last entry, for :save.
func (p *prompt) NoteStates(before, after World) {
	p.host.With(func() {
		n := len(p.entries)
		if n == 0 || p.forgot > 0 {
			return
		}
		e := &p.entries[n-1]
		was, is := map[int]stack.TCPState{}, map[int]bool{}
		for _, s := range before.Sockets {
			was[s.ID] = s.State.Name
		}
		for _, s := range after.Sockets {
			is[s.ID] = true
			if was[s.ID] != s.State.Name && s.State.Name != "" && !s.State.Passing() {
				p.noteState(e, s, s.State.Name)
			}
		}
		for _, s := range before.Sockets {
			if !is[s.ID] {
				p.noteState(e, s, stack.Closed)
			}
		}
	})
}

// noteState notes a state if a variable of the prompt holds the socket.
func (p *prompt) noteState(e *entry, s Named, state stack.TCPState) {
	if SocketOf(p.variable(s.Name)) != s.Socket {
		return
	}
	e.Note(s.Name, string(state))
}

// variable gives a global, or a local of the prompt.
func (p *prompt) variable(name string) lua.LValue {
	if p.locals[name] {
		return p.env.RawGetString(name)
	}
	return p.host.root.G.Global.RawGetString(name)
}

// failureOf writes down how something failed: the value of an error may be anything,
// and hold what the script has dropped.
func failureOf(f *Failure) *transcript.Failure {
	if f == nil {
		return nil
	}
	saved := &transcript.Failure{Message: f.Message, Interrupted: errors.Is(f, ErrInterrupted)}
	var err *Error
	if errors.As(f.Err, &err) {
		saved.Code = err.Code
	}
	return saved
}

func resultsOf(values []lua.LValue) (results []transcript.Value) {
	for _, v := range values {
		results = append(results, resultOf(v))
	}
	return results
}

// savedTask gives what became of a task.
func (t *Task) saved() *transcript.Task {
	s := &transcript.Task{ID: t.ID}
	select {
	case <-t.done:
		s.Ended, s.Stopped, s.Failed, s.Results = true, t.stopped() != nil, failureOf(t.failure), resultsOf(t.results)
	default:
	}
	return s
}

// typedSession gives what was typed at the prompt, and what came of it.
func (p *prompt) typedSession() *transcript.Session {
	s := &transcript.Session{Forgot: p.forgot, Init: p.init}
	for _, e := range p.entries {
		if e.task != nil {
			e.Task = e.task.saved()
		}
		s.Entries = append(s.Entries, e.Entry)
	}
	s.Events, _ = p.host.Session.Log.Whole()
	return s
}

// Save makes a scenario of what was typed at the prompt. name is what the file
// will be called.
func (p *prompt) Save(name string) (s *transcript.Scenario, err error) {
	p.host.With(func() { s, err = p.typedSession().Scenario(name) })
	return s, err
}

// Recorded gives the entries at the prompt that worked, as an exercise would have
// them typed.
func (p *prompt) Recorded() (lines []string, err error) {
	p.host.With(func() { lines, err = p.typedSession().Exercise() })
	return lines, err
}

// resultOf writes down a value.
func resultOf(v lua.LValue) transcript.Value {
	if err := ErrorOf(v); err != nil {
		return transcript.Value{Code: err.Code}
	}
	if v.Type() == lua.LTUserData {
		return transcript.Value{}
	}
	if s, ok := v.(lua.LString); ok && len(s) > longestLiteral {
		return transcript.Value{Size: len(s)}
	}
	text, ok := literalOf(v, 0)
	if !ok || len(text) > 4*longestLiteral {
		return transcript.Value{}
	}
	return transcript.Value{Literal: text}
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

// formatExact writes a number so that it is read back as it was.
func formatExact(n float64) string {
	if n == float64(int64(n)) && n > -1e15 && n < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	return fmt.Sprintf("%.17g", n)
}

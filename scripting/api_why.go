package scripting

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting/explain"
	"sockpit/scripting/explain/claim"
)

// whyFuncs are shown with the functions that look.
var WhyFuncs = []*Func{
	{
		Name: "why", Group: "look",
		Params: []Param{{Name: "x", Type: "any", Optional: true,
			Means: "an error, a socket or its number, or a task; if left out, the last error, whatever waits, and what was left open"},
			{Name: "options", Type: "options", Optional: true, Means: "what more to show", Fields: []Param{
				{Name: "evidence", Type: "any", Means: "true shows the events, fields and settings that each statement rests on"}}}},
		Summary: "explains an error, a socket or a wait: what happened, why, and what to try",
		Detail:  "It reads the event log and asks the kernel; what neither tells, it does not say.",
		Example: `local c, err = try(dial, 1)
why(err)`,
		Run: apiWhy,
	},
}

// facts gives what explanations are made of. The caller holds the baton.
func (h *Host) facts() *explain.Facts {
	return &explain.Facts{Session: h.Session, Began: h.Began(), Lang: h.config.Lang, Name: h.Name, Typed: h.typedLine,
		Closed: func(id int) string { return Numbered(id, h.wasCalled(id)) }, Typable: h.typable}
}

// SetLang sets the language that explanations are worded in from now on.
func (h *Host) SetLang(l claim.Lang) { h.With(func() { h.config.Lang = l }) }

// typable reports whether who asks can write the name of a socket. A person at the
// prompt can't write a local of a task; who reads the error of a script sees its text.
func (h *Host) typable(s *runtime.Socket) bool {
	if !h.looking {
		return true
	}
	book := nameBook{}
	for _, t := range []*lua.LTable{h.root.G.Global, h.prompt.env} {
		firstNames(t, maxVariables, only(s, book.see))
	}
	return len(book) > 0
}

// Reports is what why shows.
type Reports []explain.Report

// Plain gives the reports without their evidence.
func (r Reports) Plain() Reports {
	out := slices.Clone(r)
	for i := range out {
		out[i].Proofs = nil
	}
	return out
}

func apiWhy(c *Call) error {
	var x lua.LValue = lua.LNil
	var options *lua.LTable
	evidence := false
	if err := c.Args(&x, &options); err != nil {
		return err
	}
	if t, ok := x.(*lua.LTable); ok && options == nil {
		x, options = lua.LNil, t // why{evidence=true}: of whatever there is to explain
	}
	if _, err := c.Options(options, map[string]any{"evidence": &evidence}); err != nil {
		return err
	}
	reports, err := c.host.why(x)
	if err != nil {
		return c.Wrong("x", "%s", err)
	}
	if !evidence {
		reports = reports.Plain()
	}
	c.host.config.Out.Show(reports)
	return nil
}

// Why explains the last error and whatever waits. Tasks that have just been
// started have their turn before.
func (h *Host) Why() Reports {
	h.baton.take(make(chan struct{}, 1))
	h.looking = true
	defer func() {
		h.looking = false
		h.baton.give()
	}()
	return h.whyNow(nil)
}

func (h *Host) why(x lua.LValue) (Reports, error) {
	if x == lua.LNil {
		return h.whyNow(h.current), nil
	}
	if n, ok := x.(lua.LNumber); ok {
		return h.whyNumber(n)
	}
	switch v := ObjectOf(x).(type) {
	case *socketObject:
		return h.whySocket(v.Socket), nil
	case *Error:
		return Reports{h.whyError(v)}, nil
	case *Task:
		return h.whyTask(v), nil
	}
	return nil, got(x, "an error, a socket or a task")
}

// whyFailure explains what nobody caught: a failed call from the facts, an error
// of the script by what was said of it.
func (h *Host) whyFailure(f *Failure) explain.Report {
	if e, ok := f.Err.(*Error); ok {
		return h.whyError(e)
	}
	return explain.Report{What: h.withPlace(f.Message, f.Place), Try: f.Hint}
}

func (h *Host) whyError(e *Error) explain.Report {
	var ce *runtime.CallError
	if errors.As(e.cause, &ce) {
		r := explain.Failure(h.facts(), ce)
		r.What = h.withPlace(e.Message, e.Where)
		return r
	}
	return explain.Report{What: h.withPlace(e.Message, e.Where), Try: e.Hint}
}

func (h *Host) withPlace(message string, at event.Place) string {
	if at == (event.Place{}) {
		return message
	}
	return message + ", at " + h.placeText(at)
}

// placeText names a line; of one that was typed, which stands in no file, it gives
// the text too.
func (h *Host) placeText(p event.Place) string {
	if text := h.typedLine(p); text != "" {
		return p.String() + " `" + text + "`"
	}
	return p.String()
}

// typedLine gives the text of a line that was typed at the prompt, as much as a
// sentence can hold; "" for a place that is none.
func (h *Host) typedLine(p event.Place) string {
	if p.Source != PromptSource {
		return ""
	}
	return printable.Fit(printable.Line(strings.TrimSpace(h.sources.line(p))), 60)
}

func (h *Host) whySocket(s *runtime.Socket) Reports {
	f := h.facts()
	out := Reports(explain.Socket(f, s))
	for _, w := range s.Waiting() {
		out = append(out, explain.Waiting(f, w.Task, w.Waiting))
	}
	if len(out) == 0 {
		out = Reports{{What: h.Name(s) + ": nothing to remark", Why: plainly(s)}}
	}
	return out
}

// plainly says what a socket is of which there is nothing else to say.
func plainly(s *runtime.Socket) string {
	kind := string(s.Kind())
	if s.Kind() == runtime.Stream || s.Kind() == runtime.Datagram {
		kind += " socket"
	}
	if state := stateText(s); state != "" {
		kind += ":" + state
	}
	return "It is a " + kind + "."
}

func (h *Host) whyTask(t *Task) Reports {
	select {
	case <-t.done:
		if t.failure == nil {
			return Reports{{What: t.String(), Why: "Its function has returned."}}
		}
		return Reports{h.whyFailure(t.failure)}
	default:
	}
	if w, ok := t.Waiting(); ok {
		if w.Socket == nil {
			return Reports{t.whyPause(w, t.joins.Load())}
		}
		return Reports{explain.Waiting(h.facts(), t.ID, w)}
	}
	return Reports{{What: t.String()}}
}

// WhyWaits gives why the prompt's entry waits, in the words of why; "" if it waits on
// no socket.
func (h *Host) WhyWaits() (text string) {
	h.With(func() {
		if w, ok := h.prompt.task.Waiting(); ok && w.Socket != nil {
			text = explain.Waiting(h.facts(), h.prompt.task.ID, w).Why
		}
	})
	return text
}

// whyPause explains a wait without a socket; joins is the task whose end it waits
// for, or nil.
func (t *Task) whyPause(w runtime.Waiting, joins *Task) explain.Report {
	id, named := joined(joins)
	return explain.Pause(t.host.facts(), t.String(), w, id, named)
}

// joined gives the number of a task that another waits for, and what it is called.
func joined(t *Task) (id int, named string) {
	if t == nil {
		return 0, ""
	}
	return t.ID, t.String()
}

// whyNow explains the prompt's last error, then why nothing goes on, or each
// wait of a task. asks is the task that wants to know, if it is one.
func (h *Host) whyNow(asks *Task) Reports {
	var out Reports
	if f := h.prompt.failure; f != nil && !(h.halts.report != nil && explicable(f)) {
		out = append(out, h.whyFailure(f))
	}
	if e := h.caught; e != nil {
		out = append(out, explain.Caught(h.facts(), h.whyError(e), e.event()))
	}
	if r := h.halts.report; r != nil {
		out = append(out, *r)
	}
	if r, ok := h.hang(asks); ok {
		return append(out, r)
	}
	for _, t := range h.sortedTasks() {
		if _, ok := t.Waiting(); ok {
			out = append(out, h.whyTask(t)...)
		}
	}
	out = append(out, h.doctor()...)
	if len(out) == 0 {
		out = Reports{explain.NothingToSee(h.facts())}
	}
	return out
}

// WhyWord explains what a word names: a socket by its number or its name, a task by
// its number, a variable, or a place. Tasks that have just been started have their
// turn before.
func (h *Host) WhyWord(word string) (out Reports, err error) {
	h.baton.take(make(chan struct{}, 1))
	h.looking = true
	defer func() {
		h.looking = false
		h.baton.give()
	}()
	if n, err := strconv.Atoi(strings.TrimPrefix(word, "#")); err == nil {
		return h.whyNumber(lua.LNumber(n))
	}
	if p, ok := placeOf(word); ok {
		return h.whyPlace(p)
	}
	v := h.variable(word)
	if v != lua.LNil {
		return h.why(v)
	}
	if id := h.socketCalled(word); id != 0 {
		return h.whyNumber(lua.LNumber(id))
	}
	return nil, fmt.Errorf("nothing is called %s: want a socket (#3 or its name), a variable that holds an error or a task, task 2, or a place (%s:1)", printable.Quote(word), PromptSource)
}

// WhyTask explains what a task does, by its number.
func (h *Host) WhyTask(id int) (out Reports, err error) {
	h.With(func() {
		if t := h.tasks[id]; t != nil {
			out = h.whyTask(t)
			return
		}
		err = fmt.Errorf("no task %d is alive: :tasks shows those that are", id)
	})
	return out, err
}

// placeOf reads FILE:LINE.
func placeOf(word string) (event.Place, bool) {
	i := strings.LastIndexByte(word, ':')
	if i <= 0 {
		return event.Place{}, false
	}
	n, err := strconv.Atoi(word[i+1:])
	return event.Place{Source: word[:i], Line: n}, err == nil
}

// whyPlace shows the text of a line, and what it did.
func (h *Host) whyPlace(p event.Place) (Reports, error) {
	text := strings.TrimSpace(h.sources.line(p))
	if text == "" {
		return nil, fmt.Errorf("there is no line %s", printable.Line(p.String()))
	}
	r := explain.Report{What: p.String() + ": " + printable.Line(text), Why: "It made no calls on sockets, as far as the log goes."}
	events, _ := h.Session.Log.All()
	if n := countAt(events, p); n > 0 {
		r.Why = fmt.Sprintf("Calls that it made: %d. :events %s shows them.", n, p)
	}
	return Reports{r}, nil
}

func countAt(events []event.Event, p event.Place) (n int) {
	for i := range events {
		if events[i].Place == p {
			n++
		}
	}
	return n
}

// socketCalled gives the number of the newest socket that had a name, 0 if there is
// none.
func (h *Host) socketCalled(name string) (id int) {
	h.readLines()
	for n, was := range h.given.names {
		if was.name() == name {
			id = max(id, n)
		}
	}
	return id
}

// SocketCalled gives the number of the socket that a variable of the prompt holds, or
// of the newest that had the name; 0 if there is none.
func (h *Host) SocketCalled(name string) (id int) {
	h.With(func() {
		if s := SocketOf(h.variable(name)); s != nil {
			id = s.ID
		} else {
			id = h.socketCalled(name)
		}
	})
	return id
}

// doctor tells what is wrong with the sockets of the session.
func (h *Host) doctor() Reports {
	held, all := heldSockets(h)
	if !all {
		return explain.Doctor(h.facts(), nil)
	}
	return explain.Doctor(h.facts(), func(s *runtime.Socket) bool { return held[s] })
}

// whyNumber explains the socket that has, or had, a number.
func (h *Host) whyNumber(n lua.LNumber) (Reports, error) {
	s, err := h.Numbered(n)
	if err == nil {
		return h.whySocket(s), nil
	}
	if r, ok := explain.Closed(h.facts(), int(n)); ok && lua.LNumber(int(n)) == n {
		return Reports{r}, nil
	}
	return nil, err
}

package scripting

import (
	"errors"
	"sync/atomic"
	"time"

	"sockpit/runtime"
	"sockpit/scripting/explain"
)

// A halt is a wait that Ctrl-C, a limit or cancel ended, with the state at that
// moment: when its call has returned, the socket that it made may be closed.
type halt struct {
	wait  runtime.Waiting
	joins *Task
	at    time.Time
	facts *explain.Facts
}

// halts keeps what was stopped last.
type halts struct {
	kept   atomic.Int64    // when the state was kept last, for a task beside the prompt's, in nanoseconds
	report *explain.Report // of what was stopped last; nil: nothing was since the last error. It belongs to who holds the baton
}

// haltEvery bounds how often the state is kept of tasks beside the prompt's: cancel
// can be called for thousands of them.
const haltEvery = 100 * time.Millisecond

// halted keeps the state in which a wait of t is about to be ended. Any goroutine.
func (t *Task) halted(w runtime.Waiting, cause error) {
	h, now := t.host, t.host.Session.Clock.Now()
	if !explicable(cause) {
		return
	}
	if t != h.prompt.task {
		last := h.halts.kept.Load()
		if now.UnixNano()-last < int64(haltEvery) || !h.halts.kept.CompareAndSwap(last, now.UnixNano()) {
			return
		}
	}
	t.halt.Store(&halt{wait: w, joins: t.joins.Load(), at: now, facts: explain.Capture(h.Session)})
}

// explicable reports whether a wait that ended for this cause is one that somebody
// may ask about.
func explicable(cause error) bool {
	return errors.Is(cause, ErrInterrupted) || errors.Is(cause, errCancelled) || isLimit(cause)
}

// explainHalt explains what stopped t, which has ended as f says. The caller holds
// the baton.
func (t *Task) explainHalt(f *Failure) {
	h := t.host
	cause, w := t.stopped(), t.halt.Swap(nil)
	switch {
	case !explicable(cause):
	case w != nil:
		r := t.whyHalted(w)
		r.What += ", and " + stopText(cause)
		h.halts.report = &r
	case t == h.prompt.task:
		h.halts.report = &explain.Report{What: h.withPlace("task 1 "+stopText(cause), f.Place), Why: "It ran then: it waited for nothing."}
	}
}

// whyHalted explains a wait as if it still went on.
func (t *Task) whyHalted(w *halt) explain.Report {
	f := t.host.facts()
	f.Take(w.facts)
	joins, named := joined(w.joins)
	return explain.Waited(f, t.ID, w.wait, w.at, joins, named)
}

func stopText(cause error) string {
	switch {
	case errors.Is(cause, ErrInterrupted):
		return "was stopped by Ctrl-C"
	case errors.Is(cause, errCancelled):
		return "was ended by cancel"
	}
	return "was ended: " + cause.Error()
}

package repl

import (
	"slices"

	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/scripting"
)

// A tracer shows each call when it has returned, and before what the script
// shows next: the calls of a step stand beneath it. Its fields belong to who holds
// the baton.
type tracer struct {
	host    *scripting.Host
	print   *term.Printer
	shown   map[int64]bool // by number
	version int64          // of the log, up to which it was looked at
	over    bool           // what follows is not of the run
}

// newTracer makes one that shows the calls from now on.
func newTracer(h *scripting.Host, p *term.Printer) *tracer {
	_, version := h.Session.Log.Since(0)
	return &tracer{host: h, print: p, shown: map[int64]bool{}, version: version}
}

// run shows the calls until finished and nothing is left.
func (t *tracer) run(finished <-chan struct{}) {
	changed, stop := t.host.Session.Log.Watch()
	defer stop()
	for {
		t.look()
		select {
		case <-changed:
		case <-finished:
			t.look()
			t.host.With(func() { t.over = true })
			return
		}
	}
}

// look is catchUp for who does not hold the baton.
func (t *tracer) look() { t.host.With(t.catchUp) }

// catchUp shows the calls that have returned and are not shown yet. The caller holds
// the baton: sockets are called by the names that they have now.
func (t *tracer) catchUp() {
	if t.over {
		return
	}
	events, version := t.host.Session.Log.Since(t.version)
	t.version = version
	events = slices.DeleteFunc(events, func(e runtime.Event) bool { return !e.Done() || t.shown[e.Seq] })
	if len(events) == 0 {
		return
	}
	c := view.Calls{Began: t.host.Began(), Tags: t.host.TagsNow(events)}
	for i := range events {
		e := &events[i]
		t.shown[e.Seq] = true
		t.print.Limited(view.Trace(e, c, t.print.Width(), t.print.Style))
	}
}

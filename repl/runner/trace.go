package runner

import (
	"slices"

	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/scripting"
)

// A Tracer shows each call when it has returned, and before what the script
// shows next: the calls of a step stand beneath it. Its fields belong to who holds
// the baton.
type Tracer struct {
	host    *scripting.Host
	print   *term.Printer
	shown   map[int64]bool // by number
	version int64          // of the log, up to which it was looked at
	over    bool           // what follows is not of the run
}

// NewTracer makes one that shows the calls from now on.
func NewTracer(h *scripting.Host, p *term.Printer) *Tracer {
	_, version := h.Session.Log.Since(0)
	return &Tracer{host: h, print: p, shown: map[int64]bool{}, version: version}
}

// Run shows the calls until finished and nothing is left.
func (t *Tracer) Run(finished <-chan struct{}) {
	changed, stop := t.host.Session.Log.Watch()
	defer stop()
	for {
		t.Look()
		select {
		case <-changed:
		case <-finished:
			t.Look()
			t.host.With(func() { t.over = true })
			return
		}
	}
}

// Look is catchUp for who does not hold the baton.
func (t *Tracer) Look() { t.host.With(t.CatchUp) }

// CatchUp shows the calls that have returned and are not shown yet. The caller holds
// the baton: sockets are called by the names that they have now.
func (t *Tracer) CatchUp() {
	if t.over {
		return
	}
	events, version := t.host.Session.Log.Since(t.version)
	t.version = version
	events = slices.DeleteFunc(events, func(e event.Event) bool { return !e.Done() || t.shown[e.Seq] })
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

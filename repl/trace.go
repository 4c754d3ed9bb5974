package repl

import (
	"sync"

	"sockpit/repl/view"
	"sockpit/scripting"
)

// A tracer shows each call when it has returned, and before what the script
// shows next: the calls of a step stand beneath it.
type tracer struct {
	host  *scripting.Host
	print *printer

	mu      sync.Mutex
	shown   map[int64]bool // by number
	version int64          // of the log, up to which it was looked at
	over    bool           // what follows is not of the run
}

// run shows the calls until finished and nothing is left.
func (t *tracer) run(finished <-chan struct{}) {
	changed, stop := t.host.Session.Log.Watch()
	defer stop()
	for {
		t.catchUp()
		select {
		case <-changed:
		case <-finished:
			t.catchUp()
			t.mu.Lock()
			t.over = true
			t.mu.Unlock()
			return
		}
	}
}

// catchUp shows the calls that have returned and are not shown yet.
func (t *tracer) catchUp() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	events, version := t.host.Session.Log.Since(t.version)
	t.version = version
	c := view.Calls{Began: t.host.Began()}
	for i := range events {
		if e := &events[i]; e.Done() && !t.shown[e.Seq] {
			t.shown[e.Seq] = true
			t.print.script(view.Trace(e, c, t.print.width(), t.print.style))
		}
	}
}

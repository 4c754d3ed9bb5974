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
	names   bool           // sockets are called by their names
	tags    map[int]string // what they were called when that was last asked
}

// run shows the calls until finished and nothing is left.
func (t *tracer) run(finished <-chan struct{}) {
	changed, stop := t.host.Session.Log.Watch()
	defer stop()
	for {
		t.name()
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

// name asks what the sockets of the latest calls are called. It takes the baton,
// which who is in catchUp may hold.
func (t *tracer) name() {
	if !t.names {
		return
	}
	tags := t.host.Tags(t.host.Session.Log.Last(tagged))
	t.mu.Lock()
	t.tags = tags
	t.mu.Unlock()
}

// tagged is of how many calls the sockets are named.
const tagged = 200

// catchUp shows the calls that have returned and are not shown yet.
func (t *tracer) catchUp() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	events, version := t.host.Session.Log.Since(t.version)
	t.version = version
	c := view.Calls{Began: t.host.Began(), Tags: t.tags}
	for i := range events {
		if e := &events[i]; e.Done() && !t.shown[e.Seq] {
			t.shown[e.Seq] = true
			t.print.script(view.Trace(e, c, t.print.width(), t.print.style))
		}
	}
}

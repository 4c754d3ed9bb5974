package repl

import (
	"strings"
	"time"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// watchEvery is how often the table is drawn again for what no call changes:
// queues that a peer empties, timers.
const watchEvery = 500 * time.Millisecond

// runWatch is :watch. What background tasks print meanwhile is shown after it.
func runWatch(r *REPL, _ []string) error {
	w, ok := r.reader.(line.Watcher)
	if !ok {
		r.print.say(":watch redraws the table until a key is pressed, and needs a terminal for that. The table as it is now:")
		return runSockets(r, nil)
	}
	changed, stop := r.host.Session.Log.Watch()
	defer stop()
	release := r.print.hold()
	defer release()
	var before *scripting.World
	return w.Watch(func(columns, rows int) string {
		now := r.host.World()
		text := view.Watch(before, now, callsOf(r.host, r.host.Session.Log.Last(rows), 0), columns, rows, r.print.style)
		before = &now
		return text
	}, changed, watchEvery)
}

// maxHeld bounds what is kept while nobody may write.
const maxHeld = 256 << 10

// hold keeps what is to be shown until the function that it gives is called.
func (p *printer) hold() (release func()) {
	p.mu.Lock()
	p.held = &strings.Builder{}
	p.mu.Unlock()
	return func() {
		p.mu.Lock()
		text := p.held.String()
		p.held = nil
		p.mu.Unlock()
		p.write(text)
	}
}

// keep is write while a hold is on. The caller holds p.mu.
func (p *printer) keep(text string) {
	const full = "  … more was left out while the table was watched\n"
	switch n := p.held.Len(); {
	case n+len(text) <= maxHeld:
		p.held.WriteString(text)
	case !strings.HasSuffix(p.held.String(), full):
		p.held.WriteString(full)
	}
}

package repl

import (
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
		r.print.Say(":watch redraws the table until a key is pressed, and needs a terminal for that. The table as it is now:")
		return runSockets(r, nil)
	}
	changed, stop := r.host.Session.Log.Watch()
	defer stop()
	release := r.print.Hold()
	defer release()
	var before *scripting.World
	return w.Watch(func(columns, rows int) string {
		now := r.host.World()
		text := view.Watch(before, now, callsOf(r.host, r.host.Session.Log.Last(rows), 0), columns, rows, r.print.Style)
		before = &now
		return text
	}, changed, watchEvery)
}

package repl

import (
	"fmt"
	"strconv"
	"time"

	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/scripting"
)

func runEvents(r *REPL, args []string) error {
	if len(args) > 0 && args[0] == "--json" {
		return r.saveEvents(args[1:])
	}
	n := 20
	if len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 {
			return fmt.Errorf("events: got %q, want how many to show", args[0])
		}
	}
	events, dropped := r.host.Session.Log.All()
	if len(events) == 0 {
		r.print.line("  no calls yet")
		return nil
	}
	events = events[max(0, len(events)-n):]
	r.print.write(view.Events(callsOf(r.host, events, dropped), r.width(), r.print.style))
	return nil
}

// callsOf gives calls as they are drawn.
func callsOf(h *scripting.Host, events []runtime.Event, dropped int64) view.Calls {
	return view.Calls{Events: events, Tags: h.Tags(events), Began: h.Began(), Now: time.Now(), Dropped: dropped}
}

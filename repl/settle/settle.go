// Package settle looks at a world when what is on its way between sockets has come.
package settle

import (
	"time"

	"sockpit/runtime/clock"
	"sockpit/scripting"
	"sockpit/scripting/rest"
)

// World gives what there is when nothing is on its way any more, after some
// milliseconds at most; see [rest.Passage]. seen is what was shown last. Names are
// looked for in the first look and in the last one only.
func World(h *scripting.Host, seen scripting.World) scripting.World {
	now := h.Session.Clock
	if clock.AsStepped(now) != nil {
		return h.World() // nothing is on its way that would come by itself
	}
	p := rest.NewPassage(now, seen.Snapshot())
	for {
		w := h.World()
		if p.Over(w.Snapshot()) {
			return w
		}
		for over := false; !over; {
			clock.Sleep(now, time.Millisecond)
			snap := h.Session.SnapshotBrief()
			over = p.Over(&snap)
		}
	}
}

// Package settle waits until what is on its way between sockets has come.
package settle

import (
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// World looks until nothing is on its way any more, for some milliseconds at
// most. Bytes are there at once on loopback; that a FIN was heard may be said
// up to 200 ms late (delayed acknowledgement). seen is what was shown last.
func World(h *scripting.Host, seen scripting.World) scripting.World {
	before := seen
	for began := time.Now(); ; {
		w := h.World()
		if time.Since(began) > Patience(seen, w) && !vanished(before, w) {
			return w
		}
		before = w
		time.Sleep(time.Millisecond)
	}
}

// vanished reports whether the kernel has nothing left of a connection that it
// still had before. That is asked once more: Linux tells of none in the moment in
// which it makes a FIN_WAIT2 of a FIN_WAIT1 (the row has no reference yet).
func vanished(before, now scripting.World) bool {
	is, left := statesOf(now)
	has := func(id int) bool { // a state can be unknown, ""
		_, open := is[id]
		_, rests := left[id]
		return open || rests
	}
	return slices.ContainsFunc(before.Sockets, func(s scripting.Named) bool {
		return s.Network.IsTCP() && s.Kind == runtime.Stream && !has(s.ID)
	}) || slices.ContainsFunc(before.Others, func(o scripting.Other) bool {
		return o.Role == runtime.Left && !has(o.Socket)
	})
}

// statesOf gives the states by socket: of ours, and of what is left of those that
// were closed.
func statesOf(w scripting.World) (ours, left map[int]string) {
	ours, left = map[int]string{}, map[int]string{}
	for _, s := range w.Sockets {
		ours[s.ID] = s.State.Name
	}
	for _, o := range w.Others {
		if o.Role == runtime.Left {
			left[o.Socket] = o.State.Name
		}
	}
	return ours, left
}

// finPatience is more than the longest delayed acknowledgement, on a machine that
// is busy too.
const finPatience = 600 * time.Millisecond

// Patience is how long to wait for what is on its way: not for a state in which a
// socket was already when it was last looked at, for that one seems to last.
func Patience(seen, w scripting.World) time.Duration {
	p := time.Duration(-1)
	was, left := statesOf(seen)
	for _, s := range w.Sockets {
		if s.State.Passing() && was[s.ID] != s.State.Name {
			p = max(p, finPatience)
		}
		if s.Network.IsTCP() && s.Peer != 0 && s.State.SendQueue > 0 {
			p = max(p, 2*time.Millisecond)
		}
	}
	for _, o := range w.Others {
		if o.Role == runtime.Left && left[o.Socket] != o.State.Name && (o.State.Passing() || halfDone(o.State)) {
			p = max(p, finPatience)
		}
	}
	return p
}

// halfDone reports whether a socket that nobody holds is about to rest: the
// kernel names the state a moment before it starts the timer.
func halfDone(s stack.State) bool { return s.Name == "FIN_WAIT2" && s.Timer.Kind == "" }

package rest

import (
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
)

// A Passage watches sockets for which no task need wait: until none only passes
// through the state that it is in. Bytes are there at once on loopback; that a FIN
// was heard may be said up to 200 ms late (delayed acknowledgement).
type Passage struct {
	clock  clock.Clock
	seen   *runtime.Snapshot // what was shown last
	before *runtime.Snapshot // what was looked at last
	began  time.Time
}

// NewPassage begins to watch after seen was shown.
func NewPassage(c clock.Clock, seen *runtime.Snapshot) *Passage {
	return &Passage{clock: c, seen: seen, before: seen, began: c.Now()}
}

// Over reports whether what is now is going to last.
func (p *Passage) Over(now *runtime.Snapshot) bool {
	over := p.clock.Since(p.began) > patience(p.seen, now) && !vanished(p.before, now)
	p.before = now
	return over
}

// vanished reports whether the kernel has nothing left of a connection that it
// still had before. That is asked once more: Linux tells of none in the moment in
// which it makes a FIN_WAIT2 of a FIN_WAIT1 (the row has no reference yet).
func vanished(before, now *runtime.Snapshot) bool {
	is, left := names(now)
	has := func(id int) bool { // a state can be unknown, ""
		_, open := is[id]
		_, rests := left[id]
		return open || rests
	}
	return slices.ContainsFunc(before.Sockets, func(s runtime.View) bool {
		return s.Network.IsTCP() && s.Kind == runtime.Stream && !has(s.ID)
	}) || slices.ContainsFunc(before.Others, func(o runtime.Around) bool {
		return o.Role == runtime.Left && !has(o.Socket)
	})
}

// names gives the names of the states by socket: of ours, and of what is left of
// those that were closed.
func names(snap *runtime.Snapshot) (ours, left map[int]stack.TCPState) {
	ours, left = map[int]stack.TCPState{}, map[int]stack.TCPState{}
	for i := range snap.Sockets {
		ours[snap.Sockets[i].ID] = snap.Sockets[i].State.Name
	}
	for i := range snap.Others {
		if o := &snap.Others[i]; o.Role == runtime.Left {
			left[o.Socket] = o.State.Name
		}
	}
	return ours, left
}

// finPatience is more than the longest delayed acknowledgement, on a machine that
// is busy too.
const finPatience = 600 * time.Millisecond

// patience is how long to wait for what is on its way: not for a state in which a
// socket was already when it was shown last, for that one seems to last.
func patience(seen, now *runtime.Snapshot) time.Duration {
	p := time.Duration(-1)
	was, left := names(seen)
	for i := range now.Sockets {
		s := &now.Sockets[i]
		if s.State.Passing() && was[s.ID] != s.State.Name {
			p = max(p, finPatience)
		}
		if s.Network.IsTCP() && s.Peer != 0 && s.State.SendQueue > 0 {
			p = max(p, 2*time.Millisecond)
		}
	}
	for i := range now.Others {
		o := &now.Others[i]
		if o.Role == runtime.Left && left[o.Socket] != o.State.Name && (o.State.Passing() || halfDone(o.State)) {
			p = max(p, finPatience)
		}
	}
	return p
}

// halfDone reports whether a socket that nobody holds is about to rest: the
// kernel names the state a moment before it starts the timer.
func halfDone(s stack.State) bool { return s.Name == stack.FinWait2 && s.Timer.Kind == "" }

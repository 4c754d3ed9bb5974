package rest

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock"
)

// A Watch looks at a session time and again, and knows since when nothing has
// changed. It belongs to one goroutine.
type Watch struct {
	Clock clock.Clock
	Doubt time.Duration // how long nothing must change until Doubtful is Stuck

	turns  uint64    // at the last look
	queues uint64    // what the kernel said of the queues then, as a sum
	since  time.Time // nothing has changed since, as far as looks tell
	looks  int       // that saw the same
}

// A Moment is what there is while no task runs.
type Moment struct {
	Turns uint64 // how often a task began or went on to run
	Waits []Wait // every task
	Snap  *runtime.Snapshot

	each []State
}

// Weigh says of each wait how far it has come, and gives the first of that. Look
// does so too: this is for who has time now.
func (m *Moment) Weigh() (first State) {
	if m.each == nil {
		m.each = states(m.Waits, m.Snap)
	}
	first = Ended
	for _, one := range m.each {
		first = min(first, one)
	}
	return first
}

// An Answer says how far a session has come.
type Answer struct {
	State
	Each  []State       // of each wait; Doubtful ones are as they are
	Quiet time.Duration // nothing has changed for so long; 0 if something goes on
	Again bool          // the look before saw the same
}

// Turned notes that tasks have had so many turns, and reports whether one has had
// one since the last look.
func (w *Watch) Turned(turns uint64) bool {
	if turns == w.turns && !w.since.IsZero() {
		return false
	}
	w.turns = turns
	w.Moved()
	return true
}

// Moved notes that something has changed, or is about to.
func (w *Watch) Moved() { w.since, w.looks = w.Clock.Now(), 0 }

// Quiet gives how long nothing has changed.
func (w *Watch) Quiet() time.Duration { return w.Clock.Since(w.since) }

// Look says how far the session has come. A wait of which it is Doubtful whether
// anything can end it is Busy at first, and Stuck when nothing has changed for a
// while.
func (w *Watch) Look(m Moment) Answer {
	w.Turned(m.Turns)
	a := Answer{State: m.Weigh(), Each: m.each}
	if q := queues(m.Snap); q != w.queues {
		if w.looks > 0 || a.State != Waiting { // else the first look only begins to compare
			w.since = w.Clock.Now()
		}
		w.queues, w.looks = q, 0
	} else {
		a.Again = w.looks > 0
	}
	w.looks++
	if a.State == Busy {
		w.Moved()
		return a
	}
	a.Quiet = w.Quiet()
	switch {
	case !slices.Contains(a.Each, Doubtful):
	case a.Quiet < w.Doubt:
		a.State = Busy
	case a.State == Doubtful:
		a.State = Stuck
	}
	return a
}

// queues sums up what the kernel's queues hold, to see whether anything moved.
func queues(snap *runtime.Snapshot) uint64 {
	sum := fnv.New64a()
	var b []byte
	for i := range snap.Sockets {
		v := &snap.Sockets[i]
		b = append(b[:0], v.State.Name...)
		for _, n := range []int64{int64(v.ID), int64(v.State.SendQueue), int64(v.State.RecvQueue), int64(v.State.AcceptQueue), v.Sent, v.Received} {
			b = binary.LittleEndian.AppendUint64(b, uint64(n))
		}
		_, _ = sum.Write(b)
	}
	return sum.Sum64()
}

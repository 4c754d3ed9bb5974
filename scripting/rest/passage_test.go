package rest

import (
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// What is told waits for states that are passed through, and for no others.
func TestPatience(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state stack.State
		waits bool
	}{
		{stack.State{Name: "FIN_WAIT1"}, true},
		{stack.State{Name: "FIN_WAIT2"}, true}, // one run in a dozen of the whole CI saw it without its timer
		{stack.State{Name: "FIN_WAIT2", Timer: stack.Timer{Kind: "time-wait"}}, false},
		{stack.State{Name: "TIME_WAIT", Timer: stack.Timer{Kind: "time-wait"}}, false},
	} {
		w := &runtime.Snapshot{Others: []runtime.Around{{Row: stack.Row{State: test.state}, Role: runtime.Left}}}
		if waits := patience(&runtime.Snapshot{}, w) > 0; waits != test.waits {
			t.Errorf("%+v: it waits: %t, want %t", test.state, waits, test.waits)
		}
		if patience(w, w) > 0 {
			t.Errorf("%+v: it waits again for what was seen to last", test.state)
		}
	}
}

// A connection of which the kernel suddenly has nothing left is looked for once
// more, and no longer.
func TestVanished(t *testing.T) {
	t.Parallel()
	a, b := &runtime.Socket{ID: 1, Network: stack.TCP4}, &runtime.Socket{ID: 2, Network: stack.TCP4}
	open := &runtime.Snapshot{Sockets: []runtime.View{{Socket: a, Kind: runtime.Stream}, {Socket: b, Kind: runtime.Stream}}}
	gone := &runtime.Snapshot{}
	left := &runtime.Snapshot{Others: []runtime.Around{{Role: runtime.Left, Socket: 1}, {Role: runtime.Left, Socket: 2}}}
	for _, test := range []struct {
		before, now *runtime.Snapshot
		want        bool
	}{{open, open, false}, {open, left, false}, {open, gone, true}, {left, gone, true}, {left, left, false}, {gone, gone, false}} {
		if got := vanished(test.before, test.now); got != test.want {
			t.Errorf("from %d sockets and %d left to %d and %d: %t, want %t", len(test.before.Sockets), len(test.before.Others), len(test.now.Sockets), len(test.now.Others), got, test.want)
		}
	}
}

package repl

import (
	"testing"

	"sockpit/runtime"
	"sockpit/scripting"
)

// What is told waits for states that are passed through, and for no others.
func TestPatience(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state runtime.State
		waits bool
	}{
		{runtime.State{Name: "FIN_WAIT1"}, true},
		{runtime.State{Name: "FIN_WAIT2"}, true}, // one run in a dozen of the whole CI saw it without its timer
		{runtime.State{Name: "FIN_WAIT2", Timer: runtime.Timer{Kind: "time-wait"}}, false},
		{runtime.State{Name: "TIME_WAIT", Timer: runtime.Timer{Kind: "time-wait"}}, false},
	} {
		w := scripting.World{Others: []scripting.Other{{Around: runtime.Around{Row: runtime.Row{State: test.state}, Role: runtime.Left}}}}
		if waits := patience(w) > 0; waits != test.waits {
			t.Errorf("%+v: it waits: %t, want %t", test.state, waits, test.waits)
		}
	}
}

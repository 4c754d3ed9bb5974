package repl

import (
	"strings"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
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
		w := scripting.World{Others: []scripting.Other{{Around: runtime.Around{Row: stack.Row{State: test.state}, Role: runtime.Left}}}}
		if waits := patience(scripting.World{}, w) > 0; waits != test.waits {
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
	s := newStage(t, 1)
	s.types("a, b = pair('tcp')")
	open := s.host.World()
	gone := scripting.World{}
	left := scripting.World{Others: []scripting.Other{{Around: runtime.Around{Role: runtime.Left, Socket: open.Sockets[0].ID}}, {Around: runtime.Around{Role: runtime.Left, Socket: open.Sockets[1].ID}}}}
	for _, test := range []struct {
		before, now scripting.World
		want        bool
	}{{open, open, false}, {open, left, false}, {open, gone, true}, {left, gone, true}, {left, left, false}, {gone, gone, false}} {
		if got := vanished(test.before, test.now); got != test.want {
			t.Errorf("from %d sockets and %d left to %d and %d: %t, want %t", len(test.before.Sockets), len(test.before.Others), len(test.now.Sockets), len(test.now.Others), got, test.want)
		}
	}
}

// What is said of bytes that wait is said of those that were sent just now, not
// of a reply or of what was there.
func TestBytesWait(t *testing.T) {
	t.Parallel()
	const says = "send gave the bytes to the kernel. They wait in"
	for line, want := range map[string]int{
		`t = spawn(function() send(b, recv(b)) end) send(a, "hi") join(t)`: 0,
		`spawn(function() send(b, "12345678") end) recv(a, 2)`:             0,
		`send(b, "hi")`:                    1,
		`send(b, "bye") close(b)`:          1,
		"send(b, 'hi')\nsend(b, 'hi')":     1,
		`send(b, "hi") recv_exactly(a, 2)`: 0,
	} {
		out := typed(t, t.TempDir(), false, "a, b = pair('tcp')", line)
		if n := strings.Count(out, says); n != want {
			t.Errorf("%s: said %d times, want %d:\n%s", line, n, want, out)
		}
	}
}

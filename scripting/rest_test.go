package scripting

import (
	goruntime "runtime"
	"testing"
	"time"

	"sockpit/runtime/clock/clocktest"
	"sockpit/runtime/event"
	"sockpit/scripting/rest"
)

// How far a run has come, told with the kernel's tables and without, from the
// moment at which no task runs.
func TestRest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, script  string
		glance, state rest.State
		doubtful      bool // before nothing has changed for a while it is Busy
	}{
		{"runs", `while true do end`, rest.Busy, rest.Busy, false},
		{"sleeps", `sleep(60)`, rest.Pausing, rest.Pausing, false},
		{"waits for so long", `local a, b = pair("tcp") recv(b, {timeout = 60})`, rest.Pausing, rest.Pausing, false},
		{"waits for a client", `accept(listen(0))`, rest.Waiting, rest.Waiting, false},
		{"one sleeps, one waits", `spawn(sleep, 60) accept(listen(0))`, rest.Pausing, rest.Pausing, false},
		{"waits for itself", `local a, b = pair("tcp") recv(b)`, rest.Waiting, rest.Stuck, false},
		{"waits for several", `local a, b = pair("tcp") local l = listen(0) wait{b, l}`, rest.Waiting, rest.Waiting, false},
		{"waits for a value", `channel():get()`, rest.Waiting, rest.Stuck, false},
		{"joins who waits for it", `local t t = spawn(function() local a, b = pair("tcp") recv(b) end) join(t)`, rest.Waiting, rest.Stuck, false},
		{"waits for a datagram", `local a, b = pair("udp") recv(b)`, rest.Waiting, rest.Stuck, true},
		{"a fault lets nothing pass", `local a, b = pair("tcp") fault(b, {stop = 0}) send(a, "x") recv(b)`, rest.Waiting, rest.Stuck, false},
		{"has ended", ``, rest.Ended, rest.Ended, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newWorld(Config{})
			t.Cleanup(h.Close)
			done := make(chan struct{})
			go func() { defer close(done); h.Run("x.lua", test.script) }()
			t.Cleanup(func() { h.Interrupt(ErrInterrupted); <-done })
			if test.glance == rest.Ended {
				<-done
			}
			for by := time.Now().Add(20 * time.Second); h.Rest() != test.glance; goruntime.Gosched() {
				if time.Now().After(by) {
					t.Fatalf("it is %s, want %s", h.Rest(), test.glance)
				}
			}
			clock := clocktest.New()
			w := rest.Watch{Clock: clock, Doubt: time.Second}
			look := func() (state rest.State) {
				h.With(func() {
					snap := h.Session.Snapshot()
					state = w.Look(rest.Moment{Turns: h.turns, Waits: h.waits(), Snap: &snap}).State
				})
				return state
			}
			want := test.state
			if test.doubtful {
				want = rest.Busy
			}
			if got := look(); got != want {
				t.Errorf("at first it is %s, want %s", got, want)
			}
			clock.AfterFunc(time.Second, func() {})
			clock.Next()
			if got := look(); got != test.state {
				t.Errorf("then it is %s, want %s", got, test.state)
			}
		})
	}
}

// A task that a person keeps standing is Held, whatever the others do.
func TestRestOfSteppedRun(t *testing.T) {
	t.Parallel()
	p := stepInto(t, `spawn(sleep, 60) local n = 1`)
	p.at()
	if got := p.host.Rest(); got != rest.Held {
		t.Errorf("it is %s", got)
	}
	if st, ok := p.look(); !ok || st.Steps[0].Place != (event.Place{Source: "x.lua", Line: 1}) {
		t.Errorf("it stands at %+v", st.Steps)
	}
}

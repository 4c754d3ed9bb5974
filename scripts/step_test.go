package scripts

import (
	"os"
	"slices"
	"testing"
	"time"

	"sockpit/scripting"
)

// TestStepped walks each scenario line by line, and in the short form from some
// line on step by step: it goes as when it is run, however long somebody looks
// at a line.
func TestStepped(t *testing.T) {
	t.Parallel()
	most := 40
	if os.Getenv("SOCKPIT_LONG") != "" {
		most = 400 // the rest are rounds of a loop
	}
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r := start(t, slices.Clone(arguments[s.Name])...)
			lines := walk(t, r, s, most)
			if r.Skipped && r.OK() {
				t.Skip(r.Reason)
			}
			for _, f := range r.Failures {
				t.Errorf("%v\n%s\n%s%s", f, f.Source, f.Hint, table(f.Sockets))
			}
			if r.Met < 3 || lines < min(r.Met, most) {
				t.Errorf("%d expectations held in %d lines", r.Met, lines)
			}
		})
	}
}

// walk runs a scenario with so many moves by line, and gives how many there were
// moves.
func walk(t *testing.T, r *run, s Script, most int) (moves int) {
	t.Helper()
	walker := r.host.Stepper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Outcome = r.host.Run(s.File, s.Text)
	}()
	next := scripting.Into
	for {
		select {
		case <-done:
			return moves
		case <-walker.Changed():
		case <-time.After(5 * time.Millisecond): // what only time brings is not told
		}
		if st := walker.Look(); st.Settled && walker.Move(next) == nil {
			if moves++; moves == most {
				next = scripting.ToStep
			}
		}
	}
}

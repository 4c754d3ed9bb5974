package scripting

import (
	"testing"

	"sockpit/runtime/timeline"
)

// What a run remembers is bounded, and a failed task is told of once: by who joins it,
// or at the end.
func TestRunState(t *testing.T) {
	t.Parallel()
	var r runState
	if r.step() != "" {
		t.Errorf("the step is %q before one was said", r.step())
	}
	r.steps = append(r.steps, Step{Text: "one"}, Step{Text: "two"})
	if r.step() != "two" {
		t.Errorf("the step is %q", r.step())
	}
	first, second := &Task{ID: 1, failure: &Failure{Message: "first"}}, &Task{ID: 2, failure: &Failure{Message: "second"}}
	r.remember(first)
	r.remember(second)
	r.forget(first)
	r.forget(first)
	if f := r.failures(); len(f) != 1 || f[0] != second.failure {
		t.Errorf("the failures are %v", f)
	}
	for range 2 * maxFailed {
		r.remember(first)
	}
	if len(r.failed) != maxFailed {
		t.Errorf("%d failed tasks are remembered", len(r.failed))
	}
	for range maxLinks + 1 {
		r.link(timeline.Link{})
	}
	if len(r.links) != maxLinks {
		t.Errorf("%d links are remembered", len(r.links))
	}
	explained := 0
	for range 2 * maxCompleted {
		if r.complete() {
			explained++
		}
	}
	if explained != maxCompleted {
		t.Errorf("%d failures are explained", explained)
	}
}

package scripting

import (
	"slices"

	"sockpit/runtime/timeline"
)

// A runState is what a host remembers of the scripts and lines that it runs, and what ends
// them. It belongs to who holds the baton.
type runState struct {
	steps     []Step
	met       int             // expectations that held
	completed int             // failures of this run that were explained
	failed    []*Task         // ended with a failure that nobody has been told
	links     []timeline.Link // who waited for whom
	timer     *runTimer       // ends the run; nil: no limit
	lookout   *lookout        // after the run; nil: nobody looks
}

// step gives the text of the step that was said last, or "".
func (r *runState) step() string {
	if n := len(r.steps); n > 0 {
		return r.steps[n-1].Text
	}
	return ""
}

// maxLinks bounds what is remembered of spawn and join: a script can call them
// without end, and a diagram shows no more.
const maxLinks = 20000

// link remembers that one task waited for another.
func (r *runState) link(l timeline.Link) {
	if len(r.links) < maxLinks {
		r.links = append(r.links, l)
	}
}

// maxFailed is how many failed tasks are remembered: a script can spawn them
// without end.
const maxFailed = 1000

// remember keeps a task that has failed until somebody joins it.
func (r *runState) remember(t *Task) {
	if len(r.failed) < maxFailed {
		r.failed = append(r.failed, t)
	}
}

// forget drops a failed task: somebody has joined it.
func (r *runState) forget(t *Task) {
	if i := slices.Index(r.failed, t); i >= 0 {
		r.failed = slices.Delete(r.failed, i, i+1)
	}
}

// failures gives how tasks failed that nobody has joined, oldest first.
func (r *runState) failures() (out []*Failure) {
	for _, t := range r.failed {
		if !t.joined {
			out = append(out, t.failure)
		}
	}
	return out
}

// complete counts a failure that nobody caught, and reports whether it is to be
// explained.
func (r *runState) complete() bool {
	r.completed++
	return r.completed <= maxCompleted
}

// maxCompleted is how many failures of a run are explained: that asks the kernel
// and the log for all there is, and thousands of tasks can fail at once.
const maxCompleted = 50

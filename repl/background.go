package repl

import (
	"errors"
	"fmt"
	"strings"

	"sockpit/scripting"
)

// background starts an entry as a task.
func (r *REPL) background(entry string) {
	r.started(r.host.Background(entry))
}

// started tells that a task runs beside the prompt, or why it does not.
func (r *REPL) started(t *scripting.Task, failed *scripting.Failure) {
	if failed != nil {
		r.fail(failed, 0)
		return
	}
	r.print.Line(fmt.Sprintf("  task %d started", t.ID))
}

// tellEnds prints a line above the prompt for each background task that ends,
// and what had changed by then.
func (r *REPL) tellEnds(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case t := <-r.done:
			r.tellEnd(t)
		}
	}
}

func (r *REPL) tellEnd(t *scripting.Task) {
	failed := t.Failure()
	switch {
	case failed != nil && t.Quiet():
		return
	case failed != nil && !errors.Is(failed, scripting.ErrInterrupted):
		r.print.TaskFailure(failed, t.ID)
	case failed != nil:
		r.fail(failed, t.ID)
	case !t.Background():
		return
	default:
		text := fmt.Sprintf("  task %d ended", t.ID)
		if values := r.host.Values(t, r.width()-20); len(values) > 0 {
			text += ": " + strings.Join(values, "\t")
		}
		r.print.Line(text)
	}
	if !r.busy.Load() {
		r.showChanges()
	}
}

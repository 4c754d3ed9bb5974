package repl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sockpit/repl/notice"
	"sockpit/runtime/event"
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
		if values := r.host.Values(t, r.print.Width()-20); len(values) > 0 {
			text += ": " + strings.Join(values, "\t")
		}
		r.print.Line(text)
	}
	if !r.busy.Load() {
		r.showChanges()
	}
}

// mark begins the time of which meanwhile tells.
func (r *REPL) mark() { _, r.told = r.host.Session.Log.Since(r.told) }

func (r *REPL) tellMeanwhile() {
	if text := r.meanwhile(); text != "" {
		r.print.Say(text)
	}
}

// meanwhile tells in one line what tasks did with sockets since the last entry
// ended; "" if they did nothing, or if it was shown as it happened.
func (r *REPL) meanwhile() string {
	events, version := r.host.Session.Log.Since(r.told)
	r.told = version
	if r.following != nil {
		return ""
	}
	events = slices.DeleteFunc(events, func(e event.Event) bool { return e.Task <= 1 || !e.Done() })
	if len(events) == 0 {
		return ""
	}
	return "meanwhile: " + notice.Deeds(events, r.host.Tags(events)) + "; :events shows the calls"
}

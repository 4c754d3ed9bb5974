package stepper

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sockpit/repl/line"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// Prompt stands before a command of a script that is walked.
const Prompt = "step> "

// plain walks a script by commands that are read, and prints what each line
// does. When there are no more, it goes on line by line to the end.
func (w *Session) plain(r line.Reader, interrupts <-chan struct{}) {
	w.print.Say("n goes to the next line, i into calls, s to the next step, c on; h lists all. Other entries are Lua.")
	for {
		st, over := w.rest(interrupts, w.tellWaits)
		w.tell(st, over)
		if over {
			break
		}
		for !w.command(r, st) {
			st = w.step.Look()
		}
	}
	w.end()
}

// command reads and does one, and reports whether the script goes on by it.
func (w *Session) command(r line.Reader, st scripting.Standing) (goes bool) {
	if w.auto {
		return w.step.Move(scripting.Into) == nil
	}
	entry, err := r.ReadLine(Prompt)
	switch {
	case errors.Is(err, line.ErrInterrupt):
		return false
	case err == io.EOF && w.Person:
		w.leave()
		return true
	case err != nil:
		w.auto = true
		return w.command(r, st)
	}
	goes, err = w.do(strings.TrimSpace(entry), st)
	if err != nil {
		w.print.Refuse(err)
	}
	return goes
}

// tell shows what the last line did, and where the run stands now.
func (w *Session) tell(st scripting.Standing, over bool) {
	w.print.SayLeftOut()
	w.print.Put(w.changes(st.World))
	if over {
		return
	}
	w.tellTasks(st)
	if t := st.Selection(); t != nil {
		w.print.Put(view.StepLine(t, w.place(t.Place), w.source(t.Place), w.print.Width(), w.print.Style))
	}
}

// tellTasks says which tasks have begun, come to wait, or ended.
func (w *Session) tellTasks(st scripting.Standing) {
	now := map[int]string{}
	say := func(id int, text string) {
		w.print.Say(fmt.Sprintf("task %d %s", id, text))
	}
	for i := range st.Steps {
		t := &st.Steps[i]
		text := view.StepTask(t, w.place(t.Place))
		was, known := w.tasks[t.ID]
		if text != was && t.ID != st.Selected && (!t.Stands || !known) {
			say(t.ID, text)
		}
		now[t.ID] = text
	}
	for _, id := range slices.Sorted(maps.Keys(w.tasks)) {
		if _, alive := now[id]; !alive {
			say(id, "has ended")
		}
	}
	w.tasks = now
}

// tellWaits says, once, that every task waits.
func (w *Session) tellWaits(st scripting.Standing) {
	w.print.Put(w.changes(st.World))
	w.tellTasks(st)
}

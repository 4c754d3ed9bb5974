// Package stepper runs a script line by line for a person: by commands that are read and a
// transcript that is printed, or by keys on the full screen.
package stepper

import (
	"fmt"
	"os"
	"os/signal"
	"path"
	"strconv"
	"strings"
	"time"

	"sockpit/repl/line"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/scripting"
)

// A Session is a script that is run line by line, and what has been shown of it.
type Session struct {
	host   *scripting.Host
	step   *scripting.Stepper
	script scripting.Script
	print  *term.Printer
	done   <-chan struct{}           // closed when the script has ended
	failed func() *scripting.Failure // how, once it has; nil: it has not

	Shown  scripting.World // what changes are told from
	tasks  map[int]string  // how each task was told of last
	last   scripting.Move  // done again by an empty line
	auto   bool            // no commands are left: it goes on by itself
	Person bool            // a person types the commands
	Left   bool
}

// New makes the tasks of the host stand at their next line, and lets run
// begin, which gives how the script failed.
func New(h *scripting.Host, s scripting.Script, p *term.Printer, run func() *scripting.Failure) *Session {
	done := make(chan struct{})
	var failure *scripting.Failure
	w := &Session{host: h, step: h.Stepper(), script: s, print: p, done: done, failed: func() *scripting.Failure { return failure }, Shown: h.World(), tasks: map[int]string{}, last: scripting.Over}
	go func() {
		defer close(done)
		failure = run()
	}()
	return w
}

// redrawEvery is how often is looked at for what no call changes: queues that a peer
// empties, timers.
const redrawEvery = 500 * time.Millisecond

// lookAgain is how often is asked whether nothing moves any more.
const lookAgain = time.Millisecond

// rest waits until nothing moves any more and a task stands, and gives what
// there is; over says that the script has ended. waits is called when every task
// waits.
func (w *Session) rest(interrupts <-chan struct{}, waits func(scripting.Standing)) (st scripting.Standing, over bool) {
	for {
		pause := lookAgain
		if _, all := w.step.AtRest(&w.Shown); all && !w.Left {
			st = w.step.Look()
			switch {
			case !st.Settled || len(st.Steps) == 0: // meanwhile
			case st.Selected != 0:
				return st, false
			default:
				waits(st)
				pause = redrawEvery
			}
		}
		select {
		case <-w.done:
			st.World = w.host.World()
			return st, true
		case <-interrupts:
			w.interrupt()
		case <-w.step.Changed():
		case <-time.After(pause):
		}
	}
}

// interrupt is Ctrl-C while no task stands: tasks that run are to stop at their
// next line; where all wait there is none to come.
func (w *Session) interrupt() {
	if tasks, _ := w.step.AtRest(&w.Shown); tasks {
		w.leave()
		return
	}
	w.step.Pause()
}

// verdict says how the script has ended.
func (w *Session) verdict() string {
	switch f := w.failed(); {
	case w.Left:
		return "was left"
	case f != nil:
		return "has failed: " + f.Error()
	}
	return "has ended well"
}

// leave ends the script where it is.
func (w *Session) leave() {
	w.Left = true
	w.step.Quit()
}

// end lets go of the host, when the script has ended.
func (w *Session) end() {
	<-w.done
	w.step.Detach()
}

// source gives a line of a file that was loaded, as it stands there.
func (w *Session) source(p event.Place) string {
	lines := w.step.Text(p.Source)
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[p.Line-1], "\r")
}

// place names a line: in the script itself by its number alone.
func (w *Session) place(p event.Place) string {
	if p.Source == w.script.Name {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("%s:%d", path.Base(p.Source), p.Line)
}

// readPlace reads "12", or "frames.lua:12" for a line of another file.
func (w *Session) readPlace(text string, here event.Place) (event.Place, error) {
	source := here.Source
	if source == "" {
		source = w.script.Name
	}
	if file, line, ok := strings.Cut(text, ":"); ok {
		source, text = file, line
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return event.Place{}, fmt.Errorf("got %s, want a line: 12, or FILE.lua:12", text)
	}
	return event.Place{Source: source, Line: n}, nil
}

// readBreakpoint reads "12", "recv", "12 if n > 2".
func (w *Session) readBreakpoint(text string, here event.Place) (b scripting.Breakpoint, err error) {
	at, condition, conditional := strings.Cut(text+" ", " if ")
	b.If = strings.TrimSpace(condition)
	if conditional && b.If == "" {
		return b, fmt.Errorf("if what? 12 if n > 2")
	}
	at = strings.TrimSpace(at)
	switch {
	case at == "":
		b.Place = here
	case at[0] >= '0' && at[0] <= '9' || strings.Contains(at, ":"):
		b.Place, err = w.readPlace(at, here)
	default:
		b.Call = strings.TrimSuffix(at, "()")
	}
	return b, err
}

// changes tells what is different from what was shown last.
func (w *Session) changes(now scripting.World) string {
	text := view.Changes(w.Shown, now, w.print.Width(), w.print.Style)
	w.Shown = now
	return text
}

// Run walks the script to its end, or until somebody leaves it.
func (w *Session) Run(e *term.Ending, r line.Reader, plain bool) error {
	var interrupts <-chan struct{} // Ctrl-C lets a person decide; it ends the program where nobody is
	if w.Person {
		defer e.TakeInterrupt()()
		var stop func()
		interrupts, stop = interruptsOf(r)
		defer stop()
	}
	if stage, ok := r.(line.Stage); ok && !plain {
		return w.screen(stage)
	}
	w.plain(r, interrupts)
	return nil
}

// interruptsOf gives a value for each Ctrl-C while no line is read.
func interruptsOf(r line.Reader) (interrupts <-chan struct{}, stop func()) {
	if c := r.Interrupts(); c != nil {
		return c, func() {}
	}
	signals, passed, done := make(chan os.Signal, 1), make(chan struct{}, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	go func() {
		for {
			select {
			case <-signals:
				select {
				case passed <- struct{}{}:
				default: // one is enough
				}
			case <-done:
				return
			}
		}
	}()
	return passed, func() { signal.Stop(signals); close(done) }
}

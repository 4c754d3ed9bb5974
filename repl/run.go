package repl

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"

	"sockpit/repl/export"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/scripting"
)

// RunOptions say how to run a script.
type RunOptions struct {
	Args    []string
	Quiet   bool   // steps and the summary are not shown
	Trace   bool   // each call is shown when it has returned
	JSON    bool   // the event log is written as JSON lines at the end
	Diagram string // "text": on the screen at the end; a file's name: into it
	Lanes   string // what the diagram has lanes of: ends, tasks or sides; "" what fits
	Stay    bool   // afterwards the prompt goes on with the world

	Notes io.Writer // takes what is to be said beside the log of JSON; nil: nobody reads it
}

// Run runs one script and shows how it went. It reports whether all was well.
func Run(c Config, s Script, o RunOptions) (ok bool, err error) {
	if err := export.CheckDiagram(o.Diagram, o.Lanes); err != nil { // before the script runs for nothing
		return false, err
	}
	p := term.NewPrinter(c.Out)
	p.Quiet = o.Quiet || o.JSON
	p.LimitOutput(c.Scripting.Limits.Flow())
	sc := c.Scripting
	o.Trace = o.Trace || sc.Pace > 0
	sc.Out, sc.Args = p, o.Args
	if !o.Stay { // then a person types, in the current folder
		sc.Dir = s.Dir
	}
	if o.Diagram != "" && !o.JSON {
		sc.Session.LogCap = export.MaxEvents
	}
	if o.JSON {
		sc.Out = scripting.Silent{}
		sc.Session.LogCap, sc.Session.Payloads = export.MaxEvents, export.MaxBytes
	}
	sc.OnEnd = func(t *scripting.Task) {
		if f := t.Failure(); f != nil && !t.Quiet() && !o.JSON {
			p.TaskFailure(f, t.ID)
		}
	}
	sc.EndDeadlocks = true
	sc.OnStuck = func(s scripting.Stuck) {
		if s.Outside != "" && !p.Quiet {
			p.Put(view.Sentence("… "+s.Outside+". Ctrl-C ends it.", p.Width(), p.Style))
		}
	}
	var film export.Film
	if export.FormOf(o.Diagram) == ".html" {
		sc.OnMove = film.KeepFirst
	}
	h := c.world(sc)
	if !o.Stay {
		defer h.Close()
	}
	loadPlugins(c, h, p)
	said := o.noteFull(h.Session.Log)
	outcome := runWatched(c, h, s, p, o)
	said()
	c.Ending.Hold()
	if o.JSON {
		err = record.Write(c.Out, export.LogOf(c.Version, h, s, o.Args, outcome.Steps))
	} else {
		report(p, outcome, o)
	}
	if o.Diagram != "" && err == nil {
		err = runDiagramOf(c, h, s, p, o, outcome, film.Shots())
	}
	if o.Stay {
		return outcome.OK(), errors.Join(err, stay(c, h))
	}
	if err != nil {
		return false, err
	}
	if stopped(outcome) != nil {
		return false, ErrStopped
	}
	return outcome.OK(), nil
}

// ErrStopped is the error of a run that Ctrl-C ended.
var ErrStopped = errors.New("stopped by Ctrl-C")

// stopped gives the failure of a run that Ctrl-C ended, or nil.
func stopped(o scripting.Outcome) *scripting.Failure {
	if len(o.Failures) > 0 && errors.Is(o.Failures[0], scripting.ErrInterrupted) {
		return o.Failures[0]
	}
	return nil
}

// runWatched runs the script while Ctrl-C ends it, and traces its calls.
func runWatched(c Config, h *scripting.Host, s Script, p *term.Printer, o RunOptions) scripting.Outcome {
	defer c.Ending.TakeInterrupt()()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	finished := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for {
			select {
			case <-interrupts:
				h.Interrupt(scripting.ErrInterrupted)
			case <-finished:
				return
			}
		}
	})
	if o.Trace && !o.JSON {
		t := newTracer(h, p)
		p.SetFirst(t.catchUp)
		watcher.Go(func() { t.run(finished) })
	}
	outcome := h.RunScript(s)
	close(finished)
	watcher.Wait()
	return outcome
}

// report shows the failures and the summary of a run.
func report(p *term.Printer, o scripting.Outcome, opts RunOptions) {
	p.SayLeftOut()
	if f := stopped(o); f != nil {
		p.Line(p.Style.Soft("stopped at " + printable.Line(f.Place.String())))
		return
	}
	if o.Main != nil {
		p.Failure(o.Main, 0)
	}
	if o.Skipped && o.OK() {
		p.Put(view.Sentence("skipped: "+printable.Line(o.Reason), p.Width(), p.Style))
		return
	}
	if opts.Quiet {
		return
	}
	if len(o.Open) > 0 && !opts.Stay {
		p.Put(view.Sentence(leftOpen(o.Open), p.Width(), p.Style))
	}
	word := p.Style.Good("ok")
	if !o.OK() {
		word = p.Style.Bad("failed")
	}
	p.Line(fmt.Sprintf("%s   %s, %s, %s", word, count(len(o.Steps), "step"), count(o.Met, "expectation"), view.Seconds(o.Took)))
}

// leftOpen names the sockets that a script did not close.
func leftOpen(open []scripting.Named) string {
	var parts []string
	for i, s := range open {
		if i == 5 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%s (made at %s)", printable.Line(s.Label()), printable.Line(s.Made.String())))
	}
	verb := "was"
	if len(open) > 1 {
		verb = "were"
	}
	return fmt.Sprintf("%s %s left open and closed at the end: %s", count(len(open), "socket"), verb, strings.Join(parts, ", "))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// stay opens the prompt on the world that a script has made.
func stay(c Config, h *scripting.Host) error {
	r, err := New(c)
	if err != nil {
		h.Close()
		return err
	}
	defer r.Close()
	r.Use(h)
	return r.Run()
}

func loadPlugins(c Config, h *scripting.Host, p *term.Printer) {
	for _, s := range c.PluginFiles {
		if f := h.LoadPlugin(s); f != nil {
			p.Failure(f, 0)
		}
	}
	for _, f := range h.LoadPlugins() {
		p.Failure(f, 0)
	}
}

// noteFull says when a log that is to be saved begins to lose its beginning. What
// it gives ends the watch.
func (o *RunOptions) noteFull(log *runtime.Log) (end func()) {
	if !o.JSON || o.Notes == nil {
		return func() {}
	}
	var watch sync.WaitGroup
	finished := make(chan struct{})
	watch.Go(func() {
		select {
		case <-log.Full():
			fmt.Fprintf(o.Notes, "sockpit: more than %s calls: the log keeps the last of them, and those that made the sockets of these\n", printable.Count(export.MaxEvents))
		case <-finished:
		}
	})
	return func() { close(finished); watch.Wait() }
}

// runDiagramOf draws what a script did.
func runDiagramOf(c Config, h *scripting.Host, s Script, p *term.Printer, o RunOptions, outcome scripting.Outcome, film view.Film) error {
	by, err := export.FindLanes(o.Lanes)
	if err != nil {
		return err
	}
	l := export.LogOf(c.Version, h, s, o.Args, outcome.Steps)
	f := h.Flow(&l, false)
	if o.Diagram == export.ScreenDiagram {
		p.Put("\n" + view.Diagram(f, by, p.Width(), false, p.Style))
		return nil
	}
	err = export.WriteDiagram(o.Diagram, f, by, &l, film)
	if err == nil && !p.Quiet {
		p.Say("written to " + o.Diagram)
	}
	return err
}

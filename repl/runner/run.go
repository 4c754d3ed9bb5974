package runner

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"

	"sockpit/repl/export"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	"sockpit/scripting"
)

// Options say how to run a script.
type Options struct {
	Args    []string
	Quiet   bool   // steps and the summary are not shown
	Trace   bool   // each call is shown when it has returned
	JSON    bool   // the event log is written as JSON lines at the end
	Diagram string // "text": on the screen at the end; a file's name: into it
	Lanes   string // what the diagram has lanes of: ends, tasks or sides; "" what fits

	Notes io.Writer // takes what is to be said beside the log of JSON; nil: nobody reads it

	Stay func(h *scripting.Host) error // goes on with the world when the script has ended; nil: it is closed
}

// Run runs one script and shows how it went. It reports whether all was well.
func Run(c Config, s scripting.Script, o Options) (ok bool, err error) {
	if err := export.CheckDiagram(o.Diagram, o.Lanes); err != nil { // before the script runs for nothing
		return false, err
	}
	p := term.NewPrinter(c.Out)
	p.Quiet = o.Quiet || o.JSON
	p.LimitOutput(c.Scripting.Limits.Flow())
	sc := c.on(s)
	o.Trace = o.Trace || sc.Pace > 0
	sc.Out, sc.Args = p, o.Args
	if o.Stay == nil { // then a person types, in the current folder
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
	h := NewHost(c.Ending, sc)
	if o.Stay == nil {
		defer h.Close()
	}
	LoadPlugins(c.PluginFiles, h, p)
	said := o.noteFull(h.Session.Log)
	outcome := runWatched(c, h, s, p, o)
	said()
	c.Ending.Hold()
	if o.JSON {
		err = record.Write(c.Out, export.LogOf(c.Version, h, s, o.Args, outcome.Steps))
	} else {
		Report(p, outcome, o)
	}
	if o.Diagram != "" && err == nil {
		err = runDiagramOf(c, h, s, p, o, outcome, film.Shots())
	}
	if o.Stay != nil {
		return outcome.OK(), errors.Join(err, o.Stay(h))
	}
	if err != nil {
		return false, err
	}
	if stopped(outcome) != nil {
		return false, ErrStopped
	}
	return outcome.OK(), nil
}

// runWatched runs the script while Ctrl-C ends it, and traces its calls.
func runWatched(c Config, h *scripting.Host, s scripting.Script, p *term.Printer, o Options) scripting.Outcome {
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
		t := NewTracer(h, p)
		p.SetFirst(t.CatchUp)
		watcher.Go(func() { t.Run(finished) })
	}
	outcome := h.RunScript(s)
	close(finished)
	watcher.Wait()
	return outcome
}

// noteFull says when a log that is to be saved begins to lose its beginning. What
// it gives ends the watch.
func (o *Options) noteFull(log *event.Log) (end func()) {
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
func runDiagramOf(c Config, h *scripting.Host, s scripting.Script, p *term.Printer, o Options, outcome scripting.Outcome, film view.Film) error {
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

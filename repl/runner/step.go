package runner

import (
	"errors"

	"sockpit/repl/export"
	"sockpit/repl/line"
	"sockpit/repl/stepper"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// StepOptions say how to go through a script line by line.
type StepOptions struct {
	Args  []string
	Plain bool // commands are read and a transcript is printed, also on a terminal

	Stay func(h *scripting.Host) error // goes on with the world when the script has ended; nil: it is closed
}

// Step goes through a script line by line. It reports whether all was well: a
// script that a person has left is.
func Step(c Config, s scripting.Script, o StepOptions) (ok bool, err error) {
	r, err := line.Open(line.Options{In: c.In, Out: c.Out, OnSignal: c.Ending.By})
	if err != nil {
		return false, err
	}
	defer r.Close()
	defer line.Guard(r)
	defer c.Ending.GiveBack(r, r.Interrupts() != nil)()
	p := term.NewPrinter(c.Out)
	p.Out, p.Over = r, c.Ending.Begun
	p.LimitOutput(c.Scripting.Limits.Flow())
	h := stepHost(c, s, o, p)
	var outcome scripting.Outcome
	w := stepper.New(h, s, p, func() *scripting.Failure {
		if outcome = h.RunScript(s); !outcome.OK() {
			return outcome.Failures[0]
		}
		return nil
	})
	w.Person = term.IsTerminal(c.In)
	err = w.Run(c.Ending, r, o.Plain)
	c.Ending.Hold()
	if !w.Left {
		Report(p, outcome, Options{Stay: o.Stay})
	}
	ok = w.Left || outcome.OK()
	if o.Stay == nil {
		h.Close()
		return ok, err
	}
	_ = r.Close()
	return ok, errors.Join(err, o.Stay(h))
}

// stepHost makes the world of a script that is stepped through. Its patience does not end
// while somebody looks at a line.
func stepHost(c Config, s scripting.Script, o StepOptions, p *term.Printer) *scripting.Host {
	sc := c.on(s)
	sc.Out, sc.Args, sc.Limits.Time = p, o.Args, 0
	sc.Session.LogCap = export.MaxEvents
	if o.Stay == nil { // then a person types, in the current folder
		sc.Dir = s.Dir
	}
	sc.OnEnd = func(t *scripting.Task) {
		if f := t.Failure(); f != nil && !t.Quiet() && !errors.Is(f, scripting.ErrInterrupted) {
			p.TaskFailure(f, t.ID)
		}
	}
	sc.EndDeadlocks = true
	sc.OnStuck = func(s scripting.Stuck) {
		if s.Outside != "" {
			p.Put(view.Sentence("… "+s.Outside, p.Width(), p.Style))
		}
	}
	h := NewHost(c.Ending, sc)
	LoadPlugins(c.PluginFiles, h, p)
	return h
}

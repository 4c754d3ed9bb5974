package repl

import (
	"errors"

	"sockpit/repl/export"
	"sockpit/repl/line"
	"sockpit/repl/stepper"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// WalkOptions say how to go through a script line by line.
type WalkOptions struct {
	Args  []string
	Plain bool // commands are read and a transcript is printed, also on a terminal
	Stay  bool // afterwards the prompt goes on with the world
}

// Walk goes through a script line by line. It reports whether all was well: a
// script that a person has left is.
func Walk(c Config, s Script, o WalkOptions) (ok bool, err error) {
	r, err := line.Open(line.Options{In: c.In, Out: c.Out, OnSignal: c.Ending.By})
	if err != nil {
		return false, err
	}
	defer r.Close()
	defer line.Guard(r)
	defer c.heedReader(r)()
	p := term.NewPrinter(c.Out)
	p.Out, p.Over = r, c.Ending.Begun
	p.LimitOutput(c.Scripting.Limits.Flow())
	h := walkHost(c, s, o, p)
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
		report(p, outcome, RunOptions{Stay: o.Stay})
	}
	ok = w.Left || outcome.OK()
	if !o.Stay {
		h.Close()
		return ok, err
	}
	_ = r.Close()
	return ok, errors.Join(err, stay(c, h))
}

// walkHost makes the world of a script that is walked. Its patience does not end
// while somebody looks at a line.
func walkHost(c Config, s Script, o WalkOptions, p *term.Printer) *scripting.Host {
	sc := c.Scripting
	sc.Out, sc.Args, sc.Limits.Time = p, o.Args, 0
	sc.Session.LogCap = export.MaxEvents
	if !o.Stay { // then a person types, in the current folder
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
	h := c.world(sc)
	loadPlugins(c, h, p)
	return h
}

// runStep is :step FILE [ARGS], in the world of the prompt.
func runStep(r *REPL, args []string) error {
	plain := len(args) > 0 && args[0] == "--plain"
	if plain {
		args = args[1:]
	}
	if len(args) == 0 {
		return errors.New("step: which file? :step NAME")
	}
	script, err := r.config.FindScript(args[0])
	if err != nil {
		return err
	}
	r.busy.Store(true)
	defer r.busy.Store(false)
	var result scripting.Result
	w := stepper.New(r.host, script, r.print, func() *scripting.Failure {
		result = r.host.Source(script, args[1:], r.width())
		return result.Failed
	})
	w.Person = term.IsTerminal(r.config.In)
	err = w.Run(r.config.Ending, r.reader, plain)
	if result.Failed != nil {
		r.fail(result.Failed, 0)
	}
	r.mu.Lock()
	r.seen = w.Shown
	r.mu.Unlock()
	r.showChanges()
	return err
}

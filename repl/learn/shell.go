package learn

import (
	"fmt"
	"strings"
	"time"

	"sockpit/repl/export"
	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// Do does one command of exercises without a prompt. It reports
// whether a check passed; other commands always do.
func Do(out *term.Output, e *term.Ending, o Options, name string, args []string) (bool, error) {
	c := Commands().Find(name)
	if c == nil {
		return false, &usage.Error{Text: "learn: no command " + name}
	}
	if err := c.Refuse("", args); err != nil {
		return false, &usage.Error{Text: err.Error()}
	}
	p := term.NewPrinter(out)
	o.Write, o.Width, o.Style, o.Shown = p.Put, p.Width, p.Style, view.NoPrompt
	s, err := Begin(o)
	if err != nil {
		return false, err
	}
	if name == "check" {
		ctx, done := e.Context()
		defer done()
		return s.Check(ctx, args)
	}
	return true, c.Run(s, args)
}

// NewExercise writes a commented exercise to begin with.
func NewExercise(out *term.Output, name string) error {
	name = strings.TrimSuffix(name, ".lua")
	file := name + ".lua"
	text, err := Template(name)
	if err != nil {
		return &usage.Error{Text: err.Error()}
	}
	if err := export.Create("new", file, text, ""); err != nil {
		return err
	}
	term.NewPrinter(out).Say(fmt.Sprintf("written to %s: it is complete and sound. Make it yours, then: sockpit learn prove %s", file, file))
	return nil
}

// ShowReport reads the progress of many learners and shows it; csv is a file to
// write it to, or "".
func ShowReport(out *term.Output, o Options, dirs []string, csv string) error {
	course, err := Open(o.Pack, o.LoadTime)
	if err != nil {
		return err
	}
	r, err := ReadReport(course, dirs)
	if err != nil {
		return &usage.Error{Text: err.Error()}
	}
	p := term.NewPrinter(out)
	p.Put(view.Report(r.Class, r.Fails, len(course.Order), p.Width(), p.Style))
	if csv == "" {
		return nil
	}
	text, err := r.CSV()
	if err != nil {
		return err
	}
	if err := export.Create("report", csv, text, ""); err != nil {
		return err
	}
	p.Say("written to " + csv)
	return nil
}

// Prove proves exercises and shows what was found. It reports whether nothing is
// wrong.
func Prove(out *term.Output, e *term.Ending, l Options, name string, o exercise.ProveOptions) (bool, error) {
	list, err := ProveTargets(l.Pack, name, l.LoadTime)
	if err != nil {
		return false, err
	}
	ctx, done := e.Context()
	defer done()
	p, began := term.NewPrinter(out), time.Now()
	runs, bad, skipped := 0, 0, 0
	for _, one := range list {
		proof := exercise.Prove(ctx, one, o)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		runs += proof.Runs
		switch {
		case !proof.OK():
			bad++
		case proof.Lacks != nil:
			skipped++
		}
		p.Put(view.Proof(proof, p.Width(), p.Style))
	}
	sum := fmt.Sprintf("%s, %d not proved", printable.Plural(len(list), "exercise"), bad)
	if skipped > 0 {
		sum += fmt.Sprintf(", %d skipped", skipped)
	}
	p.Line(fmt.Sprintf("%s; %d check runs in %s", sum, runs, view.Seconds(time.Since(began))))
	return bad == 0, nil
}

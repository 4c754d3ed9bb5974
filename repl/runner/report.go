package runner

import (
	"errors"
	"fmt"
	"strings"

	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// ErrStopped is the error of a run that Ctrl-C ended.
var ErrStopped = errors.New("stopped by Ctrl-C")

// stopped gives the failure of a run that Ctrl-C ended, or nil.
func stopped(o scripting.Outcome) *scripting.Failure {
	if len(o.Failures) > 0 && errors.Is(o.Failures[0], scripting.ErrInterrupted) {
		return o.Failures[0]
	}
	return nil
}

// Report shows the failures and the summary of a run.
func Report(p *term.Printer, o scripting.Outcome, opts Options) {
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
	if len(o.Open) > 0 && opts.Stay == nil {
		p.Put(view.Sentence(leftOpen(o.Open), p.Width(), p.Style))
	}
	word := p.Style.Good("ok")
	if !o.OK() {
		word = p.Style.Bad("failed")
	}
	p.Line(fmt.Sprintf("%s   %s, %s, %s", word, printable.Plural(len(o.Steps), "step"), printable.Plural(o.Met, "expectation"), view.Seconds(o.Took)))
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
	return fmt.Sprintf("%s %s left open and closed at the end: %s", printable.Plural(len(open), "socket"), verb, strings.Join(parts, ", "))
}

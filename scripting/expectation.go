package scripting

import (
	"errors"
	"slices"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
)

// An Expectation is one that failed.
type Expectation struct {
	Got, Want string // as values are written in Lua; "" if the expectation has none
	At        int    // first byte in which two strings differ, -1 if they are none
	Why       string
}

// A Named is a socket as it was, with the name of the variable that held it.
type Named struct {
	Name string // "–": no variable did
	Was  string // the name it had before, if no variable held it; or ""
	runtime.View
}

// Label names the socket for a sentence: "s", "#3", or "#3 (s)".
func (n Named) Label() string {
	if n.Name == "–" || n.Name == "" {
		return Numbered(n.ID, n.Was)
	}
	return n.Name
}

// Called is the name for a table that has the number beside it: "s", "–", or "(s)"
// for a socket that no variable holds any more.
func (n Named) Called() string {
	if n.Name == "–" && n.Was != "" {
		return "(" + n.Was + ")"
	}
	return n.Name
}

// Error gives "expected 5, got 4: why".
func (e *Expectation) Error() string {
	s := "expectation failed"
	if e.Want != "" {
		s = "expected " + e.Want + ", got " + e.Got
	}
	if e.Why != "" {
		s += ": " + e.Why
	}
	return s
}

func isExpectation(err error) bool {
	var e *Expectation
	return errors.As(err, &e)
}

// A Step is one part of a scenario, as step(text) begins it.
type Step struct {
	Text  string
	Place event.Place
	At    time.Time
	Seq   int64 // number of the first event after it
	Task  int   // who said it
}

// maxSteps is how many steps are kept, the latest: a script can say them without
// end, and the log of calls that they divide is bounded too.
const maxSteps = 20000

// Step begins a part of the scenario.
func (t *Task) Step(text string) {
	h := t.host
	s := Step{Text: text, Place: t.caller.Place, At: h.Session.Clock.Now(), Seq: h.Session.Log.Next(), Task: t.ID}
	h.addStep(s)
	h.Show(s)
}

// CountMet counts an expectation that held.
func (h *Host) CountMet() { h.run.met++ }

func (h *Host) addStep(s Step) {
	if len(h.run.steps) >= 2*maxSteps {
		h.run.steps = slices.Clone(h.run.steps[maxSteps:])
	}
	s.Text = strings.Clone(s.Text[:min(len(s.Text), maxStepText)])
	h.run.steps = append(h.run.steps, s)
}

// maxStepText bounds the text of a step that is kept, in bytes.
const maxStepText = 1000

// AsExpectation gives the failed expectation that a failure is about, or nil.
func AsExpectation(err error) *Expectation {
	var e *Expectation
	errors.As(err, &e)
	return e
}

// quoted is how a string is written in Lua, at most n bytes of it.
func quoted(s string, n int) string { return printable.QuoteN(s, n) }

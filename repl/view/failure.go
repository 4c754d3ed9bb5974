package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Failure draws an error that nobody caught: where, what, the line of the
// script, what to try, and how it came there. Failures of what was just typed
// at the prompt do not repeat the line. task is 0 or the number of the task
// that failed, to be named.
func Failure(f *scripting.Failure, task int, width int, st Style) string {
	var b strings.Builder
	atPrompt := f.Place.Source == scripting.PromptSource
	head := ""
	if p := f.Place.String(); p != "" && (!atPrompt || !isCallError(f)) {
		head = st.Name(printable.Line(p)) + ": "
	}
	if task > 0 {
		head = fmt.Sprintf("task %d: ", task) + head
	}
	expectation := expectationOf(f)
	message := printable.Text(f.Message)
	if expectation != nil {
		message = "expectation failed"
	}
	b.WriteString(head + st.Bad(message) + "\n")
	if f.Source != "" && !atPrompt {
		b.WriteString(st.Soft(fmt.Sprintf("%5d │ ", f.Place.Line)) + printable.Fit(printable.Line(strings.ReplaceAll(f.Source, "\t", "  ")), max(20, width-8)) + "\n")
	}
	if expectation != nil {
		b.WriteString(expected(expectation, width, st))
	}
	if f.Hint != "" {
		for _, line := range printable.Wrap(printable.Line(f.Hint), width-2) {
			b.WriteString("  " + line + "\n")
		}
	}
	b.WriteString(trace(f, atPrompt, st))
	if len(f.Sockets) > 0 {
		b.WriteString(st.Soft("  the sockets as they were:") + "\n")
		b.WriteString(Sockets(scripting.World{Sockets: f.Sockets}, width, st))
	}
	return b.String()
}

// isCallError reports whether the message already says which call failed, so
// that a place at the prompt adds nothing.
func isCallError(f *scripting.Failure) bool {
	_, ok := f.Err.(*scripting.Error)
	return ok
}

func expectationOf(f *scripting.Failure) *scripting.Expectation {
	return scripting.AsExpectation(f)
}

// expected draws got and want under each other, with a caret at the first
// byte in which two strings differ.
func expected(e *scripting.Expectation, width int, st Style) string {
	var b strings.Builder
	if e.Step != "" {
		b.WriteString("  in the step  " + printable.Line(e.Step) + "\n")
	}
	if e.Want != "" {
		b.WriteString("  want  " + st.Good(printable.Text(e.Want)) + "\n")
		b.WriteString("  got   " + st.Bad(printable.Text(e.Got)) + "\n")
		if col := caretColumn(e); col >= 0 && col < width-8 {
			b.WriteString("        " + strings.Repeat(" ", col) + st.Bad("^") + st.Soft(fmt.Sprintf(" byte %d", e.At+1)) + "\n")
		}
	}
	if e.Why != "" {
		for _, line := range printable.Wrap(printable.Line(e.Why), width-8) {
			b.WriteString("  why   " + line + "\n")
		}
	}
	return b.String()
}

// caretColumn finds the column of byte At in the quoted form of got; -1 if
// there is none.
func caretColumn(e *scripting.Expectation) int {
	if e.At < 0 || !strings.HasPrefix(e.Got, `"`) || !strings.HasPrefix(e.Want, `"`) {
		return -1
	}
	got, err := printable.Unquote(e.Got)
	if err != nil || e.At > len(got) {
		return -1
	}
	return printable.Width(strings.TrimSuffix(printable.Quote(got[:e.At]), `"`))
}

// trace draws the calls that led there; one alone says nothing new.
func trace(f *scripting.Failure, atPrompt bool, st Style) string {
	if len(f.Trace) < 2 {
		return ""
	}
	var b strings.Builder
	for i, frame := range f.Trace {
		word := "called at"
		if i == 0 {
			word = "at"
		}
		b.WriteString(st.Soft(fmt.Sprintf("  %-9s %s in %s", word, printable.Line(frame.Place.String()), printable.Line(frame.Function))) + "\n")
	}
	return b.String()
}

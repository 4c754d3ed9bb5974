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
		head = printable.Line(p) + ": "
	}
	expectation := expectationOf(f)
	message := f.Message
	if expectation != nil {
		message = "expectation failed"
	}
	who := ""
	if task > 0 {
		who = fmt.Sprintf("task %d: ", task)
	}
	b.WriteString(headline(who, head, message, width, st))
	if f.Source != "" && !atPrompt {
		b.WriteString(st.Soft(fmt.Sprintf("%5d │ ", f.Place.Line)) + printable.Fit(printable.Line(strings.ReplaceAll(f.Source, "\t", "  ")), max(20, width-8)) + "\n")
	}
	if f.Step != "" && !atPrompt {
		b.WriteString(labelled("in the step", f.Step, width, nil))
	}
	if expectation != nil {
		b.WriteString(expected(expectation, width, st))
	}
	if f.Hint != "" {
		for _, line := range printable.Wrap(printable.Line(f.Hint), width-2) {
			b.WriteString("  " + line + "\n")
		}
	}
	b.WriteString(trace(f, atPrompt, width, st))
	if len(f.Sockets) > 0 {
		b.WriteString(st.Soft("  the sockets as they were:") + "\n")
		b.WriteString(Sockets(scripting.World{Sockets: f.Sockets}, width, st))
	}
	return b.String()
}

// A message of a script can have any length; these are shown.
const (
	maxMessage      = 4000 // bytes
	maxMessageLines = 40
)

// clip cuts a message that is too long to be read, and says so.
func clip(message string) string {
	n := min(len(message), maxMessage)
	for lines, i := 0, 0; i < n; i++ {
		if message[i] == '\n' {
			if lines++; lines == maxMessageLines {
				n = i
			}
		}
	}
	if n == len(message) {
		return message
	}
	return fmt.Sprintf("%s… (%s bytes in all)", message[:n], printable.Count(len(message)))
}

// headline writes who failed, where and how. Its first line is broken only on a
// terminal: elsewhere it is whole, so that it can be searched for in what a
// program caught.
func headline(who, where, message string, width int, st Style) string {
	lines := strings.Split(strings.ReplaceAll(printable.Text(clip(message)), "\t", "  "), "\n")
	first := []string{who + where + lines[0]}
	if st.Wraps && printable.Width(first[0]) > width {
		first = printable.Wrap(first[0], width)
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(firstLine(first[0], who, where, st), " ") + "\n")
	for _, line := range append(first[1:], lines[1:]...) {
		for _, part := range printable.Wrap(line, width-2) {
			b.WriteString(strings.TrimRight("  "+st.Bad(part), " ") + "\n")
		}
	}
	return b.String()
}

// firstLine paints the place and the message.
func firstLine(line, who, where string, st Style) string {
	message, ok := strings.CutPrefix(line+" ", who+where)
	switch message = strings.TrimSuffix(message, " "); {
	case !ok: // a place that is longer than the line
		return st.Bad(line)
	case where == "":
		return who + st.Bad(message)
	}
	return who + st.Name(strings.TrimSuffix(where, ": ")) + ": " + st.Bad(message)
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
	if e.Want != "" {
		b.WriteString(difference(e, width, st))
	}
	if e.Why != "" {
		b.WriteString(labelled("why ", e.Why, width, nil))
	}
	return b.String()
}

// labelled writes a text behind a word, its lines below each other.
func labelled(word, text string, width int, paint func(string) string) string {
	text = clip(text)
	if paint == nil {
		paint = func(s string) string { return s }
	}
	left := "  " + word + "  "
	taken := printable.Width(left)
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSuffix(hanging(printable.Text(text), width-taken, 0, paint), "\n"), "\n") {
		b.WriteString(left + line + "\n")
		left = strings.Repeat(" ", taken)
	}
	return b.String()
}

// difference writes want and got. Of two strings that are long, the part around
// the first byte that differs is shown, under each other.
func difference(e *scripting.Expectation, width int, st Style) string {
	return differenceFrom(e, 0, [2]string{"want", "got "}, width, st)
}

// differenceFrom is difference of what is left of two strings after their first
// bytes, which are alike. The words before the two are four columns wide each.
func differenceFrom(e *scripting.Expectation, from int, words [2]string, width int, st Style) string {
	col := caretColumn(e)
	room := max(16, width-8)
	want, got := printable.Text(e.Want), printable.Text(e.Got)
	if col < 0 {
		return labelled(words[0], want, width, st.Good) + labelled(words[1], got, width, st.Bad)
	}
	if max(printable.Width(want), printable.Width(got)) > room {
		skip := max(0, col-room/2)
		want, got = excerpt(want, skip, room), excerpt(got, skip, room)
		col -= max(0, skip)
	}
	return "  " + words[0] + "  " + st.Good(want) + "\n  " + words[1] + "  " + st.Bad(got) + "\n" +
		strings.Repeat(" ", 8+col) + st.Bad("^") + st.Soft(fmt.Sprintf(" byte %d", from+e.At+1)) + "\n"
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
func trace(f *scripting.Failure, atPrompt bool, width int, st Style) string {
	if len(f.Trace) < 2 {
		return ""
	}
	var b strings.Builder
	for i, frame := range f.Trace {
		word := "called at"
		if i == 0 {
			word = "at"
		}
		b.WriteString("  " + hanging(fmt.Sprintf("%-9s %s in %s", word, printable.Line(frame.Place.String()), printable.Line(frame.Function)), width-2, 12, st.Soft))
	}
	return b.String()
}

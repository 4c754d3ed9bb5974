// Package view turns plain data into text: the socket table, what changed, the
// inspector, failures, help. Its functions are pure; colour comes in as a
// Style, and nothing here knows of a terminal.
package view

import (
	"strings"

	"sockpit/runtime/stack"
)

// A Style paints text by meaning. Each function gives its argument back in
// colour, or as it is.
type Style struct {
	Name func(string) string // names of variables and functions
	Good func(string) string // can carry data; passed
	Wait func(string) string // half-closed, or waiting
	Gone func(string) string // closed; of no more interest
	Bad  func(string) string // failed
	Soft func(string) string // explanations and frames
	Head func(string) string // headings

	Wraps bool // a person reads it: the first line of an error is wrapped as all else is
}

// Plain is the Style without colour.
func Plain() Style {
	same := func(s string) string { return s }
	return Style{Name: same, Good: same, Wait: same, Gone: same, Bad: same, Soft: same, Head: same}
}

// state paints a state by what it means for data.
func (s Style) state(name stack.TCPState) func(string) string {
	switch name {
	case stack.Established, stack.Listen:
		return s.Good
	case stack.SynSent, stack.SynRecv, stack.FinWait1, stack.FinWait2, stack.CloseWait, stack.LastAck, stack.Closing:
		return s.Wait
	case stack.TimeWait, stack.Closed, stack.Unconn:
		return s.Gone
	}
	return func(t string) string { return t }
}

// transition paints "A → B", each by its own meaning.
func (s Style) transition(from, to string) cell {
	text := from + " → " + to
	return cell{text: text, paint: func(string) string {
		return s.state(stack.TCPState(from))(from) + " → " + s.state(stack.TCPState(to))(to)
	}}
}

// indent puts two spaces before every line.
func indent(text string) string {
	if text == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
}

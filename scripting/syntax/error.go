package syntax

import (
	"cmp"
	"errors"
	"math"
	"strings"

	"github.com/yuin/gopher-lua/parse"

	"sockpit/runtime/event"
)

// An Error is a script that is not Lua.
type Error struct {
	Place      event.Place
	Text       string // "unexpected 'end'"
	Source     string // the line
	Incomplete bool   // it could go on: the prompt asks for another line
	column     int    // where in the line; past every other at the end of the script
}

// Error gives "file:line: text".
func (e *Error) Error() string { return e.Place.String() + ": " + e.Text }

// syntaxError reads the parser's error of a text that so many lines stand before.
func syntaxError(before int, name, text string, err error) error {
	pe, ok := err.(*parse.Error)
	if !ok {
		return &Error{Place: event.Place{Source: name, Line: 1}, Text: err.Error()}
	}
	e := &Error{Place: event.Place{Source: name, Line: pe.Pos.Line}, column: pe.Pos.Column}
	atEnd := pe.Pos.Line == parse.EOF
	if atEnd || pe.Pos.Line < 1 {
		e.Place.Line = strings.Count(strings.TrimRight(text, "\n"), "\n") + 1
	}
	switch {
	case strings.Contains(pe.Message, "multiline"):
		e.Incomplete = true
		e.Text = "a long string or comment is not closed: ]] is missing"
	case strings.Contains(pe.Message, "unterminated string"):
		e.Text = "a string is not closed on its line"
		e.Place.Line = cmp.Or(unclosedString(text), e.Place.Line)
	case atEnd:
		e.Incomplete = true
		e.Text = "the script ends in the middle: " + stillOpen(before, text)
	default:
		e.Text = "did not expect " + unexpected(text, pe) + " here"
		if why := whyUnexpected(before, text, pe); why != "" {
			e.Text += ": " + why
		}
	}
	if e.Incomplete {
		e.column = math.MaxInt
	}
	e.Source = lineOf(text, e.Place.Line)
	e.Place.Line += before
	return e
}

// lineOf gives a line of a text.
func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], "\r")
}

// literalError is the error of a literal, unless what the parser found wrong
// stands before it.
func literalError(before int, name, text string, bad *badLiteral, parsed error) error {
	e := &Error{Place: event.Place{Source: name, Line: before + bad.line}, Source: lineOf(text, bad.line), Text: bad.text, column: bad.column}
	var other *Error
	if errors.As(parsed, &other) && !other.Incomplete && e.after(other) {
		return other
	}
	return e
}

// after reports whether e is further on in the script than other.
func (e *Error) after(other *Error) bool {
	return cmp.Or(cmp.Compare(e.Place.Line, other.Place.Line), cmp.Compare(e.column, other.column)) > 0
}

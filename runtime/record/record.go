// Package record writes what happened in a session as JSON lines, and reads it
// back. The first line says what the rest is of: the format's version, the
// script and its text. Then each step and each call on a socket is a line of
// its own, in the order in which they began.
//
// The fields are the tables in fields.go: encoder, decoder and the reference
// page go by them. A program that reads the log passes over fields that it does
// not know, and refuses a version that it does not know.
package record

import (
	"fmt"
	"time"

	"sockpit/runtime/event"
)

// Version is the version of the format that Write writes and Read reads.
const Version = 1

// A Log is what happened in a session.
type Log struct {
	Tool    string    // who wrote it: "sockpit 0.1"
	Script  string    // name of the script, or "[prompt]"
	Text    string    // its text, or what was typed
	Args    []string  // the words behind its name
	Began   time.Time // when the log was begun; zero: not known
	Dropped int64     // older calls that the session let go
	Steps   []Step
	Events  []event.Event
}

// A Step is one part of a scenario, as step(text) begins it.
type Step struct {
	Text  string
	Place event.Place
	At    time.Time
	Seq   int64 // of the first call after it
	Task  int   // who said it
}

// IsTransfer reports whether a call moves bytes of a payload.
func IsTransfer(e *event.Event) bool { return rules[e.Call].moves }

// Cut counts the bytes of a call's payload that are not in the log.
func Cut(e *event.Event) int {
	if !IsTransfer(e) {
		return 0
	}
	return e.N - len(e.Data)
}

// A SyntaxError says where a log is wrong.
type SyntaxError struct {
	Line  int
	Field string // "" if the line as a whole is wrong
	Text  string
}

// Error gives "line 3: took: got "x", want seconds".
func (e *SyntaxError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Field, e.Text)
}

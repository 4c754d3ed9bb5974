// Package limit says what one run of a script may use: the limits, their defaults, how
// people name and set them, and the error of one that was reached.
package limit

import (
	"fmt"
	"time"

	"sockpit/runtime"
)

// Limits bound what one run may use: a script, or one line of the prompt with
// what it started. Zero fields are set to the defaults; All names them.
type Limits struct {
	Instructions int64         // of all tasks together; 0: no limit
	Time         time.Duration // of a script, or of one line; 0: no limit
	Memory       int64         // bytes of Go heap and stacks above what there was at the start
	String       int           // longest string, bytes
	Tasks        int           // alive at once
	Sockets      int           // open at once
	Output       int           // bytes shown a second; whoever shows them keeps to it
	Source       int           // bytes of a script
	Nesting      int           // brackets and blocks inside each other
	Depth        int           // protected calls and coroutines inside each other
	Calls        int           // of functions inside each other, in one Lua thread
	Compile      time.Duration // of making a function of a source
}

// The limits unless others are set.
const (
	DefaultMemory  = 256 << 20
	DefaultString  = 16 << 20
	DefaultTasks   = 20000
	DefaultOutput  = 1 << 20
	DefaultSource  = 256 << 10
	DefaultNesting = 150
	DefaultDepth   = 190  // Lua 5.1 has 200 for the same reason (LUAI_MAXCCALLS): each takes Go stack
	DefaultCalls   = 2048 // each takes a byte of a task from the start
	DefaultCompile = 5 * time.Second
)

// WithDefaults gives the limits with the defaults in place of zero fields.
func (l Limits) WithDefaults() Limits {
	set := func(p *int, d int) {
		if *p <= 0 {
			*p = d
		}
	}
	set(&l.String, DefaultString)
	set(&l.Tasks, DefaultTasks)
	set(&l.Sockets, runtime.DefaultMaxSockets)
	set(&l.Output, DefaultOutput)
	set(&l.Source, DefaultSource)
	set(&l.Nesting, DefaultNesting)
	set(&l.Depth, DefaultDepth)
	set(&l.Calls, DefaultCalls)
	if l.Memory <= 0 {
		l.Memory = DefaultMemory
	}
	if l.Compile <= 0 {
		l.Compile = DefaultCompile
	}
	return l
}

// Flow gives the bytes a second that may be shown.
func (l Limits) Flow() int { return l.WithDefaults().Output }

// An Error ends the task that ran into a limit of the run.
type Error struct {
	What string // "ran 1,000,000 instructions"
	Flag string // what raises it: "--max-instructions"
}

func (e *Error) Error() string { return fmt.Sprintf("%s (limit: %s)", e.What, e.Flag) }

// StopCode is what the log calls a call that was ended by it.
func (e *Error) StopCode() string { return "LIMIT" }

// An endedError ends the tasks beside the one that is told of a limit of the
// whole run: it is said once, not by each of them.
type endedError struct{ cause error }

// Ended makes the error of a task that ends because of a limit which another is told of.
func Ended(cause error) error { return &endedError{cause} }

func (e *endedError) Error() string { return "the run was ended: " + e.cause.Error() }

// StopCode is what the log calls a call that was ended by it.
func (e *endedError) StopCode() string { return "INTERRUPTED" }

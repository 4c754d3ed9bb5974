package scripting

import (
	"errors"
	"slices"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime"
	"sockpit/scripting/syntax"
)

// A savedSession is what was typed at a prompt, with what came of it.
type savedSession struct {
	Entries []savedEntry
	Forgot  int             // entries that came after these and were too many to keep
	Init    string          // text of the init file, "" if there is none
	Events  []runtime.Event // of all its sockets
}

// A savedEntry is one thing that was typed.
type savedEntry struct {
	Text    string
	Script  bool         // Text is that of a file that was run
	Task    *savedTask   // that was started with it, or nil
	Values  bool         // it gave values
	Results []savedValue // those
	Failed  *savedFailure
	Acted   bool   // it called something on a socket
	Step    string // what that was for; see StepText
	Busy    bool   // there were tasks besides the prompt's
	States  []savedState
}

// A savedFailure is how an entry or a task failed.
type savedFailure struct {
	Code        string // of the error, or ""
	Message     string
	Interrupted bool // by who typed
}

// A savedTask is a task that an entry started.
type savedTask struct {
	ID      int
	Ended   bool
	Stopped bool // it was ended, and did not fail by itself
	Failed  *savedFailure
	Results []savedValue
}

// A savedValue is a value as it was when it was given: it can change later. The zero
// value is one that can't be written down.
type savedValue struct {
	Literal string // as Lua that makes it again; "" if there is none
	Code    string // of an error object
	Size    int    // bytes of a string that is too long to be written
}

// A savedState is a socket's state after an entry.
type savedState struct{ Name, State string }

// ErrNothingTyped is the error of a session in which nothing worked that could be
// saved.
var ErrNothingTyped = errors.New("nothing was typed yet that worked")

// Note keeps a state of a socket: the latest of each.
func (e *savedEntry) Note(name, state string) {
	e.States = slices.DeleteFunc(e.States, func(o savedState) bool { return o.Name == name })
	e.States = append(e.States, savedState{name, state})
}

// Size gives about how many bytes the entry takes.
func (e *savedEntry) Size() int {
	size := len(e.Text)
	for _, v := range e.Results {
		size += len(v.Literal)
	}
	return size
}

// A parsedEntry is an entry with its tree; a script's is not read.
type parsedEntry struct {
	savedEntry
	tree       []ast.Stmt
	expression bool // it gave values, or could have
}

// parsed reads an entry.
func (e *savedEntry) parsed() (parsedEntry, error) {
	if e.Script {
		return parsedEntry{savedEntry: *e, expression: e.Values}, nil
	}
	tree, expression, err := syntax.ParseEntry(syntax.WithoutSign(e.Text), func(text string) ([]ast.Stmt, error) {
		text, err := syntax.SkipHeader("", text)
		if err != nil {
			return nil, err
		}
		return syntax.Parse(0, "", text)
	})
	return parsedEntry{savedEntry: *e, tree: tree, expression: expression || e.Values}, err
}

// slip reports whether an entry failed by a slip of the pen, and did nothing:
// an error of Lua's own, wrong arguments, Ctrl-C.
func (e *parsedEntry) slip() bool {
	if e.Failed == nil || e.Script {
		return false
	}
	if e.Failed.Interrupted {
		return true
	}
	switch e.Failed.Code {
	case "", "ARGUMENT", "EXPECTATION", "INTERRUPTED":
		return !e.Acted && !e.assigns()
	}
	return false
}

// assigns reports whether an entry that failed may have set a variable before.
func (e *parsedEntry) assigns() bool { return len(e.tree) > 1 }

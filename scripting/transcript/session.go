package transcript

import (
	"errors"
	"slices"

	"github.com/yuin/gopher-lua/ast"

	"sockpit/runtime/event"
	"sockpit/scripting/syntax"
)

// A Session is what was typed at a prompt, with what came of it.
type Session struct {
	Entries []Entry
	Forgot  int           // entries that came after these and were too many to keep
	Init    string        // text of the init file, "" if there is none
	Events  []event.Event // of all its sockets
}

// An Entry is one thing that was typed.
type Entry struct {
	Text    string
	Script  bool    // Text is that of a file that was run
	Task    *Task   // that was started with it, or nil
	Values  bool    // it gave values
	Results []Value // those
	Failed  *Failure
	Acted   bool   // it called something on a socket
	Step    string // what that was for; see StepText
	Busy    bool   // there were tasks besides the prompt's
	States  []State
}

// A Failure is how an entry or a task failed.
type Failure struct {
	Code        string // of the error, or ""
	Message     string
	Interrupted bool // by who typed
}

// A Task is a task that an entry started.
type Task struct {
	ID      int
	Ended   bool
	Stopped bool // it was ended, and did not fail by itself
	Failed  *Failure
	Results []Value
}

// A Value is a value as it was when it was given: it can change later. The zero
// value is one that can't be written down.
type Value struct {
	Literal string // as Lua that makes it again; "" if there is none
	Code    string // of an error object
	Size    int    // bytes of a string that is too long to be written
}

// A State is a socket's state after an entry.
type State struct{ Name, State string }

// ErrNothingTyped is the error of a session in which nothing worked that could be
// saved.
var ErrNothingTyped = errors.New("nothing was typed yet that worked")

// Note keeps a state of a socket: the latest of each.
func (e *Entry) Note(name, state string) {
	e.States = slices.DeleteFunc(e.States, func(o State) bool { return o.Name == name })
	e.States = append(e.States, State{name, state})
}

// Size gives about how many bytes the entry takes.
func (e *Entry) Size() int {
	size := len(e.Text)
	for _, v := range e.Results {
		size += len(v.Literal)
	}
	return size
}

// A parsedEntry is an entry with its tree; a script's is not read.
type parsedEntry struct {
	Entry
	tree       []ast.Stmt
	expression bool // it gave values, or could have
}

// parsed reads an entry.
func (e *Entry) parsed() (parsedEntry, error) {
	if e.Script {
		return parsedEntry{Entry: *e, expression: e.Values}, nil
	}
	tree, expression, err := syntax.ParseEntry(syntax.WithoutSign(e.Text), func(text string) ([]ast.Stmt, error) {
		text, err := syntax.SkipHeader("", text)
		if err != nil {
			return nil, err
		}
		return syntax.Parse(0, "", text)
	})
	return parsedEntry{Entry: *e, tree: tree, expression: expression || e.Values}, err
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

// Package exercise loads exercises, runs a learner's program against them, and
// judges it by its behaviour on real sockets.
//
// An exercise is one Lua file that calls exercise{...}: texts, a starter, checks,
// hints, a solution and known wrong answers. [Load] reads it, [Judge] runs one
// check, [All] all of them, [Prove] shows that the exercise is sound.
//
// Each run of a check has a fresh world: a host for the learner's program, and
// another for the checker, whose sockets are the program's peers. The two share
// nothing but the network, so a program can't reach its judge. What the checker
// can do is the table of functions in funcs_*.go, in words of t:
// t:run(), t:client(), c:expect(...).
package exercise

import (
	"slices"
	"strings"
	"time"
)

// A Kind says what the learner does.
type Kind string

// The kinds.
const (
	Script  Kind = "script"  // writes a program in a file
	Fix     Kind = "fix"     // mends a program that has a fault
	Predict Kind = "predict" // says what will be, in a file; then the world is run and looked at
	Rescue  Kind = "rescue"  // writes what makes a broken world healthy
	Typed   Kind = "repl"    // types at the prompt; the world is judged
)

// kinds are all of them.
var kinds = []Kind{Script, Fix, Predict, Rescue, Typed}

// inWorld reports whether what the learner writes runs in a world that is
// looked at afterwards: the end of the text is not the end of a program.
func (k Kind) inWorld() bool { return k == Predict || k == Rescue || k == Typed }

// An Exercise is one exercise file, read.
type Exercise struct {
	ID       string
	Kind     Kind
	Title    Text
	Task     Text
	After    Text // the idea, said when all checks pass
	Level    int
	Minutes  int
	Needs    []string // ids of exercises that come before
	Machine  []string // what the machine must have: "ipv6"
	Teaches  []string // topics
	Manners  []string // networks that every check is run under
	Start    string   // starter
	Hidden   bool     // the learner is not shown the text of World, only what came of it
	World    string   // Lua that runs first, in the learner's world; "" none
	Checks   []Check
	Hints    []Text
	Solution string
	Wrong    []Wrong
	Par      int // fewest calls of the API that solve it; 0 not known

	File   string // name as errors call it
	Source string // the Lua text
	Dir    string // its folder, for require; "" none

	within time.Duration // how long the file may take to load
	bytes  int           // of its texts
}

// A Check is one thing that must hold.
type Check struct {
	Name  Text
	Line  int // where its function begins in the file
	Until int // and ends
}

// A Wrong is a known wrong answer, and the check at which it fails.
type Wrong struct {
	Name  Text
	Code  string
	Fails string // English name of the check
}

// Short is the last part of the id: "one-port".
func (e *Exercise) Short() string { return e.ID[strings.LastIndexByte(e.ID, '/')+1:] }

// FindCheck gives the number of the check of that English name, or -1.
func (e *Exercise) FindCheck(name string) int {
	return slices.IndexFunc(e.Checks, func(c Check) bool { return c.Name.EN == name })
}

// CheckSource gives the Lua source of a check.
func (e *Exercise) CheckSource(i int) string {
	lines := strings.Split(e.Source, "\n")
	c := e.Checks[i]
	if c.Line < 1 || c.Until > len(lines) {
		return ""
	}
	return strings.Join(lines[c.Line-1:c.Until], "\n")
}

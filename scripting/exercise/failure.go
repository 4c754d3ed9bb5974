package exercise

import (
	"fmt"

	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// A Failure is a check that a program did not pass, with all that helps to see
// why.
type Failure struct {
	Number int // of the check, from 1
	Of     int // how many checks there are
	Check  Text
	Manner string // the network it ran under
	Seed   int64  // of its random words

	Steps []Step // what the checker did before; the last one failed
	What  Text   // what was expected and what came
	Diff  *Diff  // bytes that differ, or nil
	Why   Text   // the sentence of the exercise's author

	Ended   bool               // it has come to its end by itself
	Doing   Text               // what the program does now
	Line    int                // the learner's line that it is about; 0 none
	Source  string             // that line
	World   scripting.World    // the learner's sockets as they are
	Program *scripting.Failure // what the program itself failed with, or a task of it that goes on without; or nil
	Like    Text               // the known wrong answer that fails in the same way
}

// Error gives the failure in a line of English.
func (f *Failure) Error() string {
	s := fmt.Sprintf("[network: %s] %s", f.Manner, f.What.In(English))
	if why := f.Why.In(English); why != "" {
		s += ". " + why
	}
	return s
}

// A Step is one thing that the checker did, and what the program did then.
type Step struct {
	Did   Text
	Yours Text
}

// A Diff is two strings of bytes that should have been alike.
type Diff struct {
	Want, Got string
	At        int // first byte that differs
}

func newDiff(want, got string) *Diff {
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	return &Diff{want, got, at}
}

// shownBytes is how many bytes of a string a sentence has.
const shownBytes = 60

func quote(s string) string { return printable.QuoteN(s, shownBytes) }

package line

import "slices"

// A lineState is a line as it was, with the cursor, and what can be undone in it.
type lineState struct {
	line []rune
	pos  int
	past []lineState // of a line that is not shown; of an earlier state it is nil
}

const (
	// joinTyping is how many runes of typing are undone at once, as in readline.
	joinTyping = 20
	// maxUndo bounds the changes that are kept of one line, and maxUndoRunes
	// the runes of all of them.
	maxUndo      = 1000
	maxUndoRunes = 1 << 20
)

// note keeps the line as it is before a change.
func (e *editor) note() {
	e.typed = 0
	line := e.line()
	if n := len(e.past); n > 0 && slices.Equal(e.past[n-1].line, line) {
		return
	}
	e.past = append(e.past, lineState{line: line, pos: e.pos()})
	if drop := len(e.past) - max(1, min(maxUndo, maxUndoRunes/(len(line)+1))); drop > 0 {
		e.past = slices.Delete(e.past, 0, drop)
	}
}

// undo takes the last change back.
func (e *editor) undo() bool {
	for n := len(e.past); n > 0; n = len(e.past) {
		s := e.past[n-1]
		e.past = e.past[:n-1]
		if !slices.Equal(s.line, e.line()) {
			e.buf.SetWithIdx(s.pos, s.line)
			return true
		}
	}
	return false
}

// revert takes all changes back.
func (e *editor) revert() bool {
	undone := false
	for e.undo() {
		undone = true
	}
	return undone
}

// state is the line for the time when it is not shown.
func (e *editor) state() lineState { return lineState{e.line(), e.pos(), e.past} }

// show makes the line another one.
func (e *editor) show(s lineState) {
	e.buf.SetWithIdx(s.pos, s.line)
	e.past, e.typed, e.mark = s.past, 0, 0
}

// set replaces the line as one change; the cursor goes to its end.
func (e *editor) set(text string) { e.replace(0, len(e.line()), []rune(text)) }

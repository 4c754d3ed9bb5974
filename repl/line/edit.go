package line

import (
	"io"
	"slices"
	"unicode/utf8"

	"github.com/chzyer/readline"
	"golang.org/x/text/unicode/norm"
)

// An editor is one entry being typed. Its text and cursor are readline's edit
// buffer; what that gets wrong (words that are not ASCII, combining marks,
// lines) is worked out here and handed to it. Only the goroutine in ReadLine
// touches it.
type editor struct {
	buf   *readline.RuneBuffer
	folds *folds
}

// newEditor makes an editor whose buffer draws nothing.
func newEditor(f *folds) *editor {
	cfg := &readline.Config{FuncIsTerminal: func() bool { return false }}
	return &editor{readline.NewRuneBuffer(io.Discard, "", cfg, 80), f}
}

func (e *editor) line() []rune  { return e.buf.Runes() }
func (e *editor) pos() int      { return e.buf.Pos() }
func (e *editor) entry() string { return e.folds.expand(e.line()) }

// set replaces the line; the cursor goes to its end.
func (e *editor) set(text string) { e.buf.Set([]rune(text)) }

// do applies a key that only edits. It says whether that did anything.
func (e *editor) do(k key) bool {
	line, pos := e.line(), e.pos()
	switch k.do {
	case insert:
		e.insert(k.text)
	case paste:
		e.insert(e.folds.shorten(cleanPaste(k.text)))
	case newline:
		e.insert("\n")
	case left:
		return e.move(prevRune(line, pos))
	case right:
		return e.move(nextRune(line, pos))
	case wordLeft:
		return e.move(wordStart(line, pos))
	case wordRight:
		return e.move(wordEnd(line, pos))
	case home:
		return e.move(lineStart(line, pos))
	case end:
		return e.move(lineEnd(line, pos))
	case backspace:
		return e.remove(prevRune(line, pos), pos)
	case deleteRight:
		return e.remove(pos, nextRune(line, pos))
	case killEnd:
		to := lineEnd(line, pos)
		if to == pos && pos < len(line) {
			to++ // at the end of a line: the newline
		}
		return e.kill(pos, to)
	case killHome:
		return e.kill(lineStart(line, pos), pos)
	case killWordLeft:
		return e.kill(wordStart(line, pos), pos)
	case killWordRight:
		return e.kill(pos, wordEnd(line, pos))
	case yank:
		e.buf.Yank()
		return e.pos() != pos
	case transpose:
		// The library reads past a line of one character.
		if len(line) < 2 || slices.Contains(line, '\n') {
			return false
		}
		e.buf.Transpose()
	}
	return true
}

func (e *editor) move(to int) bool {
	if to == e.pos() {
		return false
	}
	e.buf.SetWithIdx(to, e.line())
	return true
}

func (e *editor) remove(from, to int) bool {
	if from == to {
		return false
	}
	e.buf.SetWithIdx(from, slices.Delete(e.line(), from, to))
	return true
}

// kill removes a part and keeps it for yank. The library keeps what its own
// Kill removes, so the part is made the whole line for a moment.
func (e *editor) kill(from, to int) bool {
	if from == to {
		return false
	}
	line := e.line()
	e.buf.SetWithIdx(0, slices.Clone(line[from:to]))
	e.buf.Kill()
	e.buf.SetWithIdx(from, slices.Delete(line, from, to))
	return true
}

// insert puts text in at the cursor, composed with what stands before it: the
// marks of a decomposed letter arrive one by one.
func (e *editor) insert(text string) {
	line, pos := e.line(), e.pos()
	from := pos
	if !ascii(text) {
		from = prevRune(line, pos)
		for range 4 { // Hangul and double marks reach further back
			if from > 0 && !norm.NFC.PropertiesString(string(line[from])).BoundaryBefore() {
				from = prevRune(line, from)
			}
		}
	}
	fresh := []rune(string(line[from:pos]) + text)
	if !ascii(text) {
		fresh = []rune(norm.NFC.String(string(fresh)))
	}
	e.buf.SetWithIdx(from+len(fresh), slices.Concat(line[:from], fresh, line[pos:]))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

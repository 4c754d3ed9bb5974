package line

import (
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/chzyer/readline"
	"golang.org/x/text/unicode/norm"
)

// An editor is one entry being typed. Its text and cursor are readline's edit
// buffer; what the keys do to them is worked out here, as the library knows no
// words but ASCII ones, no lines, and no characters of several runes. Only the
// goroutine in ReadLine touches it.
type editor struct {
	buf   *readline.RuneBuffer
	folds *folds
	kills *kills // what was cut, also in earlier entries
	prev  action // the key before
	mark  int
	past  []lineState // before each change, the oldest first; see undo.go
	typed int         // runes of the last change, if it was typing that more can join
}

// newEditor makes an editor whose buffer draws nothing.
func newEditor(f *folds, k *kills) *editor {
	cfg := &readline.Config{FuncIsTerminal: func() bool { return false }}
	return &editor{buf: readline.NewRuneBuffer(io.Discard, "", cfg, 80), folds: f, kills: k}
}

func (e *editor) line() []rune  { return e.buf.Runes() }
func (e *editor) pos() int      { return e.buf.Pos() }
func (e *editor) entry() string { return e.folds.expand(e.line()) }

// do applies a key that only edits. It says whether that did anything.
func (e *editor) do(k key) bool {
	defer func() { e.prev = k.do }()
	if to, ok := e.goal(k); ok {
		return e.move(to)
	}
	if from, to, ok := e.cut(k.do); ok {
		return e.kill(from, to)
	}
	line, pos := e.line(), e.pos()
	switch k.do {
	case insert, quoted:
		e.insert(bufferText(k.text))
	case paste:
		e.insert(e.folds.shorten(cleanPaste(k.text)))
	case pasteLine:
		e.insert(e.folds.shorten(typedText(k.text, true)))
	case insertTab:
		e.insert("\t")
	case newline:
		e.insert("\n")
	case backspace:
		return e.replace(prevRune(line, pos), pos, nil)
	case deleteRight:
		return e.replace(pos, nextRune(line, pos), nil)
	case deleteBlanks:
		from, to := pos, pos
		for from > 0 && isBlank(line[from-1]) {
			from--
		}
		for to < len(line) && isBlank(line[to]) {
			to++
		}
		return e.replace(from, to, nil)
	case yank:
		return e.yank()
	case yankPop:
		return e.yankPop()
	case transpose:
		return e.transpose()
	case transposeWords:
		return e.transposeWords()
	case upperCase, lowerCase, capital:
		return e.changeCase(k.do)
	case undo:
		return e.undo()
	case revert:
		return e.revert()
	case setMark:
		e.mark = pos
	case swapMark:
		to := min(e.mark, len(line))
		e.mark = pos
		e.move(to)
	default:
		return false
	}
	return true
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

// goal is where a key that moves the cursor takes it.
func (e *editor) goal(k key) (to int, ok bool) {
	line, pos := e.line(), e.pos()
	switch k.do {
	case left:
		return prevRune(line, pos), true
	case right:
		return nextRune(line, pos), true
	case wordLeft:
		return wordStart(line, pos), true
	case wordRight:
		return wordEnd(line, pos), true
	case home:
		return lineStart(line, pos), true
	case end:
		return lineEnd(line, pos), true
	case findLeft, findRight:
		return find(line, pos, []rune(bufferText(k.text)), k.do == findLeft), true
	}
	return 0, false
}

// find is where the letter stands next; pos if it does not.
func find(line []rune, pos int, letter []rune, back bool) int {
	by := 1
	if back {
		by = -1
	}
	for i := pos + by; len(letter) == 1 && i >= 0 && i < len(line); i += by {
		if line[i] == letter[0] {
			return i
		}
	}
	return pos
}

// cut is the part of the line that a key cuts out.
func (e *editor) cut(do action) (from, to int, ok bool) {
	line, pos := e.line(), e.pos()
	switch do {
	case killEnd:
		if to = lineEnd(line, pos); to == pos && pos < len(line) {
			to++ // at the end of a line: the newline
		}
		return pos, to, true
	case killHome:
		return lineStart(line, pos), pos, true
	case killBlank:
		return blankStart(line, pos), pos, true
	case killWordLeft:
		return wordStart(line, pos), pos, true
	case killWordRight:
		return pos, wordEnd(line, pos), true
	}
	return 0, 0, false
}

func (e *editor) move(to int) bool {
	if to == e.pos() {
		return false
	}
	e.buf.SetWithIdx(to, e.line())
	return true
}

// replace puts text in the place of a part of the line; the cursor goes behind
// it. It is one change for undo.
func (e *editor) replace(from, to int, text []rune) bool {
	if from == to && len(text) == 0 {
		return false
	}
	e.note()
	line := e.line()
	e.buf.SetWithIdx(from+len(text), slices.Concat(line[:from], text, line[to:]))
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
	typing := e.prev == insert && e.typed > 0 && e.typed+len(text) <= joinTyping
	if typing {
		e.typed += len(text)
	} else {
		e.note()
		e.typed = len(text)
	}
	e.buf.SetWithIdx(from+len(fresh), slices.Concat(line[:from], fresh, line[pos:]))
}

// transpose swaps the characters around the cursor; at the end of the line, the
// two before it.
func (e *editor) transpose() bool {
	line, pos := e.line(), e.pos()
	start := lineStart(line, pos)
	if pos == lineEnd(line, pos) && pos > start {
		pos = prevRune(line, pos)
	}
	if pos == start {
		return false
	}
	from, to := prevRune(line, pos), nextRune(line, pos)
	return e.replace(from, to, slices.Concat(line[pos:to], line[from:pos]))
}

// transposeWords swaps the word before the cursor, or around it, with the next.
func (e *editor) transposeWords() bool {
	line := e.line()
	end2 := wordEnd(line, e.pos())
	begin2 := wordStart(line, end2)
	begin1 := wordStart(line, begin2)
	end1 := wordEnd(line, begin1)
	if begin1 == begin2 || begin2 < end1 {
		return false
	}
	return e.replace(begin1, end2, slices.Concat(line[begin2:end2], line[end1:begin2], line[begin1:end1]))
}

// changeCase changes the letters of what is left of the word, or of the next.
func (e *editor) changeCase(do action) bool {
	line, pos := e.line(), e.pos()
	to := wordEnd(line, pos)
	text := slices.Clone(line[pos:to])
	inside := false
	for i, r := range text {
		switch {
		case r >= foldFirst:
		case do == upperCase, do == capital && !inside:
			text[i] = unicode.ToUpper(r)
		default:
			text[i] = unicode.ToLower(r)
		}
		inside = inWord(r)
	}
	return e.replace(pos, to, text)
}

// commented is the line as a comment: sign stands before each of its lines.
func (e *editor) commented(sign string) string {
	return sign + strings.ReplaceAll(string(e.line()), "\n", "\n"+sign)
}

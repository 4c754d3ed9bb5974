package line

import (
	"bytes"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// A key is one thing the person did.
type key struct {
	do   action
	text string // of insert and paste
}

type action int

const (
	nothing   action = iota
	insert           // typed text, without control characters
	paste            // text that came between the marks of a paste, as it came
	pasteLine        // a line of a paste without marks; what ends it is enter
	refused          // a paste of more than maxPaste bytes
	position         // where the terminal says that the cursor is: "row;column"

	// These stand in the table of keys.
	enter
	newline
	interrupt
	deleteOrEnd
	left
	right
	wordLeft
	wordRight
	findLeft // with the character
	findRight
	home
	end
	up
	down
	oldest
	newest
	prefixBack
	prefixForward
	backspace
	deleteRight
	deleteBlanks
	killEnd
	killHome
	killBlank
	killWordLeft
	killWordRight
	yank
	yankPop
	lastWord
	someWord
	quoted // with the text that is to be put in as it is
	insertTab
	transpose
	transposeWords
	upperCase
	lowerCase
	capital
	undo
	revert
	setMark
	swapMark
	searchBack
	searchForward
	askBack
	askForward
	enterNext
	external
	comment
	digit // with the digit, or -
	macroBegin
	macroEnd
	macroCall
	cancel
	tab
	listWords
	insertWords
	aside
	redraw
	suspend
)

// maxPaste bounds what one paste may hold.
const maxPaste = 16 << 20

type state int

const (
	ground    state = iota
	escape          // after ESC
	csi             // after ESC [
	linuxF          // after ESC [ [, a function key of the Linux console
	ss3             // after ESC O
	str             // in OSC, DCS, SOS, PM or APC, until ST or BEL
	strEsc          // after ESC in str
	mouse           // three bytes of an X10 mouse report to come
	pasting         // between ESC [200~ and ESC [201~
	ctrlX           // after Ctrl-X
	letter          // after a key that is about the next character
	letterEsc       // after ESC in letter
)

// A decoder turns the bytes of a terminal into keys. It never gives a control
// character or a part of an escape sequence as text: a sequence that is not
// known is dropped whole. There are no timers in it, so a lone ESC waits for
// the next byte.
type decoder struct {
	state  state
	seq    []byte // parameters of a CSI
	part   []byte // beginning of a UTF-8 sequence
	paste  []byte
	over   bool // the paste is too long
	skip   int
	about  action // of state letter
	inside bool   // the CSI stands where a letter was to come
}

const (
	pasteBegin = "200~"
	pasteEnd   = "\x1b[201~"
)

// next decodes the first key of p and says how many bytes it took. Without a
// key (do is nothing) all of p may have been taken.
func (d *decoder) next(p []byte) (key, int) {
	if d.state == pasting && len(p) == 1 && p[0] == readline.CharInterrupt && len(d.paste) > 0 {
		// One Ctrl-C alone: the end mark was lost, and somebody wants out.
		d.endPaste()
		return key{do: interrupt}, 1
	}
	n := 0
	for n < len(p) {
		switch {
		case d.state == pasting:
			k, m := d.inPaste(p[n:])
			if n += m; k.do != nothing {
				return k, n
			}
		case d.state == letterEsc && p[n] != readline.CharEscapeEx:
			d.state = ground
			return key{d.about, "\x1b"}, n
		case d.state == letter && (p[n] != readline.CharEsc || len(d.part) > 0):
			k, m := d.inLetter(p[n:])
			if n += m; k.do != nothing {
				return k, n
			}
		case d.state == ground && (p[n] >= 0x20 && p[n] != 0x7f || len(d.part) > 0):
			text, m := d.run(p[n:])
			if n += m; text != "" {
				return key{insert, text}, n
			}
		default:
			k := d.step(p[n])
			if n++; k.do != nothing {
				return k, n
			}
		}
	}
	return key{}, n
}

// run takes printable text up to the next control byte.
func (d *decoder) run(p []byte) (string, int) {
	n := bytes.IndexFunc(p, func(r rune) bool { return r < 0x20 || r == 0x7f })
	last := n >= 0
	if !last {
		n = len(p)
	}
	text := append(d.part, p[:n]...)
	d.part = nil
	if !last {
		if cut := incompleteRune(text); cut > 0 {
			d.part = append([]byte(nil), text[len(text)-cut:]...)
			text = text[:len(text)-cut]
		}
	}
	return typedText(string(text), false), n
}

// incompleteRune is the number of bytes at the end of p that begin a rune.
func incompleteRune(p []byte) int {
	for i := 1; i <= len(p) && i < utf8.UTFMax; i++ {
		if c := p[len(p)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(p[len(p)-i:]) {
				return i
			}
			break
		}
	}
	return 0
}

// step takes one byte that is not text.
func (d *decoder) step(c byte) key {
	switch d.state {
	case ground:
		return d.control(c)
	case escape:
		return d.afterEscape(c)
	case csi:
		return d.inCSI(c)
	case ss3:
		d.state = ground
		if c < 0x20 {
			return d.control(c)
		}
		return key{do: byKey[finals[c]]}
	case linuxF:
		d.state = ground
		if c < 0x20 {
			return d.control(c)
		}
	case mouse:
		if c < 0x20 { // no part of a report
			d.state = ground
			return d.control(c)
		}
		if d.skip--; d.skip == 0 {
			d.state = ground
		}
	case str, strEsc:
		return d.inString(c)
	case ctrlX:
		d.state = ground
		if c == readline.CharEsc {
			return d.control(c)
		}
		return d.keyOf(byCtrlX, c)
	case letter: // ESC
		d.state = letterEsc
	case letterEsc: // [: an arrow key is taken whole, and a paste is a paste
		d.state, d.seq, d.inside = csi, d.seq[:0], true
	}
	return key{}
}

// control is the key of a control byte. Those without a meaning are dropped.
func (d *decoder) control(c byte) key {
	switch c {
	case readline.CharEsc:
		d.state = escape
		return key{}
	case 'X' & 0x1f:
		d.state = ctrlX
		return key{}
	}
	return d.keyOf(byByte, c)
}

// keyOf looks a byte up. A key that is about a character waits for it.
func (d *decoder) keyOf(keys map[byte]action, c byte) key {
	switch do := keys[c]; do {
	case quoted, findLeft, findRight:
		d.state, d.about = letter, do
		return key{}
	case digit:
		return key{do, string(rune(c))}
	default:
		return key{do: do}
	}
}

// inLetter takes the character that a key is about: a rune, or a byte that is
// none.
func (d *decoder) inLetter(p []byte) (key, int) {
	for n := range p {
		d.part = append(d.part, p[n])
		if !utf8.FullRune(d.part) {
			continue
		}
		text, n := string(d.part), n+1
		if _, size := utf8.DecodeRuneInString(text); size < len(text) { // the last byte is not of it
			text, n = text[:len(text)-1], n-1
		}
		d.part, d.state = nil, ground
		return key{d.about, text}, n
	}
	return key{}, len(p)
}

// inString drops a control string. A key that ends a line ends it too, so
// that Alt-] does not make the keyboard dead.
func (d *decoder) inString(c byte) key {
	switch {
	case d.state == strEsc && c == '\\', c == readline.CharBell:
		d.state = ground
	case d.state == strEsc:
		return d.afterEscape(c)
	case c == readline.CharEsc:
		d.state = strEsc
	case c == readline.CharEnter, c == readline.CharCtrlJ, c == readline.CharInterrupt, c == readline.CharDelete:
		d.state = ground
		return d.control(c)
	}
	return key{}
}

func (d *decoder) afterEscape(c byte) key {
	d.state = ground
	switch c {
	case readline.CharEscapeEx:
		d.state, d.seq = csi, d.seq[:0]
	case readline.CharO:
		d.state = ss3
	case ']', 'P', '^', 'X': // ESC _ is Alt-_: nobody is asked for an APC
		d.state = str
	case readline.CharEsc:
		d.state = escape
	default:
		if c >= utf8.RuneSelf { // Alt and a letter of several bytes: the letter
			d.part = append(d.part, c)
			return key{}
		}
		if byMeta[c] == nothing && c < 0x20 {
			return d.control(c)
		}
		return d.keyOf(byMeta, c)
	}
	return key{}
}

// maxSeq bounds the parameters of a CSI that are kept.
const maxSeq = 64

func (d *decoder) inCSI(c byte) key {
	inside := d.inside
	switch {
	case c < 0x20: // a control byte ends what was no sequence
		d.state, d.inside = ground, false
		return d.control(c)
	case c == '[' && !inside && len(d.seq) == 0:
		d.state = linuxF
		return key{}
	case c < 0x40:
		if len(d.seq) < maxSeq {
			d.seq = append(d.seq, c)
		}
		return key{}
	case c >= 0x7f:
		return key{}
	}
	d.state, d.inside = ground, false
	switch {
	case string(d.seq)+string(c) == pasteBegin:
		d.state, d.paste, d.over = pasting, nil, false
	case inside:
		return key{d.about, "\x1b[" + string(d.seq) + string(c)}
	case c == 'M' && len(d.seq) == 0:
		d.state, d.skip = mouse, 3
	default:
		return csiKey(string(d.seq), c)
	}
	return key{}
}

func (d *decoder) inPaste(p []byte) (key, int) {
	// The end mark may be cut in two by a read, so it is looked for from
	// its length before the new bytes.
	from := max(0, len(d.paste)-len(pasteEnd)+1)
	d.paste = append(d.paste, p...)
	i := bytes.Index(d.paste[from:], []byte(pasteEnd))
	if i < 0 {
		if len(d.paste) > maxPaste {
			d.over = true
			d.paste = append(d.paste[:0], d.paste[len(d.paste)-len(pasteEnd):]...)
		}
		return key{}, len(p)
	}
	rest := len(d.paste) - (from + i + len(pasteEnd))
	k := key{paste, string(d.paste[:from+i])}
	if d.over || len(k.text) > maxPaste {
		k = key{do: refused}
	}
	d.endPaste()
	return k, len(p) - rest
}

// giveUp ends a paste whose end mark does not come: what came is the paste.
func (d *decoder) giveUp() key {
	k := key{paste, string(d.paste)}
	if d.over {
		k = key{do: refused}
	}
	d.endPaste()
	return k
}

func (d *decoder) endPaste() {
	d.state, d.paste, d.over = ground, nil, false
}

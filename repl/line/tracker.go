package line

import "unicode/utf8"

// A tracker follows output to know in which column it ended, and which
// colours are on there, so that a later Write can go on behind it.
type tracker struct {
	column int
	moved  bool   // something has been printed since this was reset
	style  string // colour sequences since the last reset
	held   []byte // the beginning of a rune or of a sequence
}

// maxHeld bounds how much of an unfinished sequence is held back.
const maxHeld = 256

// feed follows p and returns what of it can be written now: a rune or an
// escape sequence that is not complete waits for the next Write.
func (t *tracker) feed(p []byte, columns int) []byte {
	if len(t.held) > 0 {
		p = append(t.held, p...)
		t.held = nil
	}
	i := 0
	for i < len(p) {
		n := 1
		switch c := p[i]; {
		case c == 0x1b:
			if n = t.sequence(p[i:]); n == 0 && len(p)-i < maxHeld {
				t.held = append(t.held, p[i:]...)
				return p[:i]
			}
			n = max(n, 1)
		case c == '\n', c == '\r':
			t.column = 0
		case c == '\b':
			t.column = max(t.column-1, 0)
		case c == '\t':
			t.column = min(t.column/8*8+8, columns-1)
		case c < 0x20, c == 0x7f:
		case c < utf8.RuneSelf:
			t.step(1, columns)
		default:
			if !utf8.FullRune(p[i:]) {
				t.held = append(t.held, p[i:]...)
				return p[:i]
			}
			var r rune
			r, n = utf8.DecodeRune(p[i:])
			if !isMark(r) {
				t.step(runeWidth(r), columns)
			}
		}
		i += n
	}
	return p
}

// step goes w columns on. A column equal to columns is behind a full row.
func (t *tracker) step(w, columns int) {
	t.moved = true
	if t.column += w; t.column > columns {
		t.column = w
	}
}

// sequence follows the escape sequence at the beginning of p and returns its
// length, 0 when it is not complete.
func (t *tracker) sequence(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	switch p[1] {
	case '[':
		for i := 2; i < len(p); i++ {
			if p[i] >= 0x40 && p[i] < 0x7f {
				t.csi(string(p[:i+1]))
				return i + 1
			}
		}
		return 0
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(p); i++ {
			if p[i] == '\a' {
				return i + 1
			}
			if p[i] == '\\' && p[i-1] == 0x1b {
				return i + 1
			}
		}
		return 0
	}
	return 2
}

func (t *tracker) csi(s string) {
	switch s[len(s)-1] {
	case 'm':
		if t.style += s; s == "\x1b[m" || s == "\x1b[0m" || len(t.style) > maxHeld {
			t.style = ""
		}
	case 'H', 'f', 'G':
		t.column = 0 // a guess; what moves the cursor should end in a newline
	}
}

// pause turns colours off until resume.
func (t *tracker) pause() string {
	if t.style == "" {
		return ""
	}
	return "\x1b[m"
}

func (t *tracker) resume() string { return t.style }

// rest is what was held back, when nothing more will follow it at once.
func (t *tracker) rest() string {
	s := string(t.held)
	t.held = nil
	return s
}

package line

import (
	"fmt"
	"io"
	"strings"
	"time"

	"sockpit/runtime/printable"
)

// A Stage is a Reader that can give the whole screen to a picture that answers
// keys. The terminal's reader is one.
type Stage interface {
	// Play shows the picture until it says that it is over. What was on the
	// screen comes back. Meanwhile nobody else may write.
	Play(p Picture) error
}

var _ Stage = (*terminal)(nil)

// A Picture is what has the whole screen. All of it is called by Play's
// goroutine.
type Picture struct {
	Draw    func(columns, rows int) string // gives lines that fit
	Key     func(key string) Act           // "n", "enter", "up", "esc", "ctrl-c", …
	Changed <-chan struct{}                // it is to be drawn again
	Every   time.Duration                  // and so often without that
}

// An Act is what a key does to the screen. The zero Act draws the picture again.
type Act struct {
	Leave bool
	Ask   string            // what to ask for, in the last row
	Got   func(text string) // is given the answer; not called if it was called off
}

// namesOfKeys are the keys that are no text.
var namesOfKeys = map[action]string{
	enter: "enter", newline: "enter", interrupt: "ctrl-c", deleteOrEnd: "ctrl-d", cancel: "esc", tab: "tab", backspace: "backspace",
	up: "up", down: "down", left: "left", right: "right", home: "home", end: "end", redraw: "ctrl-l",
}

// escapeAfter is how long a lone ESC waits for the rest of a sequence.
const escapeAfter = 50 * time.Millisecond

func (t *terminal) Play(p Picture) error {
	giveBack, err := t.takeScreen(p.Changed)
	if err != nil {
		return err
	}
	defer giveBack()
	s := &stage{t: t, p: p}
	t.input = input{}
	for {
		t.put(s.frame())
		ready, err := waitRead(int(p.Every/time.Millisecond), t.in(), t.wake[0])
		if err != nil {
			return err
		}
		if ready[1] {
			if k, err := t.awake(); err != nil || k.do != nothing && s.key(k) {
				return err
			}
		}
		if ready[0] {
			if leave, err := s.read(); leave || err != nil {
				return err
			}
		}
	}
}

// A stage is one Play.
type stage struct {
	t      *terminal
	p      Picture
	ask    Act     // what is asked for; Got is nil if nothing is
	answer *editor // so far
}

// read takes the keys that have been typed, and reports whether the picture is
// over.
func (s *stage) read() (leave bool, err error) {
	n, err := s.t.read()
	if n <= 0 {
		if err == nil {
			err = io.EOF
		}
		return true, err
	}
	for {
		for {
			k, ok := s.t.input.next(false)
			if !ok {
				break
			}
			if s.key(k) {
				return true, nil
			}
		}
		if s.t.input.decoder.state != escape {
			return false, nil
		}
		ready, err := waitRead(int(escapeAfter/time.Millisecond), s.t.in())
		if err != nil {
			return true, err
		}
		if !ready[0] { // it was the key
			s.t.input.decoder = decoder{}
			return s.key(key{do: cancel}), nil
		}
		if n, err := s.t.read(); n <= 0 {
			return true, err
		}
	}
}

// key is one key: of the answer, or for the picture.
func (s *stage) key(k key) (leave bool) {
	if s.ask.Got != nil {
		s.typed(k)
		return false
	}
	names := []string{namesOfKeys[k.do]}
	if k.do == insert || k.do == pasteLine {
		names = strings.Split(k.text, "")
	}
	for i, name := range names {
		if name == "" {
			continue
		}
		act := s.p.Key(name)
		if act.Leave {
			return true
		}
		if act.Got != nil {
			s.ask, s.answer = act, newEditor(&s.t.folds, &s.t.kills)
			if rest := strings.Join(names[i+1:], ""); rest != "" { // typed ahead
				s.typed(key{do: insert, text: rest})
			}
			return false
		}
	}
	return false
}

// typed is a key while something is asked for.
func (s *stage) typed(k key) {
	switch k.do {
	case enter:
		got, text := s.ask.Got, s.answer.entry()
		s.ask = Act{}
		got(text)
	case interrupt, cancel, deleteOrEnd:
		s.ask = Act{}
	case up, down, newline, tab, suspend, searchBack, searchForward, refused, redraw, position:
	default:
		s.answer.do(k)
	}
}

// frame is the picture, with what is asked for in its last row.
func (s *stage) frame() string {
	if s.ask.Got == nil {
		return "\x1b[?25l" + s.t.frame(s.p.Draw)
	}
	columns, rows := s.t.screen.size()
	before := printable.Fit(printable.Line(s.ask.Ask), columns/2)
	line := s.answer.line()
	left, right := printable.Line(string(line[:s.answer.pos()])), printable.Line(string(line[s.answer.pos():]))
	room := max(1, columns-1-printable.Width(before))
	for printable.Width(left) > room { // its end is what is being typed
		_, left = cutRune(left)
	}
	at := printable.Width(before + left)
	row := before + left + printable.Fit(right, max(0, columns-1-at))
	text := s.t.frame(func(columns, rows int) string {
		lines := strings.Split(strings.TrimRight(s.p.Draw(columns, rows), "\n"), "\n")
		for len(lines) < rows {
			lines = append(lines, "")
		}
		lines[rows-1] = row
		return strings.Join(lines[:rows], "\n")
	})
	return text + fmt.Sprintf("\x1b[H\x1b[%dB\x1b[%dC\x1b[?25h", max(1, rows-1), max(1, at))
}

func cutRune(s string) (first rune, rest string) {
	for i, r := range s {
		if i > 0 {
			return first, s[i:]
		}
		first = r
	}
	return first, ""
}

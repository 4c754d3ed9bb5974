package line

import (
	"strings"
	"unicode/utf8"
)

// A search is Ctrl-R: the history entry that holds what has been typed. Only
// the goroutine in ReadLine touches it.
type search struct {
	on     bool
	part   string
	at     int    // the entry found
	failed bool   // no further entry holds part
	before string // the line as it was, for Ctrl-G
}

func (s *search) prompt() string {
	if s.failed {
		return `no "` + s.part + `" in the history: `
	}
	return `search "` + s.part + `": `
}

// start begins a search backwards from the newest entry.
func (s *search) start(h *history, e *editor) {
	*s = search{on: true, at: len(h.entries), before: string(e.line())}
}

// do takes a key while searching. It says whether the key is used up;
// otherwise the search has ended with what it found in the line, and the key
// is one for the line.
func (s *search) do(k key, h *history, e *editor) bool {
	switch k.do {
	case insert, paste:
		text, _, _ := strings.Cut(cleanPaste(k.text), "\n")
		s.part += text
		s.look(h, e, s.at, -1)
	case backspace:
		_, n := utf8.DecodeLastRuneInString(s.part)
		s.part = s.part[:len(s.part)-n]
		s.look(h, e, len(h.entries)-1, -1)
	case searchBack:
		s.look(h, e, s.at-1, -1)
	case searchForward:
		s.look(h, e, s.at+1, 1)
	case cancel, interrupt:
		e.set(s.before)
		s.on = false
	default:
		s.on = false
		return false
	}
	return true
}

// look finds part from entry i on. What was found before stays when there is
// nothing.
func (s *search) look(h *history, e *editor, i, by int) {
	if s.part == "" {
		s.failed = false
		return
	}
	i = h.find(s.part, min(i, len(h.entries)-1), by)
	if s.failed = i < 0; s.failed {
		return
	}
	s.at, h.at = i, i
	e.set(e.folds.shorten(h.entries[i]))
	if n := strings.Index(string(e.line()), s.part); n >= 0 {
		e.move(utf8.RuneCountInString(string(e.line())[:n]))
	}
}

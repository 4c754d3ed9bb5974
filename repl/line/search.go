package line

import (
	"strings"
	"unicode/utf8"
)

// A search looks for the entry that holds what is typed: letter by letter
// (Ctrl-R), or when Enter ends the question (Alt-P). Only the goroutine in
// ReadLine touches it.
type search struct {
	on     bool
	asks   bool // looks when Enter is pressed
	by     int  // -1: backwards
	part   string
	at     int       // the entry found
	failed bool      // no further entry holds part
	from   int       // the entry that was shown before, for Ctrl-G
	before lineState // and its line
}

func (s *search) prompt() string {
	part := entryText([]rune(s.part))
	switch {
	case s.asks:
		return `search for "` + part + `" (Enter): `
	case s.failed:
		return `no "` + part + `" in the history: `
	}
	return `search "` + part + `": `
}

// startSearch begins a search.
func (t *terminal) startSearch(a action) {
	h := t.past()
	t.search = search{on: true, at: len(h.entries), from: h.at, before: t.edit.state(), by: -1}
	switch a {
	case askBack, askForward:
		t.search.asks, t.search.at = true, h.at
		if a == askForward {
			t.search.by = 1
		}
	}
}

// searchKey takes a key while searching. It says whether the key is used up;
// otherwise the search has ended with what it found in the line, and the key is
// one for the line.
func (t *terminal) searchKey(k key) bool {
	s, last := &t.search, len(t.past().entries)-1
	switch k.do {
	case insert, paste, pasteLine, quoted:
		text, _, _ := strings.Cut(cleanPaste(k.text), "\n")
		s.part += bufferText(text)
		t.look(s.at, -1)
	case backspace:
		_, n := utf8.DecodeLastRuneInString(s.part)
		s.part = s.part[:len(s.part)-n]
		t.look(last, -1)
	case searchBack:
		t.look(s.at-1, -1)
	case searchForward:
		t.look(s.at+1, 1)
	case cancel, interrupt:
		t.goTo(s.from)
		t.edit.show(s.before)
		s.on = false
	case enter:
		s.on = false
		if !s.asks {
			return false
		}
		s.asks = false
		t.look(s.at+s.by, s.by)
		t.ring(!s.failed)
	default:
		s.on = false
		return false
	}
	return true
}

// look finds part from entry i on. What was found before stays when there is
// nothing.
func (t *terminal) look(i, by int) {
	s, h, e := &t.search, t.past(), t.edit
	if s.part == "" || s.asks {
		s.failed = false
		return
	}
	i = h.find(entryText([]rune(s.part)), min(i, len(h.entries)-1), by)
	if s.failed = i < 0; s.failed {
		return
	}
	s.at = i
	t.goTo(i)
	if n := strings.Index(string(e.line()), s.part); n >= 0 {
		e.move(utf8.RuneCountInString(string(e.line())[:n]))
	}
}

package line

import (
	"io"
	"slices"
	"strings"
)

// do applies one key. Done says that entry is complete.
func (t *terminal) do(k key) (entry string, done bool, err error) {
	t.macro.note(k)
	if t.search.on && t.searchKey(k) {
		return "", false, nil
	}
	used, k := t.arg.take(k)
	if used {
		return "", false, nil
	}
	if t.arg.on && k.do == insert { // the number is for the first letter
		first, rest := cutRune(k.text)
		t.arg.again(key{insert, string(first)}, t.edit.do)
		t.arg = argument{}
		if rest == "" {
			return "", false, nil
		}
		k.text = rest
	}
	entry, done, err = t.apply(k)
	t.arg = argument{}
	t.edit.prev = k.do
	return entry, done, err
}

// apply does a key that is not of a search or a number.
func (t *terminal) apply(k key) (entry string, done bool, err error) {
	e := t.edit
	if k.do != tab {
		t.list = list{}
	}
	switch k.do {
	case enter, enterNext, comment, external:
		return t.handIn(k.do)
	case interrupt:
		e.insertAtEnd("^C")
		t.session = nil
		return "", false, ErrInterrupt
	case deleteOrEnd:
		line := e.line()
		switch {
		case len(line) == 0:
			return "", false, io.EOF
		case e.pos() == len(line) && line[len(line)-1] == '\n':
			return t.submit() // an entry that will not be completed
		}
		t.ring(t.arg.again(key{do: deleteRight}, e.do))
	case redraw:
		t.screen.clear()
	case suspend:
		return "", false, t.suspend()
	case refused:
		t.say("The paste is longer than 16 MB and was left out.")
		t.ring(false)
	case macroBegin, macroEnd, macroCall:
		t.ring(t.doMacro(k.do))
	default:
		t.ring(t.change(k))
	}
	return "", false, nil
}

// change does a key that changes the line or what is shown of the history.
func (t *terminal) change(k key) bool {
	h := t.past
	switch k.do {
	case up, down:
		return t.arg.again(k, func(k key) bool { return t.recall(k.do) })
	case oldest:
		return t.goTo(0)
	case newest:
		return t.goTo(len(h().entries))
	case prefixBack, prefixForward:
		return t.arg.again(k, func(k key) bool {
			ok := t.recallPrefix(k.do)
			t.edit.prev = k.do
			return ok
		})
	case searchBack, searchForward, askBack, askForward:
		t.startSearch(k.do)
		return true
	case lastWord, someWord:
		return t.putWord(k.do)
	case tab:
		return t.tab()
	case listWords, insertWords:
		return t.allWords(k.do)
	case aside:
		return t.showAside()
	case paste:
		return t.paste(k.text)
	case upperCase, lowerCase, capital:
		if t.arg.times() < 0 {
			return t.changeCaseBack(k)
		}
	case yank, yankPop, undo, revert, quoted, insertTab, pasteLine, newline, setMark, swapMark, deleteBlanks, cancel:
		if k.do != undo && k.do != quoted && k.do != newline && k.do != insertTab {
			return t.edit.do(k) // a number means nothing here
		}
	}
	return t.arg.again(k, t.edit.do)
}

// changeCaseBack changes the words before the cursor, which stays.
func (t *terminal) changeCaseBack(k key) bool {
	e, n := t.edit, -t.arg.times()
	at := e.pos()
	for range n {
		e.move(wordStart(e.line(), e.pos()))
	}
	for range n {
		e.do(k)
	}
	return e.move(min(at, len(e.line())))
}

// insertAtEnd adds to what is shown; the line is not used any more.
func (e *editor) insertAtEnd(s string) { e.set(string(e.line()) + s) }

// ring tells the person that a key did nothing.
func (t *terminal) ring(ok bool) {
	if !ok {
		t.screen.bell()
	}
}

// say tells the person something above the line; it is wrapped at blanks.
func (t *terminal) say(text string) {
	columns, row := t.Width(), ""
	var b strings.Builder
	for _, word := range strings.Fields(text) {
		if row != "" && textWidth(row)+1+textWidth(word) > columns {
			b.WriteString(row + "\n")
			row = ""
		}
		if row != "" {
			row += " "
		}
		row += word
	}
	t.screen.Write([]byte(b.String() + row + "\n"))
}

// handIn ends the entry by one of the keys that do.
func (t *terminal) handIn(a action) (entry string, done bool, err error) {
	switch a {
	case comment:
		t.edit.set(t.edit.commented(t.opt.comment()))
		return t.submit()
	case external:
		return t.external()
	case enter:
		if t.opt.Incomplete != nil && t.opt.Incomplete(t.edit.entry()) {
			t.edit.do(key{do: newline})
			return "", false, nil
		}
	case enterNext:
		if h := t.past(); h.at+1 < len(h.entries) {
			t.session = slices.Insert(t.session, 0, h.entries[h.at+1])
		}
	}
	return t.submit()
}

func (t *terminal) submit() (entry string, done bool, err error) {
	entry = t.edit.entry()
	written := t.opt.Keep == nil || t.opt.Keep(entry)
	if err := t.past().add(entry, written); err != nil {
		t.notice = t.opt.unwritten(err)
	}
	return entry, true, nil
}

// indent is what Tab puts in at the begin of a further line.
const indent = "  "

// tab indents at the begin of a further line, and completes elsewhere.
func (t *terminal) tab() bool {
	e := t.edit
	line, pos := e.line(), e.pos()
	start := lineStart(line, pos)
	if start > 0 && strings.TrimSpace(string(line[start:pos])) == "" {
		e.insert(indent)
		return true
	}
	if len(t.list.words) > 0 { // pressed again: the next page
		t.page()
		return true
	}
	words, ok := e.complete(t.opt.Complete)
	if len(words) > 0 {
		t.list = list{words: words}
		t.page()
	}
	return ok
}

// allWords shows the ways to complete, or puts them in.
func (t *terminal) allWords(a action) bool {
	words, from := t.edit.words(t.opt.Complete)
	if len(words) == 0 {
		return false
	}
	if a == listWords {
		t.list = list{words: words}
		t.page()
		return true
	}
	text := bufferText(typedText(strings.Join(words, " "), false)) + " "
	return t.edit.replace(from, t.edit.pos(), []rune(text))
}

// showAside shows above the line what Aside gives.
func (t *terminal) showAside() bool {
	if t.opt.Aside == nil {
		return false
	}
	text := t.opt.Aside()
	if text == "" {
		return false
	}
	t.screen.Write([]byte(text))
	return true
}

// A list is the ways to complete that are being shown, page by page.
type list struct {
	words []string
	shown int
}

// page shows the next page of the list; behind the last is the first.
func (t *terminal) page() {
	if t.list.shown >= len(t.list.words) {
		t.list.shown = 0
	}
	columns, rows := t.screen.size()
	text, n := columnsOf(t.list.words[t.list.shown:], columns, rows/2)
	t.list.shown += n
	t.screen.show(t.content())
	t.screen.Write([]byte(text))
}

// A macro is keys that were noted, to be done again.
type macro struct {
	noting bool
	keys   []key
}

// maxMacro bounds the keys of a macro.
const maxMacro = 10_000

func (m *macro) note(k key) {
	if m.noting && len(m.keys) < maxMacro && k.do != macroEnd && k.do != macroCall && k.do != position {
		m.keys = append(m.keys, k)
	}
}

func (t *terminal) doMacro(a action) bool {
	m := &t.macro
	switch a {
	case macroBegin:
		if m.noting {
			return false
		}
		*m = macro{noting: true}
	case macroEnd:
		if !m.noting {
			return false
		}
		m.noting = false
	case macroCall:
		if m.noting || len(m.keys) == 0 {
			return false
		}
		for range max(1, min(t.arg.times(), maxTimes)) {
			t.replay = append(t.replay, m.keys...)
		}
	}
	return true
}

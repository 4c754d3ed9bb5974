package line

import "io"

// do applies one key. Done says that entry is complete.
func (t *terminal) do(k key) (entry string, done bool, err error) {
	e := t.edit
	if t.search.on && t.search.do(k, t.past(), e) {
		return "", false, nil
	}
	switch k.do {
	case enter:
		return t.enter()
	case interrupt:
		e.insertAtEnd("^C")
		return "", false, ErrInterrupt
	case deleteOrEnd:
		line := e.line()
		switch {
		case len(line) == 0:
			return "", false, io.EOF
		case e.pos() == len(line) && line[len(line)-1] == '\n':
			return t.submit() // an entry that will not be completed
		}
		t.ring(e.do(key{do: deleteRight}))
	case up, down:
		t.recall(k.do)
	case searchBack, searchForward:
		t.search.start(t.past(), e)
	case tab:
		t.complete()
	case redraw:
		t.screen.clear()
	case suspend:
		return "", false, t.suspend()
	case refused:
		t.screen.Write([]byte("The paste is longer than 16 MB and was left out.\n"))
		t.ring(false)
	case cancel:
		t.ring(false)
	default:
		t.ring(e.do(k))
	}
	return "", false, nil
}

// insertAtEnd adds to what is shown; the line is not used any more.
func (e *editor) insertAtEnd(s string) { e.set(string(e.line()) + s) }

// ring tells the person that a key did nothing.
func (t *terminal) ring(ok bool) {
	if !ok {
		t.screen.bell()
	}
}

// enter hands in the entry, or opens its next line.
func (t *terminal) enter() (entry string, done bool, err error) {
	if t.opt.Incomplete != nil && t.opt.Incomplete(t.edit.entry()) {
		t.edit.do(key{do: newline})
		return "", false, nil
	}
	return t.submit()
}

func (t *terminal) submit() (entry string, done bool, err error) {
	entry = t.edit.entry()
	if err := t.past().add(entry); err != nil {
		t.notice = t.opt.unkept(err)
	}
	return entry, true, nil
}

// recall goes up or down: in the entry when it has several lines, otherwise
// in the history.
func (t *terminal) recall(a action) {
	by := -1
	if a == down {
		by = 1
	}
	e := t.edit
	if to, ok := otherLine(e.line(), e.pos(), by); ok {
		e.move(to)
		return
	}
	entry, ok := t.past().step(by, string(e.line()))
	if ok {
		e.set(t.folds.shorten(entry))
		if by > 0 { // the first line, so that down goes on
			line := e.line()
			e.move(lineEnd(line, 0))
		}
	}
	t.ring(ok)
}

func (t *terminal) complete() {
	words, ok := t.edit.complete(t.opt.Complete)
	if len(words) > 0 {
		_, rows := t.screen.size()
		t.screen.show(t.content())
		t.screen.Write([]byte(columnsOf(words, t.Width(), rows/2)))
	}
	t.ring(ok)
}

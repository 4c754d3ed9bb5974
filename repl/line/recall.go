package line

import "strings"

// goTo shows entry i of the history, or the draft behind it. What was changed in
// the one that is left is kept until an entry is handed in.
func (t *terminal) goTo(i int) bool {
	h, e := t.past(), t.edit
	if i < 0 || i > len(h.entries) || i == h.at {
		return false
	}
	if s := e.state(); h.at == len(h.entries) || len(s.past) > 0 {
		if t.kept == nil {
			t.kept = map[int]lineState{}
		}
		t.kept[h.at] = s
	}
	h.at = i
	if s, ok := t.kept[i]; ok {
		e.show(s)
	} else if i < len(h.entries) {
		line := []rune(t.folds.shorten(h.entries[i]))
		e.show(lineState{line: line, pos: len(line)})
	}
	return true
}

// recall goes up or down: in the entry when it has several lines, otherwise in
// the history.
func (t *terminal) recall(a action) bool {
	by := -1
	if a == down {
		by = 1
	}
	e := t.edit
	if to, ok := otherLine(e.line(), e.pos(), by); ok {
		return e.move(to)
	}
	if !t.goTo(t.past().at + by) {
		return false
	}
	if by > 0 { // the first line, so that down goes on
		e.move(lineEnd(e.line(), 0))
	} else {
		e.move(len(e.line()))
	}
	return true
}

// recallPrefix goes to the next entry that begins with what stands before the
// cursor; behind the newest is the draft.
func (t *terminal) recallPrefix(a action) bool {
	h, e := t.past(), t.edit
	if e.prev != prefixBack && e.prev != prefixForward {
		t.prefix = e.folds.expand(e.line()[:e.pos()])
	}
	by := -1
	if a == prefixForward {
		by = 1
	}
	shown := e.entry()
	for i := h.at + by; i >= 0 && i <= len(h.entries); i += by {
		if i < len(h.entries) && (!strings.HasPrefix(h.entries[i], t.prefix) || h.entries[i] == shown) {
			continue
		}
		t.goTo(i)
		e.move(min(len([]rune(bufferText(t.prefix))), len(e.line())))
		return true
	}
	return false
}

// wordOf gives a word of an entry: the n-th, from 0; -1 is the last.
func (t *terminal) wordOf(entry string, n int) (string, bool) {
	words := strings.Fields(entry)
	if t.opt.Words != nil {
		words = t.opt.Words(entry)
	}
	if n < 0 {
		n = len(words) - 1
	}
	if n < 0 || n >= len(words) {
		return "", false
	}
	return words[n], true
}

// putWord puts in a word of the entry before. The last one again is replaced by
// that of the entry before that.
func (t *terminal) putWord(a action) bool {
	h, e := t.past(), t.edit
	n := t.arg.times()
	if !t.arg.on {
		n = -1
	}
	if a == someWord && !t.arg.on {
		n = 1
	}
	from, i := e.pos(), h.at-1
	if a == lastWord && e.prev == lastWord {
		from, i, n = t.word.from, t.word.entry-1, t.word.n
	}
	for ; i >= 0; i-- {
		word, ok := t.wordOf(h.entries[i], n)
		if !ok && a == lastWord {
			continue
		}
		if !ok {
			return false
		}
		t.word = putWord{from: from, entry: i, n: n}
		return e.replace(from, e.pos(), []rune(t.folds.shorten(word)))
	}
	return false
}

// A putWord is where a word of an earlier entry was put in last.
type putWord struct {
	from  int // of the line
	entry int // it is of
	n     int // which one
}

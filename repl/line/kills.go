package line

import "slices"

// maxKills is how many cuts are kept.
const maxKills = 50

// kills is what was cut, the newest last. Cuts in a row are one: what was cut to
// the right of the cursor goes behind what is there, what was cut to its left
// before it.
type kills struct {
	texts    [][]rune
	at       int // the one that was put in last
	from, to int // where it is
}

// isKill says whether a key cuts.
func isKill(a action) bool {
	switch a {
	case killEnd, killHome, killBlank, killWordLeft, killWordRight:
		return true
	}
	return false
}

// kill cuts a part out of the line.
func (e *editor) kill(from, to int) bool {
	if from == to {
		return false
	}
	k, text := e.kills, slices.Clone(e.line()[from:to])
	last := len(k.texts) - 1
	switch {
	case !isKill(e.prev) || last < 0:
		k.texts = append(k.texts, text)
		k.texts = k.texts[max(0, len(k.texts)-maxKills):]
	case from < e.pos():
		k.texts[last] = append(text, k.texts[last]...)
	default:
		k.texts[last] = slices.Concat(k.texts[last], text)
	}
	return e.replace(from, to, nil)
}

// yank puts in what was cut last.
func (e *editor) yank() bool {
	k := e.kills
	if len(k.texts) == 0 {
		return false
	}
	k.at = len(k.texts) - 1
	return e.putBack(e.pos(), e.pos())
}

// yankPop replaces what was put in by the cut before it.
func (e *editor) yankPop() bool {
	k := e.kills
	if e.prev != yank && e.prev != yankPop || len(k.texts) == 0 {
		return false
	}
	k.at = (k.at + len(k.texts) - 1) % len(k.texts)
	return e.putBack(k.from, k.to)
}

func (e *editor) putBack(from, to int) bool {
	k := e.kills
	e.replace(from, to, k.texts[k.at])
	k.from, k.to = from, e.pos()
	return true
}

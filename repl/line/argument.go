package line

import "strconv"

// maxTimes bounds how often a key is done for a number typed before it.
const maxTimes = 9999

// An argument is the number that is typed before a key: Alt-3, Alt--.
type argument struct {
	on     bool
	minus  bool
	digits string
}

// take reads a digit or the sign; further digits need no Alt.
func (a *argument) take(k key) (used bool, rest key) {
	switch {
	case k.do == digit:
	case k.do == insert && a.on && k.text[0] >= '0' && k.text[0] <= '9':
	default:
		return false, k
	}
	a.on = true
	for k.text != "" && (k.text[0] == '-' && k.do == digit || k.text[0] >= '0' && k.text[0] <= '9') {
		switch {
		case k.text[0] == '-':
			a.minus = !a.minus
		case len(a.digits) < len(strconv.Itoa(maxTimes)):
			a.digits += k.text[:1]
		}
		k.text = k.text[1:]
	}
	return k.text == "", k
}

// times is the number; 1 without one.
func (a argument) times() int {
	n, err := strconv.Atoi(a.digits)
	if err != nil {
		n = 1
	}
	if a.minus {
		n = -n
	}
	return n
}

func (a argument) prompt() string { return "(arg: " + strconv.Itoa(a.times()) + ") " }

// opposites are the keys that a number below zero makes of others.
var opposites = func() map[action]action {
	m := map[action]action{}
	for _, pair := range [][2]action{
		{left, right}, {wordLeft, wordRight}, {findLeft, findRight}, {up, down}, {prefixBack, prefixForward},
		{backspace, deleteRight}, {killEnd, killHome}, {killWordLeft, killWordRight},
	} {
		m[pair[0]], m[pair[1]] = pair[1], pair[0]
	}
	return m
}()

// again does a key as often as the number says. It stops where the key does
// nothing any more.
func (a argument) again(k key, do func(key) bool) bool {
	n := a.times()
	if turned, ok := opposites[k.do]; ok && n < 0 {
		k.do, n = turned, -n
	}
	did := n == 0
	for range n {
		if !do(k) {
			break
		}
		did = true
	}
	return did
}

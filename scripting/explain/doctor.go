package explain

import (
	"fmt"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// Doctor looks at a whole session for what does not mend by itself: sockets that a
// script can't get at any more, connections whose other end has closed, queues that
// are full. held reports whether a script can get at a socket; nil: not known.
func Doctor(f *Facts, held func(*runtime.Socket) bool) []Report {
	var lost, waiting, clogged []Report
	groups := map[fate][]*runtime.View{}
	var order []fate
	var closeWait []*runtime.View
	for i := range f.now().Sockets {
		v := &f.snap.Sockets[i]
		if r := queueFull(f, v); !r.IsZero() {
			clogged = append(clogged, r)
		}
		switch {
		case held != nil && !held(v.Socket) && len(v.Waiting) == 0:
			k := fate{v.State.Name, v.Made}
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], v)
		case v.State.Name == stack.CloseWait && len(v.Waiting) == 0:
			closeWait = append(closeWait, v)
		}
	}
	for _, k := range order {
		lost = append(lost, unheld(f, k, groups[k]))
	}
	if len(closeWait) > 0 {
		waiting = append(waiting, notClosed(f, closeWait))
	}
	return append(append(lost, waiting...), clogged...)
}

// A fate is what sockets have in common that nobody holds: how they stand, and the
// line that made them.
type fate struct {
	state stack.TCPState
	made  event.Place
}

// unheld: sockets that no variable holds.
func unheld(f *Facts, k fate, views []*runtime.View) Report {
	it, they := "it", "It stays"
	what := "no variable holds it"
	if len(views) > 1 {
		it, they, what = "them", "They stay", "no variable holds them"
	}
	r := Report{
		What: fmt.Sprintf("%s in %s, made%s: %s", printable.Plural(len(views), "socket"), orUnknown(k.state), f.at(k.made), what),
		Why:  fmt.Sprintf("%s open until the session ends or close is called: %s.", they, f.list(views)),
		Try: fmt.Sprintf("close(%d) closes one by its number, sockets(%d) gives it to a variable. Keep %s in a variable or a table, or close %s where the last variable goes.",
			views[0].ID, views[0].ID, it, it),
	}
	if k.state == "CLOSE_WAIT" {
		r.Why += " The other end has closed, this one has not."
	}
	return r
}

// notClosed: connections that variables hold, and whose other end has closed.
func notClosed(f *Facts, views []*runtime.View) Report {
	r := Report{
		What: fmt.Sprintf("%s in CLOSE_WAIT", printable.Plural(len(views), "socket")),
		Why:  fmt.Sprintf("The other end has finished sending, and you have not closed: %s.", f.list(views)),
		Try:  fmt.Sprintf("Receive until \"eof\", then close(%s).", f.arg(views[0].Socket)),
	}
	return r
}

// queueFull: a listener that takes no client more, or a stream that takes no byte.
func queueFull(f *Facts, v *runtime.View) Report {
	name := f.Name(v.Socket)
	switch {
	case v.Kind == runtime.Listener && v.State.Full():
		return Report{
			What: fmt.Sprintf("%s: its accept queue is full", name),
			Why:  fmt.Sprintf("%s wait, backlog %s, and one more fits: who dials now gets no answer until there is room.", v.State.AcceptQueue, v.State.Backlog),
			Try:  fmt.Sprintf("accept(%s), or a larger backlog.", f.arg(v.Socket)),
		}
	case v.Kind == runtime.Stream && v.State.RecvFill >= full:
		return Report{
			What: fmt.Sprintf("%s: its receive buffer is full", name),
			Why:  fmt.Sprintf("%s wait, and nobody receives: the other end can't send more.", bytes(int64(v.State.RecvQueue))),
			Try:  fmt.Sprintf("recv(%s)", f.arg(v.Socket)),
		}
	}
	return Report{}
}

// full is from where on a buffer counts as full: the kernel counts whole packets.
const full = 0.9

// maxListed is how many sockets a sentence names.
const maxListed = 8

// list names sockets for a sentence.
func (f *Facts) list(views []*runtime.View) string {
	var names []string
	for i, v := range views {
		if i == maxListed {
			names = append(names, fmt.Sprintf("and %d more", len(views)-i))
			break
		}
		names = append(names, f.Name(v.Socket))
	}
	return strings.Join(names, ", ")
}

func orUnknown(state stack.TCPState) string {
	if state == "" {
		return "an unknown state"
	}
	return string(state)
}

// arg writes a socket as an argument of Lua: the variable that holds it, or else its
// number, which does too.
func (f *Facts) arg(s *runtime.Socket) string {
	if f.Typable != nil && !f.Typable(s) {
		return fmt.Sprint(s.ID)
	}
	name := f.Name(s)
	if strings.HasPrefix(name, "#") {
		return fmt.Sprint(s.ID)
	}
	return name
}

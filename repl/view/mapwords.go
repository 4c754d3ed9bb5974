package view

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// The ways a cable can carry bytes.
const (
	toRight = 1 << iota
	toLeft
)

// carries says in which directions bytes can go through a link: a side that has
// ended its direction (FIN) can send no more.
func (l *link) carries() int {
	way := 0
	if l.left == nil || l.left.maySend() {
		way |= toRight
	}
	if l.right != nil && l.right.maySend() {
		way |= toLeft
	}
	if l.left != nil && l.left.kind == "unknown" && l.left.queue == "" && !l.right.calling() { // it may or may not
		way |= toRight
	}
	return way
}

// calling reports whether an end has called and nobody has answered yet.
func (e *mapEnd) calling() bool { return e != nil && e.state.Name == stack.SynSent }

func (e *mapEnd) maySend() bool {
	switch e.state.Name {
	case stack.Established, stack.CloseWait:
		return true
	}
	return !e.net.IsStream() && e.connected()
}

// title is what stands in the frame of a box.
func (e *mapEnd) title() string {
	if e.id != 0 {
		return fmt.Sprintf("%s #%d", printable.Line(e.name), e.id)
	}
	switch e.kind {
	case "other":
		if e.name != "–" {
			return printable.Line(e.name)
		}
		return "another program"
	case "unknown":
		if e.calls {
			return "no answer yet"
		}
		if e.queue != "" {
			return "not in " + e.queue + "'s queue"
		}
		return "not known"
	}
	return e.kind
}

// address writes an end-point as the training text names it: an address and a
// port.
func (e *mapEnd) address() string {
	a := e.state.Local
	switch {
	case a.IsZero() && e.net.IsUnix():
		return "no name"
	case a.IsZero():
		return "no address yet"
	case e.net.IsUnix():
		return printable.Line(a.Path)
	}
	return fmt.Sprintf("%s port %d", printable.Line(a.IP.String()), a.Port)
}

// stateWord is the state, or "" where there is nothing to say.
func (e *mapEnd) stateWord() string {
	if e.kind == "unknown" {
		return ""
	}
	return stateName(e.state)
}

// queueNote says how many wait for accept.
func (h *hub) queueNote() string {
	if h.kind != string(runtime.Listener) {
		return ""
	}
	q, b := h.state.AcceptQueue, h.state.Backlog
	if !q.Known() && !b.Known() {
		return "accept queue unknown"
	}
	return fmt.Sprintf("accept queue %s of %s", quantityText(q), quantityText(b))
}

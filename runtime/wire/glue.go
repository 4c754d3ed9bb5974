package wire

import (
	"strconv"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
)

// How much is glued at most: as much as fits into one packet of most networks,
// for no longer than people notice.
const (
	glueBytes = 1400
	glueSends = 16
	glueTime  = 20 * time.Millisecond
)

// heldBytes are small sends that wait to be sent together: until they are many,
// the sender receives, waits or ends the stream, or some time has gone by.
type heldBytes struct {
	data  []byte
	sends int
	most  time.Duration // how long the first of them may wait
	timer clock.Timer
}

func (h *heldBytes) discard() {
	if h.timer != nil {
		h.timer.Stop()
	}
	*h = heldBytes{most: h.most}
}

// glues reports whether a send of n bytes is one to hold back, or must queue
// behind those that are.
func (l *line) glues(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.is.Glued && n > 0 || l.held.sends > 0
}

// glue holds a small send back, or sends it with those held. The stack gets
// nothing by this call's own event: see PushHeld.
func (w *Wire) glue(p []byte, blocked func()) (int, error) {
	l := &w.lines[stack.Write]
	c := w.of.Caller(stack.Write)
	l.mu.Lock()
	l.held.data = append(l.held.data, p...)
	l.held.sends++
	if l.held.sends == 1 && !l.closed {
		w.flushLaterLocked(c)
	}
	full := len(l.held.data) >= glueBytes || l.held.sends >= glueSends || !l.is.Glued
	l.mu.Unlock()
	if !full {
		w.noteHeld(c, len(p))
		l.withhold(len(p))
		return len(p), nil
	}
	err := w.PushHeld(c, blocked)
	n := len(p) - l.takeBack(len(p), err)
	l.withhold(n) // counted by PushHeld
	return n, err
}

// flushLaterLocked sees to it that what is held is sent at last.
func (w *Wire) flushLaterLocked(c By) {
	if l := &w.lines[stack.Write]; !l.closed {
		l.held.timer = w.of.Clock.AfterFunc(l.held.most, func() { w.of.Flush(c) })
	}
}

// takeBack gives how many of the last n bytes are still held after a failure;
// they are the sender's again.
func (l *line) takeBack(n int, err error) int {
	if err == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	back := min(n, len(l.held.data))
	l.held.data = l.held.data[:len(l.held.data)-back]
	if len(l.held.data) == 0 {
		l.held.discard()
	}
	return back
}

func (w *Wire) noteHeld(c By, n int) {
	log := w.of.Log
	t, _ := log.Begin(&event.Header{Task: c.Task, Place: c.Place, Call: "fault", Arg: "glued", Socket: w.of.Socket},
		"holds "+printable.Plural(n, "byte")+" back, to go with the next")
	log.End(t, nil, func(e *event.Event) { e.N = n })
}

// PushHeld sends what is held, as one send with an event of its own. No other send
// may be under way.
func (w *Wire) PushHeld(c By, blocked func()) error {
	l := &w.lines[stack.Write]
	l.mu.Lock()
	data, sends := l.held.data, l.held.sends
	l.held.discard()
	l.mu.Unlock()
	if sends == 0 {
		return nil
	}
	e := event.Header{Task: c.Task, Place: c.Place, Call: "send", Socket: w.of.Socket}
	if c.Via != "send" {
		e.Via = c.Via
	}
	t, _ := w.of.Log.Begin(&e, "glued: "+strconv.Itoa(sends)+" sends as one")
	n, err := w.push(data, stack.Address{}, blocked)
	took := n - l.takeWithheld()
	from := w.of.Sent.Add(int64(took)) - int64(took)
	if overdue(err) {
		l.mu.Lock()
		l.held.data, l.held.sends = data[n:], 1
		w.flushLaterLocked(c)
		l.mu.Unlock()
	}
	w.of.Log.End(t, err, func(e *event.Event) {
		e.N, e.Data, e.Stream = took, w.of.Log.Payload(data[:took], false), event.Range{From: from, To: from + int64(took)}
	})
	return err
}

// HoldsBack reports whether a fault holds bytes back to glue them.
func (w *Wire) HoldsBack() bool {
	l := &w.lines[stack.Write]
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held.sends > 0
}

package runtime

import (
	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"strconv"
	"time"
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
// nothing by this call's own event: see pushHeld.
func (w *wire) glue(p []byte, blocked func()) (int, error) {
	l := &w.lines[stack.Write]
	c := w.socket.gates[stack.Write].caller()
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
	err := w.pushHeld(c, blocked)
	n := len(p) - l.takeBack(len(p), err)
	l.withhold(n) // counted by pushHeld
	return n, err
}

// flushLaterLocked sees to it that what is held is sent at last.
func (w *wire) flushLaterLocked(c *Caller) {
	if l := &w.lines[stack.Write]; !l.closed {
		who := &Caller{Task: c.Task, Place: c.Place, Clock: c.Clock}
		l.held.timer = l.clock().AfterFunc(l.held.most, func() { _ = w.socket.flush(who) })
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

func (w *wire) noteHeld(c *Caller, n int) {
	log := w.socket.session.Log
	t, _ := log.Begin(&event.Header{Task: c.Task, Place: c.Place, Call: "fault", Arg: "glued", Socket: w.socket.ID},
		"holds "+countBytes(int64(n))+" back, to go with the next")
	log.End(t, nil, func(e *event.Event) { e.N = n })
}

// pushHeld sends what is held, as one send with an event of its own. The
// caller is inside the gate.
func (w *wire) pushHeld(c *Caller, blocked func()) error {
	l, s := &w.lines[stack.Write], w.socket
	l.mu.Lock()
	data, sends := l.held.data, l.held.sends
	l.held.discard()
	l.mu.Unlock()
	if sends == 0 {
		return nil
	}
	e := event.Header{Task: c.Task, Place: c.Place, Call: "send", Socket: s.ID}
	if c.Via != "send" {
		e.Via = c.Via
	}
	t, _ := s.session.Log.Begin(&e, "glued: "+strconv.Itoa(sends)+" sends as one")
	n, err := w.push(data, stack.Address{}, blocked)
	took := n - l.takeWithheld()
	from := s.sent.Add(int64(took)) - int64(took)
	if timedOut(err) {
		l.mu.Lock()
		l.held.data, l.held.sends = data[n:], 1
		w.flushLaterLocked(c)
		l.mu.Unlock()
	}
	s.session.Log.End(t, err, func(e *event.Event) {
		e.N, e.Data, e.Stream = took, s.session.Log.Payload(data[:took], false), event.Range{From: from, To: from + int64(took)}
	})
	return err
}

// flush sends what a fault holds back to glue it.
func (s *Socket) flush(c *Caller) error {
	w := s.wire.Load()
	if w == nil || !w.lines[stack.Write].holdsBack() {
		return nil
	}
	given := c.Deadline
	s.limit(c)
	defer func() { c.Deadline = given }()
	defer c.resume()
	c.about("send", s, time.Time{})
	return s.gates[stack.Write].through(c, func(blocked func()) error {
		return w.pushHeld(c, blocked)
	})
}

func (l *line) holdsBack() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held.sends > 0
}

package wire

import (
	"time"

	"sockpit/runtime/event"
)

// judge asks the faults in turn what becomes of the next n bytes, and records
// those that did something.
func (l *line) judge(at int64, n int) verdict {
	l.mu.Lock()
	faults := l.faults
	l.mu.Unlock()
	type blow struct {
		fault
		wait time.Duration
	}
	var blows []blow
	out := verdict{n: n}
	for _, f := range faults {
		v := f.judge(at, out.n)
		out.n, out.do = v.n, v.do
		out.wait += v.wait
		if v.hit || l.hitBy(f) != nil {
			blows = append(blows, blow{f, v.wait})
		}
		if v.do != pass {
			break
		}
	}
	for _, b := range blows {
		l.record(b.fault, out.n, b.wait, out.do == hold || b.wait > 0)
	}
	return out
}

func (l *line) hitBy(f fault) *hit {
	for _, h := range l.hits {
		if h.fault == f {
			return h
		}
	}
	return nil
}

// record notes that a fault acted on n bytes, and begins its event with the
// first piece of a call.
func (l *line) record(f fault, n int, wait time.Duration, waits bool) {
	h := l.hitBy(f)
	first := h == nil
	if first {
		h = &hit{fault: f}
		l.hits = append(l.hits, h)
	}
	h.holding, h.waits = n, waits
	h.waited += wait
	if !waits {
		h.count(n)
	}
	if !first {
		return
	}
	w := event.Header{Call: "fault", Arg: f.name(), Socket: l.of.Socket}
	c := l.of.Caller(l.dir)
	w.Task, w.Place = c.Task, c.Place
	h.ticket, _ = l.of.Log.Begin(&w, h.note())
}

func (h *hit) count(n int) {
	h.bytes += int64(n)
	h.pieces++
}

// through notes that the piece that waited has passed.
func (l *line) through() {
	for _, h := range l.hits {
		if h.waits {
			h.waits = false
			if m, ok := h.fault.(meter); ok {
				m.passed()
			}
			h.count(h.holding)
		}
	}
}

// settle completes the events of a call's hits.
func (l *line) settle() {
	for _, h := range l.hits {
		h.over = true
		l.of.Log.End(h.ticket, nil, func(e *event.Event) { e.Note, e.N = h.note(), int(h.bytes) })
	}
	l.hits = nil
}

// withhold notes bytes that a send gave and the stack did not get.
func (l *line) withhold(n int) { l.withheld += n }

// takeWithheld gives how many of the last send's bytes the stack did not get.
func (l *line) takeWithheld() int {
	n := l.withheld
	l.withheld = 0
	return n
}

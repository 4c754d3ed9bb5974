package event

import (
	"cmp"
	"slices"
)

// origins are the calls that made the sockets, kept when the log drops their
// events: without them nobody can tell what the rest of the log is about. They
// go when the log drops the close of the socket, and so there are as many as
// sockets are open, or have calls in the log.
type origins struct {
	of   map[int][]origin // by socket, at most one of each call
	late map[int64]*entry // events that were dropped while their calls were under way, by Seq
}

type origin struct {
	seq int64
	entry
}

// pass is told of an event that is dropped.
func (o *origins) pass(seq int64, e *entry) {
	switch e.header.Call {
	case "socket", "socketpair", "bind", "listen", "connect", "accept":
		if e.end == notEnded {
			if o.late == nil {
				o.late = map[int64]*entry{}
			}
			late := *e
			o.late[seq] = &late
			return
		}
		o.keep(seq, e)
	case "close", "reset":
		delete(o.of, e.header.Socket)
	}
}

// ended is told that a call of o.late has returned.
func (o *origins) ended(seq int64) {
	e := o.late[seq]
	delete(o.late, seq)
	o.keep(seq, e)
}

// keep keeps a call that succeeded for the sockets that it is about.
func (o *origins) keep(seq int64, e *entry) {
	if e.err != nil {
		return
	}
	if o.of == nil {
		o.of = map[int][]origin{}
	}
	made := 0
	if e.rare != nil {
		made = e.rare.made
	}
	switch e.header.Call {
	case "accept":
		o.put(made, seq, e)
	case "socketpair":
		o.put(made, seq, e)
		o.put(e.header.Socket, seq, e)
	default:
		o.put(e.header.Socket, seq, e)
	}
}

func (o *origins) put(socket int, seq int64, e *entry) {
	same := func(k origin) bool { return k.header.Call == e.header.Call }
	o.of[socket] = append(slices.DeleteFunc(o.of[socket], same), origin{seq, *e})
}

// all gives them, and what is still under way, in the order of Seq.
func (o *origins) all() []origin {
	var out []origin
	for _, list := range o.of {
		out = append(out, list...)
	}
	for seq, e := range o.late {
		out = append(out, origin{seq, *e})
	}
	slices.SortFunc(out, func(a, b origin) int { return cmp.Compare(a.seq, b.seq) })
	return slices.CompactFunc(out, func(a, b origin) bool { return a.seq == b.seq })
}

// Whole gives what All gives, and before that, of the events that were dropped,
// the calls that made sockets which were not closed before the events that are
// kept. dropped counts the others.
func (l *Log) Whole() (events []Event, dropped int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range l.origins.all() {
		events = append(events, l.write(o.seq, &o.entry))
	}
	dropped = l.oldest() - 1 - int64(len(events))
	return append(events, l.sinceLocked(0)...), dropped
}

// Full gives a channel that is closed when the log drops its first event.
func (l *Log) Full() <-chan struct{} { return l.full }

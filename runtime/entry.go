package runtime

import (
	"time"

	"sockpit/runtime/stack"
)

// An entry is an event as the log keeps it: a busy session makes hundreds of
// thousands a second, and keeps thousands. It is small and has few pointers,
// so that writing one is quick and the garbage collector passes by soon.
type entry struct {
	version    int64         // of the log, at which the event last changed
	begin, end time.Duration // after the log's base; notEnded: it is under way
	what       *what
	rare       *rare // nil: nothing
	err        error
	transfer
}

const notEnded time.Duration = -1

// what is made where, by whom: most calls are one of a loop, and share it.
type what struct {
	task      int
	place     Place
	via, call string
	socket    int
	arg       string
}

// A transfer is what a send or a receive tells of its bytes; see Event.
type transfer struct {
	n, asked, size int
	eof            bool
	stream         Range
	data           []byte
}

// rare is what few events have.
type rare struct {
	made          int
	note          string
	local, remote stack.Address
}

// sharedWhats is how many are remembered, to be shared.
const sharedWhats = 64

// whatOf gives w, shared if the same was lately seen.
func (l *Log) whatOf(w *what) *what {
	seen := &l.whats[(uint(w.socket*2+w.place.Line*31+w.task*7)^uint(w.call[0]))%sharedWhats]
	if *seen == nil || **seen != *w {
		made := *w
		*seen = &made
	}
	return *seen
}

// event writes an entry out.
func (l *Log) event(seq int64) Event { return l.write(seq, l.slot(seq)) }

func (l *Log) write(seq int64, k *entry) Event {
	w := k.what
	e := Event{Seq: seq, Begin: l.base.Add(k.begin), Task: w.task, Place: w.place, Via: w.via, Call: w.call, Socket: w.socket, Arg: w.arg,
		N: k.n, Asked: k.asked, Size: k.size, EOF: k.eof, Stream: k.stream, Data: k.data, Err: k.err}
	if k.end != notEnded {
		e.End = l.base.Add(k.end)
	}
	if r := k.rare; r != nil {
		e.Made, e.Note, e.Local, e.Remote = r.made, r.note, r.local, r.remote
	}
	return e
}

// change makes an entry of what f makes of its event.
func (l *Log) change(seq int64, k *entry, f func(*Event)) {
	e := l.write(seq, k)
	f(&e)
	k.what = l.whatOf(&what{e.Task, e.Place, e.Via, e.Call, e.Socket, e.Arg})
	l.data += len(e.Data) - len(k.data)
	k.transfer = transfer{e.N, e.Asked, e.Size, e.EOF, e.Stream, e.Data}
	k.rare = nil
	if r := (rare{e.Made, e.Note, e.Local, e.Remote}); r != (rare{}) {
		k.rare = &r
	}
}

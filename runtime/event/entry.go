package event

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
	header     *Header
	rare       *rare // nil: nothing
	err        error
	Transfer
}

const notEnded time.Duration = -1

// A Header says who makes which call where: most calls are one of a loop, and
// share it. The fields are those of Event.
type Header struct {
	Task      int
	Place     Place
	Via, Call string
	Socket    int
	Arg       string
}

// A Transfer is what a send or a receive tells of its bytes; see Event.
type Transfer struct {
	N, Asked, Size int
	EOF            bool
	Stream         Range
	Data           []byte
}

// rare is what few events have.
type rare struct {
	made          int
	note          string
	local, remote stack.Address
}

// sharedHeaders is how many are remembered, to be shared.
const sharedHeaders = 64

// headerOf gives w, shared if the same was lately seen.
func (l *Log) headerOf(w *Header) *Header {
	seen := &l.headers[(uint(w.Socket*2+w.Place.Line*31+w.Task*7)^uint(w.Call[0]))%sharedHeaders]
	if *seen == nil || **seen != *w {
		made := *w
		*seen = &made
	}
	return *seen
}

// event writes an entry out.
func (l *Log) event(seq int64) Event { return l.write(seq, l.slot(seq)) }

func (l *Log) write(seq int64, k *entry) Event {
	w := k.header
	e := Event{Seq: seq, Begin: l.base.Add(k.begin), Task: w.Task, Place: w.Place, Via: w.Via, Call: w.Call, Socket: w.Socket, Arg: w.Arg,
		N: k.N, Asked: k.Asked, Size: k.Size, EOF: k.EOF, Stream: k.Stream, Data: k.Data, Err: k.err}
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
	k.header = l.headerOf(&Header{e.Task, e.Place, e.Via, e.Call, e.Socket, e.Arg})
	l.data += len(e.Data) - len(k.Data)
	k.Transfer = Transfer{e.N, e.Asked, e.Size, e.EOF, e.Stream, e.Data}
	k.rare = nil
	if r := (rare{e.Made, e.Note, e.Local, e.Remote}); r != (rare{}) {
		k.rare = &r
	}
}

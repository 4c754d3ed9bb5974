// Package explain goes from a failure, a socket or a hang back to its cause,
// with the facts of the session: what happened, why, and what to try.
//
// The rules are those of the errors and questions that learners have. Each is
// a function of the facts; the first that applies speaks. A fact is read from
// the event log or asked from the kernel at that moment, never guessed: where
// nothing is known, nothing is said.
package explain

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// A Report explains one thing. Empty parts have nothing to say.
type Report struct {
	What   string // what happened, in a line
	Why    string
	Try    string
	Claims []claim.Claim // what the words were made from, in their order
	Proofs []string      // the evidence of the claims in words, each once
}

// what, why and try add a claim to that part of a report. A claim that does not
// stand, a fact without evidence, is left out.
func (f *Facts) what(r *Report, c claim.Claim) { f.say(r, &r.What, c) }
func (f *Facts) why(r *Report, c claim.Claim)  { f.say(r, &r.Why, c) }

// try leaves out advice about a socket that is closed: nobody could follow it.
func (f *Facts) try(r *Report, c claim.Claim) {
	if slices.ContainsFunc(c.Sockets, func(id int) bool { return f.Session.Find(id) == nil }) {
		return
	}
	f.say(r, &r.Try, c)
}

func (f *Facts) say(r *Report, part *string, c claim.Claim) {
	if !c.Stands() {
		return
	}
	sp := f.speaker()
	if *part != "" {
		*part += " "
	}
	*part += sp.Text(c)
	f.note(r, c)
}

// note keeps a claim that was put into words, and its evidence.
func (f *Facts) note(r *Report, c claim.Claim) {
	sp := f.speaker()
	r.Claims = append(r.Claims, c)
	for _, e := range c.Evidence {
		if proof := sp.Proof(e); !slices.Contains(r.Proofs, proof) {
			r.Proofs = append(r.Proofs, proof)
		}
	}
}

// speaker knows what things are called in this session.
func (f *Facts) speaker() claim.Speaker {
	return claim.Speaker{Lang: f.Lang, Socket: f.label, Arg: f.argOf, Place: f.place,
		Since: func(t time.Time) time.Duration { return t.Sub(f.Began) }}
}

// argOf writes a socket as an argument of Lua, by its number.
func (f *Facts) argOf(id int) string {
	if s := f.Session.Find(id); s != nil {
		return f.arg(s)
	}
	return fmt.Sprint(id)
}

// state is the evidence that a socket is in a state, as the stack had it.
func (f *Facts) state(v *runtime.View) claim.Evidence {
	return f.field(v, "state", orUnknown(v.State.Name))
}

// field is the evidence that the stack gave a value when it was asked.
func (f *Facts) field(v *runtime.View, name string, value any) claim.Evidence {
	return claim.Field(v.ID, name, fmt.Sprint(value), f.now().At)
}

// Hint is the part of a report that goes below an error message.
func (r Report) Hint() string { return strings.TrimSpace(r.Why + " " + r.Try) }

// IsZero reports whether there is nothing to say.
func (r Report) IsZero() bool { return r.Why == "" && r.Try == "" }

// A Namer gives the name under which a person knows a socket: the variable
// that holds it, or "#3", or "#3 (s)" if s was its name.
type Namer func(*runtime.Socket) string

// Facts is the session that rules read.
type Facts struct {
	Session *runtime.Session
	Began   time.Time  // from when on times count
	Lang    claim.Lang // that reports are worded in
	Name    Namer
	Typed   func(event.Place) string   // gives the text of a line that was typed, "" for others; nil: nobody types
	Closed  func(id int) string        // names one that is closed: "#3 (s)"; nil: by number
	Typable func(*runtime.Socket) bool // reports whether who asks can write the name of a socket; nil: always
	events  []event.Event              // read once, on first use
	dropped int64                      // how many more the log has had
	index   map[int][]*event.Event     // the events of each socket, oldest first
	snap    *runtime.Snapshot
}

// stack gives where the session's sockets live.
func (f *Facts) stack() stack.Stack { return f.Session.Stack() }

// Capture keeps what a session is at this moment, so that it can be explained
// later. Any goroutine.
func Capture(s *runtime.Session) *Facts {
	f := &Facts{Session: s}
	f.history()
	f.now()
	return f
}

// Take makes f explain the moment of which was is.
func (f *Facts) Take(was *Facts) {
	f.events, f.dropped, f.index, f.snap = was.events, was.dropped, nil, was.snap
}

// history gives the event log, oldest first.
func (f *Facts) history() []event.Event {
	if f.events == nil {
		f.events, f.dropped = f.Session.Log.Whole()
	}
	return f.events
}

// now gives what the kernel says.
func (f *Facts) now() *runtime.Snapshot {
	if f.snap == nil {
		s := f.Session.Snapshot()
		f.snap = &s
	}
	return f.snap
}

// Now gives what the kernel said when these facts were first asked for.
func (f *Facts) Now() *runtime.Snapshot { return f.now() }

// of gives the calls on a socket, oldest first.
func (f *Facts) of(socket int) []*event.Event {
	if f.index == nil {
		events := f.history()
		f.index = map[int][]*event.Event{}
		for i := range events {
			f.index[events[i].Socket] = append(f.index[events[i].Socket], &events[i])
		}
	}
	return f.index[socket]
}

// last gives the latest event of a socket that fits, or nil.
func (f *Facts) last(socket int, fits func(*event.Event) bool) *event.Event {
	for _, e := range slices.Backward(f.of(socket)) {
		if fits(e) {
			return e
		}
	}
	return nil
}

// count tells how many finished calls of a socket fit.
func (f *Facts) count(socket int, fits func(*event.Event) bool) int {
	n := 0
	for _, e := range f.of(socket) {
		if e.Done() && fits(e) {
			n++
		}
	}
	return n
}

// call fits finished calls of that name that succeeded.
func call(names ...string) func(*event.Event) bool {
	return func(e *event.Event) bool {
		for _, n := range names {
			if e.Call == n && e.Err == nil && e.Done() {
				return true
			}
		}
		return false
	}
}

// view gives what the kernel says of an open socket of ours, or nil.
func (f *Facts) view(id int) *runtime.View {
	for i := range f.now().Sockets {
		if v := &f.snap.Sockets[i]; v.ID == id {
			return v
		}
	}
	return nil
}

// label names a socket by its number: as the variable that holds it, if it is
// still open, else by the number and the name that it had.
func (f *Facts) label(id int) string {
	if s := f.Session.Find(id); s != nil {
		return f.Name(s)
	}
	if f.Closed != nil {
		return f.Closed(id)
	}
	return fmt.Sprintf("#%d", id)
}

// listeners gives our sockets that listen: by the kernel, or where it does not say, by
// what was called on them.
func (f *Facts) listeners() []*runtime.View {
	var out []*runtime.View
	for i := range f.now().Sockets {
		if v := &f.snap.Sockets[i]; v.State.Name == stack.Listen || v.State.Name == "" && v.Kind == runtime.Listener {
			out = append(out, v)
		}
	}
	return out
}

// peer gives the socket of ours that is, or was last, at the other end of s;
// 0 if there is none. The log knows it after one of them was closed.
func (f *Facts) peer(s *runtime.Socket) int {
	if v := f.view(s.ID); v != nil && v.Peer != 0 {
		return v.Peer
	}
	if id := f.peerByLog(s.ID); id != 0 {
		return id
	}
	if id := f.peerByQueue(s); id != 0 {
		return id
	}
	local, remote := s.Addresses()
	for i := range f.history() {
		e := &f.events[i]
		switch {
		case e.Call == "accept" && e.Made == s.ID: // who had dialled from remote?
			if id := f.dialler(remote, local); id != 0 {
				return id
			}
		case e.Call == "accept" && e.Err == nil && !local.IsZero() && e.Remote.String() == local.String():
			return e.Made
		case e.Call == "socketpair" && e.Socket == s.ID:
			return e.Made
		case e.Call == "socketpair" && e.Made == s.ID:
			return e.Socket
		}
	}
	return 0
}

// peerByLog pairs the connect and the accept of a connection of TCP by their ends.
// Where a port was used again, those that are nearest to each other belong together.
func (f *Facts) peerByLog(id int) (peer int) {
	mine := f.connected(id)
	if mine == nil || mine.Local.Port == 0 || mine.Remote.Port == 0 {
		return 0
	}
	nearest := int64(math.MaxInt64)
	for i := range f.history() {
		e := &f.events[i]
		far := e.Socket
		switch {
		case e.Call == mine.Call || e.Err != nil || !e.Done():
			continue
		case e.Call == "accept":
			far = e.Made
		case e.Call != "connect":
			continue
		}
		if !sameEnd(e.Local, mine.Remote) || !sameEnd(e.Remote, mine.Local) {
			continue
		}
		if away := max(e.Seq, mine.Seq) - min(e.Seq, mine.Seq); away < nearest {
			nearest, peer = away, far
		}
	}
	return peer
}

// peerByQueue pairs a connect and an accept of Unix streams, whose ends have no
// addresses. The queue of a listener gives its clients in their order; who they are is
// known if all that came out of it or waits there are calls of this session.
func (f *Facts) peerByQueue(s *runtime.Socket) int {
	if s.Network != stack.Unix || f.dropped > 0 {
		return 0
	}
	q := f.queueOf(s)
	waiting := 0
	if v := f.view(q.listener); v != nil {
		waiting = int(max(0, v.State.AcceptQueue))
	}
	if q.listener == 0 || len(q.clients) != len(q.accepted)+waiting {
		return 0
	}
	for i, id := range q.accepted {
		switch s.ID {
		case id:
			return q.clients[i]
		case q.clients[i]:
			return id
		}
	}
	return 0
}

// A queue is what went through the accept queue of a listener of ours.
type queue struct {
	listener          int
	clients, accepted []int // each in their order
}

// queueOf gives the queue through which a Unix stream came, if it came through one.
func (f *Facts) queueOf(s *runtime.Socket) queue {
	at := map[string]int{}     // listeners by address, as of then
	queues := map[int]*queue{} // by listener
	mine := 0
	for i := range f.history() {
		e := &f.events[i]
		if e.Err != nil || !e.Done() {
			continue
		}
		switch e.Call {
		case "bind":
			at[e.Arg] = e.Socket
		case "listen":
			queues[e.Socket] = &queue{listener: e.Socket}
		case "connect":
			if q := queues[at[e.Arg]]; q != nil {
				q.clients = append(q.clients, e.Socket)
				if e.Socket == s.ID {
					mine = q.listener
				}
			}
		case "accept":
			if q := queues[e.Socket]; q != nil {
				q.accepted = append(q.accepted, e.Made)
				if e.Made == s.ID {
					mine = q.listener
				}
			}
		}
	}
	if mine == 0 {
		return queue{}
	}
	return *queues[mine]
}

// connected gives the call that connected a socket: connect, or the accept that made
// it; nil if there was none.
func (f *Facts) connected(id int) *event.Event {
	if e := f.last(id, call("connect")); e != nil {
		return e
	}
	return f.acceptOf(id)
}

// sameEnd reports whether two addresses are of one end-point; a listener of both
// families has its IPv4 clients as ::ffff:127.0.0.1.
func sameEnd(a, b stack.Address) bool {
	return a.Port == b.Port && a.IP.Unmap().WithZone("") == b.IP.Unmap().WithZone("")
}

// failed gives the event of a call that failed, nil if it made none.
func (f *Facts) failed(e *runtime.CallError) *event.Event {
	if e == nil || e.Event == 0 {
		return nil
	}
	if ev, ok := f.Session.Log.Get(e.Event); ok {
		return &ev
	}
	return nil
}

// dialler finds the socket that connected from one address to another. Open
// ones are asked; of closed ones the session remembers both ends.
func (f *Facts) dialler(from, to stack.Address) int {
	for _, s := range f.Session.Sockets() {
		if l, r := s.Addresses(); l.String() == from.String() && r.String() == to.String() {
			return s.ID
		}
	}
	return f.Session.WasAt(from, to)
}

// place names a script line. Of one that was typed, which stands in no file, it
// gives the text too.
func (f *Facts) place(p event.Place) string {
	s := p.String()
	if s == "" || f.Typed == nil {
		return s
	}
	if text := f.Typed(p); text != "" {
		return s + " `" + text + "`"
	}
	return s
}

// Package timeline makes of an event log what a sequence diagram shows: lanes of
// end-points or tasks on two sides, with the kernel between them, and what goes
// from one to the other. It is data; who draws it is elsewhere.
//
// The items of a Flow stand in the order of time: a call that ended before another
// began stands above it, and one that waited stands where it ended. Where calls
// overlap, the order of cause decides: a receive stands below the sends that its
// bytes came from, found by their place in the stream; an accept below the connect
// that it took from the queue; the news of an end below the end. What took long
// while something else went on has two items, where it begins and where it ends.
// What the kernel has after each (bytes that wait, connections in a queue) is
// counted in that order, and not said where the log does not tell.
//
// A Flow that is to be compared has the order of cause alone: a task goes on until
// it must wait for another. So the same flow gives the same diagram, however it
// was scheduled. What its items say of the kernel is that of the order of time all
// the same.
package timeline

import (
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
)

// A Side of the diagram. Those who call are on the left, those who are called
// on the right, the kernel between.
type Side int

// The sides.
const (
	Left Side = iota
	Right
)

// An End is one socket.
type End struct {
	ID      int
	Name    string // the variable that got it, or what it is: "client"; no two are alike
	Role    Role
	Side    Side
	Network stack.Network
	Local   stack.Address
	Remote  stack.Address
	Peer    int // socket at the other end, 0 if it is not ours
	Far     int // End of another program at the other end, 0: none that is known
	MadeBy  int // task
	Made    event.Place
}

// Role is what a socket was in the flow.
type Role string

// The roles.
const (
	Fresh    Role = "socket"   // never bound or connected
	Listener Role = "listener" // accepted, or waited to
	Client   Role = "client"   // connected
	Server   Role = "server"   // was made by accept
	Pair     Role = "pair"     // one of two that were made together
	Datagram Role = "datagram"
	Foreign  Role = "foreign" // another program's
)

// Kind says what an Item is.
type Kind string

// The kinds.
const (
	Step    Kind = "step"    // a step of the scenario begins
	Note    Kind = "note"    // a call that sends nothing: bind, listen, setsockopt
	Connect Kind = "connect" // a handshake that the kernel finished
	Accept  Kind = "accept"  // a connection leaves the queue and gets an owner
	Send    Kind = "send"
	Recv    Kind = "recv"
	Finish  Kind = "fin"   // a FIN goes out
	EOF     Kind = "eof"   // a receive met the end of the stream
	Reset   Kind = "reset" // a RST goes out
	Fail    Kind = "fail"  // a call that failed
)

// An Item is one line of the diagram: a call, or several that are alike.
type Item struct {
	Kind  Kind
	Task  int
	Seq   int64 // number of the first event; of a step, of the first after it
	Place event.Place
	Call  string // as the script wrote it: "dial"
	End   int    // the socket it was made on, 0 for a step
	Made  int    // the socket it made
	Far   int    // another program's end that it is about
	Text  string // of a step, what it says; else what there is to know besides

	Part Part // of a call that has two items, which one

	N      int    // bytes
	Data   []byte // the first of them
	Stream event.Range
	Whole  bool  // Data is all of them
	Times  int   // calls told as this one
	From   []int // indices of the items that a receive's bytes came from, of those that are shown
	Sends  int   // how many they were

	Code   string // of the error
	Kernel string // what the kernel has then: "5 bytes wait"
	Holds  bool   // whether it has anything then: connections not accepted, bytes not received
	Began  time.Time
	Took   time.Duration

	parts   []Item // that are told as this one
	pos     int    // place in the order of time
	more    []int  // of those that are told as this one, too
	turns   bool   // they are made in turn with other calls
	open    bool   // the call has not returned
	lingers bool   // a close that sends what is queued, and FIN
	fault   bool
	blurred bool // a transfer of the same stream overlaps it: how many bytes the kernel has then is not known
	during  int  // of a receive the send that was under way when it ended, and 1 more; 0: none
}

// A Part is where a call, or several that are told as one, begin and end if
// something else stands between.
type Part string

// The parts.
const (
	Whole  Part = ""
	Opens  Part = "opens"
	Closes Part = "closes"
)

// A Flow is a diagram.
type Flow struct {
	Ends    []End // in order of appearance
	Items   []Item
	Dropped int64 // older calls that the log let go

	at   map[int]int  // of a socket's number the place in Ends
	left map[int]bool // sockets that were closed where items are left out
	gap  int          // where that is
}

// End gives the socket with that number, or nil.
func (f *Flow) End(id int) *End {
	if i, ok := f.at[id]; ok {
		return &f.Ends[i]
	}
	return nil
}

// A Link says that tasks waited for each other outside of sockets: everything
// that Task did before event Before comes before everything that Then does from
// event After on.
type Link struct {
	Task   int
	Before int64 // 0: everything
	Then   int
	After  int64 // 0: everything
}

// A Source is what a Flow is made of.
type Source struct {
	Log   *record.Log
	Names map[int]string // of variables that got sockets, by number; may be nil
	Links []Link
	Far   func() map[int]string // programs at the other ends of our sockets, by number; may be nil
	Merge bool                  // tell calls that follow each other, and only differ in how they cut the stream, as one
}

// mostSplits bounds how often what was told as one is taken apart: what is stuck
// then stands as it is, in the order of the log.
const mostSplits = 20

// New makes the diagram of a log.
func New(s Source) *Flow {
	b := &builder{names: s.Names, merge: s.Merge, byID: map[int]*End{}, doors: map[door][]*End{}, resets: map[int]bool{},
		backlog: map[int]int{}, listens: map[int]bool{}, cut: s.Log.Dropped > 0, sentBefore: map[int]int64{}, gotBefore: map[int]int64{}}
	for i := range s.Log.Events {
		b.meet(&s.Log.Events[i])
	}
	b.collect(s.Log)
	b.pairUp()
	b.openDoors()
	b.foreignEnds(s.Far)
	b.byTask()
	b.cutSends()
	order := b.inTime(b.needs(s.Links))
	b.follow(order)
	f := &Flow{Dropped: s.Log.Dropped}
	b.mergeLoops()
	if !b.merge {
		b.arrangeInTime(f, len(order))
		return f
	}
	order, stuck := b.byCause(s.Links)
	for n := 0; n < mostSplits && b.split(stuck); n++ { // what was told as one waited for parts of each other
		order, stuck = b.byCause(s.Links)
	}
	b.arrange(f, order)
	return f
}

// follow says of each item what the kernel has then, in the order of time.
func (b *builder) follow(order []int) {
	b.blur()
	k := newKernel(b)
	for n, i := range order {
		it := &b.items[i]
		it.pos, it.Far = n, b.farOf(it)
		k.see(it)
	}
	for i := range b.items {
		for _, from := range b.from[i] {
			b.items[i].From = append(b.items[i].From, b.items[from].pos)
		}
	}
}

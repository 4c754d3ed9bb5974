// Package timeline makes of an event log what a sequence diagram shows: lanes of
// end-points or tasks on two sides, with the kernel between them, and what goes
// from one to the other, in an order that is that of cause. It is data; who draws
// it is elsewhere.
//
// The order in which calls returned is not the order of cause, and what happened
// at the same time in two tasks has none. So the items of a Flow are put in
// order by what must have come before what: the calls of one task follow each
// other; a receive follows the sends that its bytes came from, found by their
// place in the stream; an accept follows the connect that it took from the
// queue; the news of an end follows the end. Where that leaves a choice, a task
// goes on until it must wait for another. So the same flow gives the same
// diagram, however it was scheduled; unless it is to be compared, its steps
// stand where they were in time.
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
	Text  string // of a step, what it says; else what there is to know besides

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

	parts []Item // that are told as this one
}

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
	Merge bool // tell calls that follow each other, and only differ in how they cut the stream, as one
}

// mostSplits bounds how often what was told as one is taken apart: what is stuck
// then stands as it is, in the order of the log.
const mostSplits = 20

// New makes the diagram of a log.
func New(s Source) *Flow {
	b := &builder{names: s.Names, merge: s.Merge, byID: map[int]*End{}, finished: map[int]bool{}, doors: map[door]int{},
		cut: s.Log.Dropped > 0, sentBefore: map[int]int64{}, gotBefore: map[int]int64{}}
	for i := range s.Log.Events {
		b.meet(&s.Log.Events[i])
	}
	b.collect(s.Log)
	b.pairUp()
	b.openDoors()
	b.byTask()
	b.mergeLoops()
	order, stuck := b.order(s.Links)
	for n := 0; n < mostSplits && b.split(stuck); n++ { // what was told as one waited for parts of each other
		order, stuck = b.order(s.Links)
	}
	f := &Flow{Dropped: s.Log.Dropped}
	b.arrange(f, order)
	return f
}

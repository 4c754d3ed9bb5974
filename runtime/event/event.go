package event

import (
	"time"

	"sockpit/runtime/stack"
)

// An Event is one call, on one socket but for the look-up of a name (getaddrinfo). Calls that wait overlap, and the order
// in which they return is not the order of cause: pair a send with the recv
// that took its bytes by the Stream ranges, never by the order of the log.
type Event struct {
	Seq    int64         // 1, 2, 3 … in order of begin
	Begin  time.Time     // when the call was made
	End    time.Time     // when it returned; zero while it is under way
	Task   int           // who called
	Place  Place         // from which script line
	Via    string        // the function that the script called ("dial"), if it is not Call
	Call   string        // the system call or step: "socket", "bind", "connect", "accept", "send", "recv", "getaddrinfo", …
	Socket int           // id of the socket it was made on; 0: on none
	Made   int           // id of the socket that it made: accept, pair
	Arg    string        // address, option, backlog: what was asked, as a person would write it
	Note   string        // what sockpit adds: "implied: the kernel would bind every address"
	Local  stack.Address // bind, listen, connect, accept: the socket's own end afterwards; accept: the new socket's
	Remote stack.Address // connect, accept, sendto, recvfrom: the other end
	N      int           // bytes taken or given so far; close, reset: not received, if no socket of ours is at the other end
	Asked  int           // send, recv: bytes that were to be sent, or received at most
	Size   int           // recvfrom: bytes that the datagram had, more than N if it was cut
	EOF    bool          // recv: the stream had ended
	Stream Range         // send, recv: which bytes of the stream, counted from 0 in that direction
	Data   []byte        // the first of those bytes: PreviewBytes, or all where Config.Payloads has room
	Err    error         // nil if it succeeded
}

// A Range is the bytes From ≤ i < To of a stream.
type Range struct{ From, To int64 }

// Done reports whether the call has returned.
func (e *Event) Done() bool { return !e.End.IsZero() }

// PreviewBytes is how much of a payload an event keeps, at least.
const PreviewBytes = 256

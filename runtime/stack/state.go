package stack

import (
	"errors"
	"strconv"
	"time"
)

// A Quantity is a number the stack told, or Unknown: not known is not zero.
type Quantity int64

// Unknown is the Quantity that nobody told.
const Unknown Quantity = -1

// Known reports whether it is a number.
func (q Quantity) Known() bool { return q >= 0 }

// String gives the number, or "unknown".
func (q Quantity) String() string {
	if !q.Known() {
		return "unknown"
	}
	return strconv.FormatInt(int64(q), 10)
}

// ErrUnknown is the error of a stack that cannot tell what it was asked.
var ErrUnknown = errors.New("this system does not say")

// A TCPState is the kernel's name of a state of TCP (include/net/tcp_states.h, RFC
// 9293 3.3.2), which it gives sockets of other kinds as well.
type TCPState string

// The states.
const (
	Listen      TCPState = "LISTEN"
	SynSent     TCPState = "SYN_SENT"
	SynRecv     TCPState = "SYN_RECV"
	Established TCPState = "ESTABLISHED"
	FinWait1    TCPState = "FIN_WAIT1"
	FinWait2    TCPState = "FIN_WAIT2"
	CloseWait   TCPState = "CLOSE_WAIT"
	LastAck     TCPState = "LAST_ACK"
	Closing     TCPState = "CLOSING"
	TimeWait    TCPState = "TIME_WAIT"
	Closed      TCPState = "CLOSED" // bound or new, or ended
	Unconn      TCPState = "UNCONN" // a datagram or Unix socket without another end, as ss(8) calls it
)

// TCPStates gives all of them, in the order of a connection's life.
func TCPStates() []TCPState {
	return []TCPState{Listen, SynSent, SynRecv, Established, FinWait1, FinWait2, CloseWait, LastAck, Closing, TimeWait, Closed, Unconn}
}

// State is what the stack says of a socket at one moment.
type State struct {
	Name        TCPState // "" unknown
	Local       Address
	Remote      Address
	RecvQueue   Quantity // bytes that wait to be received; for datagrams, of the next one only
	Urgent      bool     // TCP: urgent data is among them
	Mark        Quantity // if so: bytes before its mark, where a receive stops
	SendQueue   Quantity // bytes not yet acknowledged by the other end, 0 in CLOSED; UDP, Unix: known only if it is 0
	Datagrams   Quantity // datagram sockets: datagrams that wait to be received
	Drops       Quantity // UDP: datagrams that came and were thrown away for want of room, so far
	AcceptQueue Quantity // listener: connections that wait for accept
	Backlog     Quantity // listener: how many may wait
	RecvFill    float64  // how much of the receive buffer's memory is taken, 0 to 1; 0 also if not known
	SendFill    float64  // the same of the send buffer
	Inode       uint64   // 0: no process holds the socket, or unknown
	PeerInode   uint64   // Unix sockets: the other end; 0 unknown
	Timer       Timer
	TCP         *TCPInfo // nil if not asked, not TCP, or unknown
}

// Hears reports whether the end of what the other end sends has not come yet
// (RFC 9293 3.3.2): these states a FIN would change.
func (s State) Hears() bool {
	return s.Name == Established || s.Name == FinWait1 || s.Name == FinWait2
}

// Passing reports whether a connection only passes through the state, within a
// round trip or as long as an acknowledgement is delayed (RFC 9293 3.3.2).
func (s State) Passing() bool {
	switch s.Name {
	case FinWait1, LastAck, Closing, SynRecv:
		return true
	}
	return false
}

// Full reports whether a listener's accept queue takes no connection more: the
// kernel lets one more wait than was asked. False also if it is not known.
func (s State) Full() bool {
	return s.AcceptQueue.Known() && s.Backlog.Known() && s.AcceptQueue > s.Backlog
}

// unknownState is the State of which nothing is known yet.
func UnknownState() State {
	return State{RecvQueue: Unknown, Mark: Unknown, SendQueue: Unknown, Datagrams: Unknown, Drops: Unknown, AcceptQueue: Unknown, Backlog: Unknown}
}

// A Timer is what the kernel is waiting for on behalf of a socket (sock_diag(7), tcp(7)).
type Timer struct {
	Kind        TimerKind
	Left        time.Duration
	Retransmits int
}

// A TimerKind says what happens when a Timer fires; "" if there is none.
type TimerKind string

// The kinds.
const (
	Retransmit TimerKind = "retransmit" // what was not acknowledged is sent again
	Keepalive  TimerKind = "keepalive"  // the other end is asked whether it lives
	Rest       TimerKind = "time-wait"  // the kernel forgets the connection
	Probe      TimerKind = "probe"      // the window of the other end is asked for; without TCPInfo it may be Held
	Held       TimerKind = "held"       // what is held back though the window is open, as by cork, is sent
)

// TCPInfo is the part of TCP_INFO (tcp(7)) that sockpit explains.
type TCPInfo struct {
	RTT, RTTVar   time.Duration // smoothed round trip and its variation
	MinRTT        time.Duration
	RTO           time.Duration // retransmission time-out
	Cwnd          uint32        // congestion window, segments
	Ssthresh      uint32        // slow start threshold, segments
	SendMSS       uint32        // bytes a segment
	RecvMSS       uint32
	PathMTU       uint32 // bytes
	Unacked       uint32 // segments sent and not acknowledged
	Lost          uint32 // segments thought lost
	Retransmits   uint8  // of the segment now waited for
	TotalRetrans  uint32 // segments, over the life of the connection
	Probes        uint8  // keepalives, or of a closed window, since the other end last answered
	BytesAcked    uint64
	BytesReceived uint64
	SegmentsOut   uint32
	SegmentsIn    uint32
	SendWindow    uint32        // bytes the other end allows
	LastSent      time.Duration // since data was last sent
	LastReceived  time.Duration
}

// A Row is one socket of a Dump: its State, and on which network it is.
type Row struct {
	State
	Network Network
	V6Only  bool   // it has no other end, and takes no IPv4 (ipv6(7)); false also if not known
	File    FileID // a Unix socket's, as far as the query asked for it; zero: none, or not known
}

// A DumpQuery says which sockets a Dump tells of.
type DumpQuery struct {
	TCP, UDP, Unix bool
	Ports          []uint16 // only those with one of these ports at either end; nil: all
	SkipBound      bool     // not TCP sockets that are bound and no more
	Info           bool     // also TCPInfo and how full the buffers are
	Files          bool     // also Row.File
	Expect         int      // about how many rows there will be
}

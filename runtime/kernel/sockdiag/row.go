package sockdiag

import (
	"errors"
	"net/netip"
	"time"
)

// ErrUnknown is what every call returns where the system does not tell.
var ErrUnknown = errors.New("sockets of the kernel: unknown on this system")

// A Query says which sockets are asked for. The zero Query asks for none.
type Query struct {
	TCP, UDP, Unix bool

	// Ports, if not empty, leaves only TCP and UDP sockets with one of these
	// as local or remote port. The kernel filters, so that a busy machine
	// costs little. Unix sockets have no port and are not filtered by it.
	Ports []uint16

	// Inodes, if not nil, leaves only sockets with one of these as Inode or
	// PeerInode; Inode 0 stands for sockets that nobody has.
	Inodes map[uint64]bool

	// SkipBound leaves out TCP sockets that are bound and no more: to find them
	// the kernel walks a table of all ports, which can take longer than the rest.
	SkipBound bool

	// Info also fills Row.Info (TCP only) and Row.Mem.
	Info bool

	// Files also fills Row.FileDev and Row.FileIno.
	Files bool

	// Expect is about how many rows there will be, to make room at once.
	Expect int
}

// A Row is one socket as the kernel sees it. All text in it may come from
// strangers.
type Row struct {
	Network string // "tcp4", "tcp6", "udp4", "udp6", "unix", "unixgram" or "unixpacket"

	// State is the kernel's name: ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1,
	// FIN_WAIT2, TIME_WAIT, CLOSED (bound, no more), CLOSE_WAIT, LAST_ACK,
	// LISTEN, CLOSING; or UNCONN, as ss(8) prints it, for a datagram or unix
	// socket that is not connected. The kernel also calls a unixgram socket
	// connected that another one has connected to; with a peer unknown, in
	// /proc, that stays.
	State string

	// Local and Remote are of TCP and UDP, without zone. An IPv4 connection
	// of a tcp6 socket keeps its mapped ::ffff:a.b.c.d; see Unmap. Remote is
	// the zero AddrPort where there is none.
	Local, Remote netip.AddrPort

	Path     string // unix: the name it is bound to, as bytes; "" is unnamed
	FileDev  uint64 // unix: device and inode (of that the lower half) of the file it is bound to, if
	FileIno  uint64 // asked; 0: none, or read from /proc
	Abstract bool   // Path is in the abstract namespace, without its first NUL

	// Inode is the number in the "socket:[n]" of /proc/pid/fd. It is 0 while
	// no process has the socket: not accepted yet, or closed.
	Inode uint64
	// PeerInode is of unix sockets: the other end, 0 while nobody has that.
	PeerInode uint64
	// Cookie names the socket for as long as the kernel knows it, from before
	// accept until the end of TIME_WAIT; SO_COOKIE gives the same number. 0 in
	// what /proc told and for the waiting end of a unix connection.
	Cookie uint64

	// RecvQueue and SendQueue are, by kind and state:
	//  - LISTEN: connections in the accept queue now, and its limit;
	//  - TCP: bytes not yet read, and bytes not yet acknowledged. The FIN or
	//    SYN that the kernel counts as one byte is taken off;
	//  - UDP: kernel memory of the datagrams waiting, and of those being
	//    sent; about 768 for a datagram of 5 bytes;
	//  - unix: bytes not yet read (unixgram: of the first datagram), and
	//    kernel memory of what the other end has not read.
	RecvQueue, SendQueue uint32

	Timer    Timer    // TCP
	Shutdown Shutdown // which directions this end has closed or seen closed
	V6Only   bool     // tcp6 and udp6, not connected: takes no IPv4
	UID      uint32   // owner

	Info *TCPInfo // TCP_INFO, tcp(7), if asked and not TIME_WAIT or SYN_RECV
	Mem  *Mem     // if asked and not TIME_WAIT or SYN_RECV

	// Missing are the fields whose zero here means "not told".
	Missing Fields
}

// Knows reports whether all fields of f were told.
func (r *Row) Knows(f Fields) bool { return r.Missing&f == 0 }

// Fields is a set of fields of a Row that not every source tells.
type Fields uint8

const (
	FieldUID      Fields = 1 << iota // UID: not of TIME_WAIT and SYN_RECV
	FieldShutdown                    // Shutdown: not of those, nor in /proc
	FieldQueues                      // RecvQueue and SendQueue: unix in /proc
	FieldLimit                       // SendQueue of a listener: /proc
	FieldPeer                        // PeerInode: unix in /proc
	FieldV6Only                      // V6Only: /proc
)

// Shutdown says which directions of a socket have ended.
type Shutdown uint8

const (
	ShutRecv Shutdown = 1 << iota // nothing more comes in
	ShutSend                      // nothing more goes out
)

// A Timer is what a TCP socket waits for.
type Timer struct {
	Kind        TimerKind
	Left        time.Duration // until it fires
	Retransmits int           // sent again without answer; probes for Keepalive and Probe
}

// TimerKind says what happens when the timer fires.
type TimerKind uint8

// The numbers are those of the kernel.
const (
	NoTimer    TimerKind = iota
	Retransmit           // something is sent again
	Keepalive            // the peer is asked whether it lives
	TimeWait             // the socket is forgotten
	Probe                // the peer's closed window is tried
)

func (k TimerKind) String() string {
	names := [...]string{"none", "retransmit", "keepalive", "timewait", "probe"}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Mem is the memory of a socket in bytes, sock_diag(7) SK_MEMINFO. Buffer
// sizes are what SO_RCVBUF and SO_SNDBUF report: twice what was asked for.
type Mem struct {
	RecvUsed, RecvBuffer uint32
	SendUsed, SendBuffer uint32
	Backlog              uint32 // arrived while the socket was busy
	Drops                uint32 // datagrams thrown away for want of space; a count
}

// A Process is who holds a socket.
type Process struct {
	PID  int
	Name string // as in /proc/pid/comm; a stranger's text
	FD   int    // a descriptor it has the socket as
}

// Unmap turns an IPv4-mapped IPv6 address into the IPv4 one, so that both ends
// of a connection compare equal; any other address stays.
func Unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

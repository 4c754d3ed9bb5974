package runtime

import (
	"sync"
	"sync/atomic"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// A Socket is the object a user holds. Its exported fields never change, but
// for Value.
type Socket struct {
	ID      int
	Network stack.Network
	Made    event.Place // script line that made it
	MadeBy  int         // task that made it
	Value   any         // what stands for it in a script; only who sets it reads it

	session *Session
	ep      *confined
	wire    atomic.Pointer[wire.Wire] // nil until a fault is set
	fd      int
	inode   uint64
	gates   [2]gate // by Direction

	whole gate // of the calls that make several receives
	quiet quiet

	sent, received atomic.Int64 // bytes of the stream, or of all datagrams
	cut            atomic.Int64 // bytes of datagrams that did not fit into what was asked for
	handed         atomic.Int64 // of those received, what their receivers have: they run again
	sendEnds       atomic.Int64 // where in the stream the send inside the gate ends

	// Every call that moves bytes asks for these.
	kind    atomic.Value // a Kind
	closed  atomic.Bool
	timeout atomic.Int64 // time.Duration of every blocking call; 0 none
	keeps   atomic.Int64 // len(kept)

	mu       sync.Mutex
	kept     []byte        // came, but the call that wanted it failed; the next receive gives it first
	local    stack.Address // as last told, for after the end
	remote   stack.Address
	lingers  bool // close may wait: the option linger is on
	history  []Seen
	sets     map[*waitSet]bool // that watch it for a Wait
	lastPeer int               // socket at the other end, when last known; 0: never known

	cable   cable                  // the ends under which the session knows it; guarded by session.mu
	partner atomic.Pointer[Socket] // Unix stream: the other end, if known; it never changes

	ended   event.Place // script line that closed it
	endedBy int
}

// Kind is what a socket can be used for now.
type Kind string

// The kinds of sockets.
const (
	Fresh    Kind = "socket"   // not yet bound or connected
	Listener Kind = "listener" // accepts
	Stream   Kind = "stream"   // sends and receives a byte stream
	Datagram Kind = "datagram" // sends and receives datagrams
)

func newSocket(s *Session, ep stack.Endpoint, n stack.Network, c *Caller) *Socket {
	sock := &Socket{Network: n, Made: c.Place, MadeBy: c.Task, session: s}
	sock.ep = &confined{Endpoint: ep, socket: sock}
	sock.fd, sock.inode = ep.Identity()
	sock.kind.Store(Fresh)
	if !n.IsStream() {
		sock.kind.Store(Datagram)
	}
	for d := range sock.gates {
		sock.gates[d].open(deadlines{sock}, stack.Direction(d))
	}
	return sock
}

// Kind says what the socket can be used for now.
func (s *Socket) Kind() Kind { return s.kind.Load().(Kind) }

// Descriptor gives the number of the file descriptor, or -1.
func (s *Socket) Descriptor() int {
	if s.Closed() {
		return -1
	}
	return s.fd
}

// Inode gives the number by which the kernel's tables name the socket, or 0.
func (s *Socket) Inode() uint64 { return s.inode }

// Sent counts the bytes that the kernel took from sends.
func (s *Socket) Sent() int64 { return s.sent.Load() }

// Received counts the bytes that receives took from the kernel.
func (s *Socket) Received() int64 { return s.received.Load() }

// Handed counts the bytes that receives have given to those who called them, who
// run again.
func (s *Socket) Handed() int64 { return s.handed.Load() }

// Cut counts the bytes that were thrown away because a receive asked for less than
// the datagram had.
func (s *Socket) Cut() int64 { return s.cut.Load() }

// Kept counts the bytes that came for a call that then failed. They wait in
// the socket object, before those that wait in the kernel.
func (s *Socket) Kept() int { return int(s.keeps.Load()) }

// Closed reports whether the session has closed the socket.
func (s *Socket) Closed() bool { return s.closed.Load() }

// Ended says from which script line, and by which task, the socket was closed.
func (s *Socket) Ended() (event.Place, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended, s.endedBy
}

// Host names the host of a virtual network that the socket lives on; "" on the machine's
// own network.
func (s *Socket) Host() string {
	if h, ok := s.ep.Endpoint.(interface{ HostName() string }); ok {
		return h.HostName()
	}
	return ""
}

// Timeout gives the limit of every blocking call on the socket; 0 is none.
func (s *Socket) Timeout() time.Duration { return time.Duration(s.timeout.Load()) }

// SetTimeout limits every blocking call on the socket from now on; 0 ends that.
func (s *Socket) SetTimeout(d time.Duration) { s.timeout.Store(int64(d)) }

// Addresses gives the two ends as the kernel has them. After the end of the
// connection, or of the socket, they are as they were last.
func (s *Socket) Addresses() (local, remote stack.Address) {
	if !s.Closed() {
		s.refresh()
	}
	return s.lastAddresses()
}

// lastAddresses gives the two ends as they were told last.
func (s *Socket) lastAddresses() (local, remote stack.Address) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.local, s.remote
}

// refresh asks for the addresses and remembers them.
func (s *Socket) refresh() {
	local, err := s.ep.Local()
	if err != nil {
		local = stack.Address{}
	}
	remote, err := s.ep.Remote()
	if err != nil {
		remote = stack.Address{}
	}
	s.mu.Lock()
	s.remember(&local, &remote)
	s.mu.Unlock()
	s.session.plug(s, local, remote)
}

// Waiting lists who waits on the socket, those for reading first, and asks the
// stack whether they still must.
func (s *Socket) Waiting() []Waits { return append(s.waits(stack.Read), s.waits(stack.Write)...) }

// Callers gives the tasks of the calls that are under way on the socket, the
// first so many of them, without asking the stack.
func (s *Socket) Callers(most int) (tasks []int) {
	for _, g := range []*gate{&s.gates[stack.Read], &s.gates[stack.Write], &s.whole} {
		tasks = g.tasks(tasks, most)
	}
	return tasks
}

func (s *Socket) waits(d stack.Direction) (out []Waits) {
	callers := s.gates[d].callers()
	if d == stack.Read {
		callers = append(callers, s.whole.queued()...)
	}
	for _, c := range callers {
		w, ok := c.Waiting()
		if !ok {
			continue
		}
		stopped, delayed := s.stopped(d)
		out = append(out, Waits{Task: c.Task, Waiting: w, Direction: d, Ready: delayed || s.endpoint().Poll(d), Stopped: stopped})
	}
	for _, l := range s.waiters() {
		if w, ok := l.caller.Waiting(); ok && l.want.Has(d) {
			w.Socket = s
			out = append(out, Waits{Task: l.caller.Task, Waiting: w, Direction: d, Ready: s.endpoint().Poll(d)})
		}
	}
	return out
}

// stopped says of the call that waits in a direction whether a fault makes it
// wait: for good, or for a while.
func (s *Socket) stopped(d stack.Direction) (stopped, delayed bool) {
	if w := s.wire.Load(); w != nil {
		return w.Waits(d)
	}
	return false, false
}

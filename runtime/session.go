package runtime

import (
	"fmt"
	"net"
	"slices"
	"sync"

	"sockpit/runtime/clock"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// A Config is what a Session is made with. The zero value is a safe session.
type Config struct {
	Stack      stack.Stack // where sockets live; nil: the machine's kernel
	Clock      clock.Clock // what time it is there; nil: the machine's
	Policy     Policy      // what may be reached
	MaxSockets int         // open at once; 0: DefaultMaxSockets
	LogCap     int         // events kept; 0: DefaultLogCap
	Payloads   int         // bytes of payloads that events keep beyond their previews, all together
	Faults     wire.Faults // of both directions of every stream

	Resolver *net.Resolver // who knows names; nil: the system's
}

// DefaultMaxSockets leaves descriptors for the rest of the program under the
// usual limit of 1,024 … 1,048,576; a session that has fewer says so.
const DefaultMaxSockets = 20000

// A Session is one playground world: the sockets it made, by number, and what
// happened to them. Close ends it whole.
type Session struct {
	Log   *event.Log
	Clock clock.Clock // of all that happens in it; set once

	stack    stack.Stack
	resolver *net.Resolver
	policy   Policy
	max      int

	mu      sync.Mutex
	sockets map[int]*Socket      // open ones
	byEnds  map[cable][]*Socket  // of those, the connected ones of TCP and UDP
	last    int                  // number of the newest socket
	faults  wire.Faults          // of new streams
	names   map[string]int       // Unix names that were bound here, by which socket last; see bound
	files   map[stack.FileID]int // files that open Unix sockets are bound to
	manyAre int                  // names, so that it is time to forget some
	left    []leftover           // connections that were closed lately
	holders map[uint64]string    // programs that have sockets around ours, by inode; "" not known
	idle    []*waitSet           // of calls of Wait that are over
	closed  bool
}

// NewSession makes an empty world.
func NewSession(o Config) *Session {
	if o.Stack == nil {
		o.Stack = DefaultStack()
	}
	if own, ok := o.Stack.(clock.Clock); ok && o.Clock == nil {
		o.Clock = own
	}
	if o.Clock == nil {
		o.Clock = clock.Machine{}
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.MaxSockets <= 0 {
		o.MaxSockets = DefaultMaxSockets
	}
	return &Session{
		Log:      event.NewLog(o.Clock, o.LogCap, o.Payloads),
		Clock:    o.Clock,
		stack:    o.Stack,
		resolver: o.Resolver,
		policy:   o.Policy,
		max:      o.MaxSockets,
		sockets:  map[int]*Socket{},
		byEnds:   map[cable][]*Socket{},
		names:    map[string]int{},
		files:    map[stack.FileID]int{},
		faults:   o.Faults,
	}
}

// Stack gives where the sockets live, for questions to it.
func (s *Session) Stack() stack.Stack { return s.stack }

// SetMaxSockets changes how many sockets may be open at once. Those that are
// open stay so.
func (s *Session) SetMaxSockets(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.max = n
}

// Sockets gives the open sockets in order of number.
func (s *Session) Sockets() []*Socket {
	out := s.unsorted()
	slices.SortFunc(out, func(a, b *Socket) int { return a.ID - b.ID })
	return out
}

func (s *Session) unsorted() []*Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Socket, 0, len(s.sockets))
	for _, sock := range s.sockets {
		out = append(out, sock)
	}
	return out
}

// AllowFolder lets Unix sockets be bound and connected below dir.
func (s *Session) AllowFolder(dir string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.policy.Dirs = append(slices.Clone(s.policy.Dirs), dir)
}

// Find gives the open socket with that number, or nil.
func (s *Session) Find(id int) *Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sockets[id]
}

// Newest gives the number of the socket that was made last, 0 if there is none.
func (s *Session) Newest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// Close closes every socket of the session, which ends the calls that wait on
// them. It may be called again.
func (s *Session) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	for _, sock := range s.Sockets() {
		sock.abandon()
	}
	s.closeSets()
}

// room reports an error if the session may not open n more sockets.
func (s *Session) room(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("the session is over: %w", ErrClosed)
	}
	if len(s.sockets)+n > s.max {
		return &LimitError{What: fmt.Sprintf("%d sockets are open", len(s.sockets)), Flag: "--max-sockets"}
	}
	return nil
}

// add numbers an endpoint and takes it into the session. If the session was
// closed meanwhile the endpoint is closed.
func (s *Session) add(c *Caller, ep stack.Endpoint, n stack.Network) (*Socket, error) {
	sock := newSocket(s, ep, n, c)
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		_ = ep.Close()
		return nil, fmt.Errorf("the session is over: %w", ErrClosed)
	}
	s.last++
	sock.ID = s.last
	s.sockets[sock.ID] = sock
	faults := s.faults
	s.mu.Unlock()
	if !faults.None() && n.IsStream() {
		_ = sock.setFaults(wire.BothSides, faults)
	}
	return sock, nil
}

func (s *Session) remove(sock *Socket) {
	s.mu.Lock()
	delete(s.sockets, sock.ID)
	s.unplug(sock)
	s.unboundLocked(sock)
	s.mu.Unlock()
}

// Reset closes every socket, forgets the events and counts from 1 again.
func (s *Session) Reset() {
	for _, sock := range s.Sockets() {
		sock.abandon()
	}
	s.Log.Clear()
	s.mu.Lock()
	s.last, s.left = 0, nil
	s.mu.Unlock()
}

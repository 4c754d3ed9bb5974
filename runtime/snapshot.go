package runtime

import (
	"time"

	"sockpit/runtime/stack"
)

// A Snapshot is what the kernel says of a session's sockets at one moment, and
// of the sockets around them that no script holds.
type Snapshot struct {
	At      time.Time
	Sockets []View   // ours, open, by number
	Others  []Around // not held by a script
	Err     error    // why Others, and queues of Unix listeners, are unknown; nil if they are known
}

// A View is one socket of the session with what the kernel says of it.
type View struct {
	*Socket
	State    stack.State
	Kind     Kind
	Sent     int64
	Received int64
	Cut      int64  // bytes of datagrams that did not fit into what was asked for, and are lost
	Kept     int    // bytes in the socket object, for a call that failed
	Handed   int64  // bytes that receives have given to scripts
	Peer     int    // number of the socket at the other end, 0 if it is not ours or not known
	PeerWas  int    // TCP: number of a closed one of ours that had the other end, 0 if there was none
	SendEnds int64  // where in the stream the send that waits will have ended
	Faulty   bool   // faults are set, or were
	Faults   string // those that are set now, as Socket.Faults names them
	Held     bool   // one keeps bytes that were sent, to send them in a moment
	Waiting  []Waits
}

// Waits is a task that waits on a socket.
type Waits struct {
	Task int
	Waiting
	Direction stack.Direction
	Ready     bool // the call would not wait any more: the task is about to go on
	Stopped   bool // a fault lets nothing pass, until a script takes it away
}

// An Around is a socket of the kernel's that is not ours, with what it is to us.
type Around struct {
	stack.Row
	Role   Role
	Socket int    // number of ours that it belongs to: the listener, the closed one, the other end; 0 none, or one of Among
	Among  []int  // Queued: the listeners of ours in one of whose queues it is, if there are several
	Holder string // the program that has it: "nc (4711)"; "" if nobody, or nobody may know
}

// Role is what a socket of the kernel's is to a session.
type Role string

// The roles.
const (
	Queued Role = "queued" // a finished connection that waits in our listener's accept queue
	Left   Role = "left"   // what the kernel keeps of a connection of ours that is over
	Far    Role = "far"    // the other end of ours, held by another program
	Others Role = "others" // another program's, on a port of ours
)

// Snapshot asks the kernel about every socket of the session, TCP with one
// dump for all.
func (s *Session) Snapshot() Snapshot { return s.snapshot(false, true) }

// SnapshotAll is Snapshot with the machine's other sockets on the same ports.
func (s *Session) SnapshotAll() Snapshot { return s.snapshot(true, true) }

// SnapshotBrief is Snapshot without State.TCP and the fill of the buffers: for
// thousands of sockets the kernel takes longer over those than over all the rest.
func (s *Session) SnapshotBrief() Snapshot { return s.snapshot(false, false) }

func (s *Session) snapshot(all, info bool) Snapshot {
	socks := s.Sockets()
	snap := Snapshot{At: s.Clock.Now(), Sockets: make([]View, 0, len(socks))}
	q := s.query(socks)
	q.UDP, q.Info = all, info
	q.SkipBound = q.SkipBound && !all
	rows, err := s.stack.Dump(q)
	snap.Err = err
	byInode := make(map[uint64]*stack.Row, len(rows))
	for i := range rows {
		if rows[i].Inode != 0 {
			byInode[rows[i].Inode] = &rows[i]
		}
	}
	for _, sock := range socks {
		snap.Sockets = append(snap.Sockets, sock.view(byInode[sock.inode], byInode))
	}
	findPeers(snap.Sockets)
	left := s.leftovers()
	for i := range snap.Sockets {
		v := &snap.Sockets[i]
		if v.Peer == 0 && v.Network.IsTCP() {
			v.PeerWas = left[ends{true, v.State.Remote.AddrPort(), v.State.Local.AddrPort()}]
		}
		v.see(v.State.Name, v.Peer)
	}
	snap.Others = s.around(snap.Sockets, rows, all, left)
	s.nameHolders(snap.Others)
	return snap
}

// query asks for the ports of our sockets, so that a busy machine's other
// sockets are not carried over, unless there are too many to name.
func (s *Session) query(socks []*Socket) stack.DumpQuery {
	q := stack.DumpQuery{Expect: len(socks) + len(socks)/16, SkipBound: true}
	ports := map[uint16]bool{}
	for _, sock := range socks {
		switch {
		case sock.Network.IsUnix():
			q.Unix = true
		case sock.Network.IsTCP():
			q.TCP = true
			q.SkipBound = q.SkipBound && sock.Kind() != Fresh
			if len(ports) <= maxPortsAsked {
				local, remote := sock.Addresses()
				ports[local.Port], ports[remote.Port] = true, true
			}
		}
	}
	s.mu.Lock()
	for _, l := range s.left {
		if l.remote.IsZero() {
			continue // a listener leaves nothing
		}
		q.TCP = true
		ports[l.local.Port] = true
	}
	s.mu.Unlock()
	delete(ports, 0)
	if len(ports) <= maxPortsAsked {
		for p := range ports {
			q.Ports = append(q.Ports, p)
		}
	}
	q.TCP = q.TCP && len(ports) > 0
	return q
}

// maxPortsAsked bounds the filter that the kernel runs for every socket.
const maxPortsAsked = 32

// view joins what we know of a socket with its row of the dump, whose rows with
// an inode are byInode; without a row it asks for this socket alone.
func (s *Socket) view(row *stack.Row, byInode map[uint64]*stack.Row) View {
	v := View{Socket: s, Sent: s.Sent(), Received: s.Received(), Cut: s.Cut(), Handed: s.handed.Load(), SendEnds: s.sendEnds.Load()}
	switch {
	case row != nil && s.Network.IsTCP():
		v.State = row.State
		if v.State.RecvQueue > 0 {
			v.State.Mark, v.State.Urgent = s.mark()
		}
	case row != nil && s.Network == stack.Unix && tellsAll(row, byInode[row.PeerInode]):
		v.State = row.State
		if row.Name == stack.Established {
			v.State.Remote = byInode[row.PeerInode].Local
		}
	default:
		v.State, _ = s.ep.State()
		if v.State.Urgent { // the calls on the descriptor count up to it
			if row := s.row(); row != nil {
				v.State.RecvQueue = row.RecvQueue
			}
		}
		if row != nil { // Unix: who is at the other end, and a listener's queue, only the dump tells
			v.State.PeerInode = row.PeerInode
			if v.State.Name == stack.Listen {
				v.State.AcceptQueue, v.State.Backlog = row.AcceptQueue, row.Backlog
			}
		}
	}
	v.Kind, v.Kept = s.Kind(), s.Kept()
	s.mu.Lock()
	s.remember(&v.State.Local, &v.State.Remote)
	s.mu.Unlock()
	v.Waiting = s.Waiting()
	if w := s.wire.Load(); w != nil {
		v.Faulty, v.Faults, v.Held = true, s.Faults(), w.HoldsBack()
	}
	return v
}

// tellsAll reports whether the row of a Unix stream, with that of the other end,
// tells what the calls on the descriptor would. Whom the other end's process has
// closed, only they tell of.
func tellsAll(r, peer *stack.Row) bool {
	if r.Name == stack.Established {
		return r.RecvQueue.Known() && peer != nil
	}
	return r.RecvQueue.Known() || r.AcceptQueue.Known()
}

// remember keeps the addresses for when the kernel has forgotten them, and
// gives them back when it has. The caller holds the lock.
func (s *Socket) remember(local, remote *stack.Address) {
	if !local.IsZero() && !s.forgotten(*local, *remote) {
		s.local = *local
	} else {
		*local = s.local
	}
	if !remote.IsZero() {
		s.remote = *remote
	} else {
		*remote = s.remote
	}
}

// forgotten reports whether the kernel tells no address any more though there was one:
// a connection that connect(2) to AF_UNSPEC has reset is at 0.0.0.0, often with its port.
func (s *Socket) forgotten(local, remote stack.Address) bool {
	return remote.IsZero() && !s.remote.IsZero() && local.IP.IsUnspecified() && (local.Port == 0 || local.Port == s.local.Port)
}

// State asks the kernel about this socket alone. A closed socket is CLOSED.
func (s *Socket) State() stack.State {
	if s.Closed() {
		st := stack.UnknownState()
		st.Name = stack.Closed
		st.Local, st.Remote = s.Addresses()
		return st
	}
	if s.Network.IsUnix() { // needs the dump
		rows, _ := s.session.stack.Dump(stack.DumpQuery{Unix: true})
		for i := range rows {
			if rows[i].Inode == s.inode {
				return s.view(&rows[i], nil).State
			}
		}
	}
	return s.view(nil, nil).State
}

// Timer asks what the kernel waits for on behalf of a connection of TCP; the zero
// Timer if for nothing, or if it does not say.
func (s *Socket) Timer() stack.Timer {
	if row := s.row(); row != nil {
		return row.Timer
	}
	return stack.Timer{}
}

// row asks for the row of a connection of TCP alone; nil if there is none.
func (s *Socket) row() *stack.Row {
	local, remote := s.Addresses()
	if !s.Network.IsTCP() || remote.IsZero() {
		return nil
	}
	rows, _ := s.session.stack.Dump(stack.DumpQuery{TCP: true, SkipBound: true, Ports: []uint16{max(local.Port, remote.Port)}, Info: true})
	for i := range rows {
		if rows[i].Inode == s.inode {
			return &rows[i]
		}
	}
	return nil
}

// mark asks for the mark of urgent data; see stack.State.
func (s *Socket) mark() (at stack.Quantity, urgent bool) {
	if e, ok := s.ep.Endpoint.(interface{ Mark() (stack.Quantity, bool) }); ok {
		return e.Mark()
	}
	return stack.Unknown, false
}

// Peer gives the socket of this session at the other end, or nil.
func (s *Socket) Peer() *Socket {
	if s.Closed() || s.Kind() == Listener {
		return nil
	}
	if o := s.partner.Load(); o != nil {
		return s.session.Find(o.ID)
	}
	if !s.Network.IsUnix() {
		local, remote := s.Addresses()
		if remote.IsZero() {
			return nil
		}
		if o := s.session.across(local, remote, s.Network.IsStream()); o != nil || s.Network.IsStream() {
			return o
		}
	}
	for _, v := range s.session.SnapshotBrief().Sockets { // only the kernel's tables tell
		if v.ID == s.ID {
			o := s.session.Find(v.Peer)
			if o != nil && s.Network == stack.Unix {
				s.partner.Store(o)
				o.partner.Store(s)
			}
			return o
		}
	}
	return nil
}

package virtual

import (
	"net"
	"os"
	"slices"
	"syscall"

	"sockpit/runtime/stack"
)

// Unix sockets of a world live in memory: their names are no files, and each host has
// names of its own (unix(7)).

// A unixName is where a socket is bound.
type unixName struct {
	host *Host
	path string // "@name" for an abstract one
}

// unixNames are the names of a world that are taken.
type unixNames struct {
	bound map[unixName]*unixEnd
	all   []*unixEnd // that are open, in the order in which they were made
}

// A unixEnd is a Unix socket.
type unixEnd struct {
	sock
	h     *Host
	n     stack.Network
	inode uint64
	path  string // that it is bound to, or its listener was

	listens bool
	backlog int
	queue   []*unixEnd // of a listener: connected, and not accepted
	wants   []*unixEnd // that wait for room in queue

	peer     *unixEnd // streams: the other end; datagrams: where send goes
	paired   bool
	had      bool // it was connected once
	reset    bool // the peer closed with bytes unread: the next call is told
	shut     [2]bool
	finished bool // the peer sends no more
	inbox    []unixPiece
	bytes    int // in inbox
	written  int64
	set      settings
}

// A unixPiece is what one send left: bytes of a stream, or a datagram.
type unixPiece struct {
	data []byte
	from stack.Address
}

const (
	unixBuffer    = 212992 // net.core.wmem_default (socket(7))
	unixDatagrams = 11     // net.unix.max_dgram_qlen, and one more
)

func (u *unixNames) socket(h *Host, n stack.Network) (*unixEnd, error) {
	if h.down {
		return nil, ErrCrashed
	}
	h.w.inodes++
	e := &unixEnd{h: h, n: n, inode: h.w.inodes}
	e.w = h.w
	u.all = append(u.all, e)
	return e, nil
}

func (u *unixNames) pair(h *Host, n stack.Network) (*unixEnd, *unixEnd, error) {
	a, err := u.socket(h, n)
	if err != nil {
		return nil, nil, err
	}
	b, err := u.socket(h, n)
	if err != nil {
		return nil, nil, err
	}
	a.join(b)
	a.paired, b.paired = true, true
	return a, b, nil
}

func (e *unixEnd) join(o *unixEnd) {
	e.peer, o.peer, e.had, o.had = o, e, true, true
}

// crash ends the sockets of a host.
func (u *unixNames) crash(h *Host) {
	for _, e := range slices.Clone(u.all) {
		if e.h == h {
			e.died = ErrCrashed
			e.endWaits(ErrCrashed)
			u.forget(e)
		}
	}
}

func (u *unixNames) forget(e *unixEnd) {
	u.all = slices.DeleteFunc(u.all, func(o *unixEnd) bool { return o == e })
	if at := (unixName{e.h, e.path}); u.bound[at] == e {
		delete(u.bound, at)
	}
}

// Bind gives the socket a name.
func (e *unixEnd) Bind(a stack.Address) error {
	return e.simple("bind", func() error {
		at := unixName{e.h, a.Path}
		switch {
		case e.path != "":
			return syscall.EINVAL
		case e.w.unix.bound[at] != nil:
			return syscall.EADDRINUSE
		}
		e.path = a.Path
		e.w.unix.bound[at] = e
		return nil
	})
}

// Listen makes the socket a listener.
func (e *unixEnd) Listen(backlog int) error {
	return e.simple("listen", func() error {
		switch {
		case e.n != stack.Unix:
			return syscall.EOPNOTSUPP
		case e.path == "" || e.had:
			return syscall.EINVAL
		}
		if backlog < 0 || backlog > maxBacklog {
			backlog = maxBacklog
		}
		e.listens, e.backlog = true, backlog
		e.admit()
		return nil
	})
}

// Accept takes the first connection out of the queue.
func (e *unixEnd) Accept(blocked func()) (stack.Endpoint, error) {
	var made *unixEnd
	err := e.wait(stack.Read, "accept", blocked, func() (bool, error) {
		switch {
		case e.n != stack.Unix:
			return true, syscall.EOPNOTSUPP
		case !e.listens || e.shut[stack.Read]:
			return true, syscall.EINVAL
		case len(e.queue) == 0:
			return false, nil
		}
		made, e.queue = e.queue[0], e.queue[1:]
		e.admit()
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// admit lets those connect that wait for room in the queue.
func (e *unixEnd) admit() {
	for len(e.wants) > 0 && len(e.queue) <= e.backlog {
		c := e.wants[0]
		e.wants = e.wants[1:]
		e.w.news.tell(&c.sock)
	}
}

// Connect makes a connection to a listener, or names where datagrams go.
func (e *unixEnd) Connect(to stack.Address, blocked func()) error {
	return e.wait(stack.Write, "connect", blocked, func() (bool, error) {
		o := e.w.unix.bound[unixName{e.h, to.Path}]
		switch {
		case e.listens:
			return true, syscall.EINVAL
		case e.n == stack.Unix && e.had:
			return true, syscall.EISCONN
		case o == nil && to.Path != "" && to.Path[0] == '@':
			return true, syscall.ECONNREFUSED
		case o == nil:
			return true, syscall.ENOENT
		case o.n != e.n:
			return true, syscall.EPROTOTYPE
		case e.n == stack.Unixgram:
			e.peer, e.had = o, true
			return true, nil
		case !o.listens || o.shut[stack.Read]:
			return true, syscall.ECONNREFUSED
		case len(o.queue) > o.backlog:
			if !slices.Contains(o.wants, e) {
				o.wants = append(o.wants, e)
			}
			return false, nil
		}
		o.wants = slices.DeleteFunc(o.wants, func(c *unixEnd) bool { return c == e })
		s, err := e.w.unix.socket(o.h, stack.Unix)
		if err != nil {
			return true, err
		}
		s.path = o.path
		s.join(e)
		o.queue = append(o.queue, s)
		e.w.news.tell(&o.sock)
		return true, nil
	})
}

// Recv takes what has come.
func (e *unixEnd) Recv(got *stack.Received, max int, peek bool, blocked func()) error {
	return e.wait(stack.Read, "recv", blocked, func() (bool, error) {
		switch {
		case e.n == stack.Unix && !e.had:
			return true, syscall.EINVAL
		case e.n == stack.Unix && max == 0:
			return true, nil
		case e.reset && len(e.inbox) == 0:
			e.reset = false
			return true, syscall.ECONNRESET
		case len(e.inbox) > 0:
			e.take(got, max, peek)
			return true, nil
		case e.shut[stack.Read] || e.n == stack.Unix && (e.finished || e.peer == nil):
			got.End = e.n == stack.Unixgram
			return true, nil
		}
		return false, nil
	})
}

func (e *unixEnd) take(got *stack.Received, max int, peek bool) {
	first := e.inbox[0]
	if e.n == stack.Unixgram {
		n := min(max, len(first.data))
		got.Data, got.Size, got.From = first.data[:n:n], len(first.data), first.from
		if !peek {
			e.drop(1, len(first.data))
		}
		return
	}
	p := make([]byte, 0, min(max, e.bytes))
	for _, piece := range e.inbox {
		p = append(p, piece.data[:min(len(piece.data), max-len(p))]...)
		if len(p) == max {
			break
		}
	}
	got.Data, got.Size = p, len(p)
	if peek {
		return
	}
	left := len(p)
	for left > 0 && left >= len(e.inbox[0].data) {
		left -= len(e.inbox[0].data)
		e.inbox = e.inbox[1:]
	}
	if left > 0 {
		e.inbox[0].data = e.inbox[0].data[left:]
	}
	e.bytes -= len(p)
	e.room()
}

func (e *unixEnd) drop(pieces, n int) {
	e.inbox = e.inbox[pieces:]
	e.bytes -= n
	e.room()
}

// room tells those that wait to send to e.
func (e *unixEnd) room() {
	for _, o := range e.w.unix.all {
		if o.peer == e || o.n == stack.Unixgram && o.ops[stack.Write] != nil {
			e.w.news.tell(&o.sock)
		}
	}
}

// Send gives bytes to the other end's queue.
func (e *unixEnd) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	sent := 0
	err := e.wait(stack.Write, "send", blocked, func() (bool, error) {
		if e.shut[stack.Write] {
			return true, syscall.EPIPE
		}
		if e.n == stack.Unixgram {
			done, err := e.sendDatagram(p, to)
			if done && err == nil {
				sent = len(p)
			}
			return done, err
		}
		switch {
		case !e.had:
			return true, syscall.ENOTCONN
		case e.peer == nil || e.peer.shut[stack.Read]:
			return true, syscall.EPIPE
		}
		o := e.peer
		for sent < len(p) && o.bytes < unixBuffer {
			n := min(len(p)-sent, unixBuffer-o.bytes)
			o.put(unixPiece{data: append([]byte(nil), p[sent:sent+n]...)})
			sent += n
			e.written += int64(n)
		}
		return sent == len(p), nil
	})
	return sent, err
}

func (e *unixEnd) put(piece unixPiece) {
	e.inbox = append(e.inbox, piece)
	e.bytes += len(piece.data)
	e.w.news.tell(&e.sock)
}

func (e *unixEnd) sendDatagram(p []byte, to stack.Address) (bool, error) {
	o := e.peer
	if !to.IsZero() {
		o = e.w.unix.bound[unixName{e.h, to.Path}]
		switch {
		case o == nil && to.Path[0] != '@':
			return true, syscall.ENOENT
		case o == nil:
			return true, syscall.ECONNREFUSED
		case o.n != e.n:
			return true, syscall.EPROTOTYPE
		}
	}
	switch {
	case o == nil && e.had:
		return true, syscall.ECONNREFUSED
	case o == nil:
		return true, syscall.ENOTCONN
	case o.closed || o.died != nil:
		return true, syscall.ECONNREFUSED
	case o.shut[stack.Read]:
		return true, syscall.EPIPE
	case o.peer != nil && o.peer != e:
		return true, syscall.EPERM
	case len(p) > unixBuffer:
		return true, syscall.EMSGSIZE
	case len(o.inbox) >= unixDatagrams || o.bytes+len(p) > unixBuffer && len(o.inbox) > 0:
		return false, nil
	}
	o.put(unixPiece{append([]byte(nil), p...), e.name()})
	e.written += int64(len(p))
	return true, nil
}

// Ready waits until a call in a direction would not wait.
func (e *unixEnd) Ready(d stack.Direction, blocked func()) error {
	return e.wait(d, "poll", blocked, func() (bool, error) { return e.ready(d), nil })
}

func (e *unixEnd) ready(d stack.Direction) bool {
	if d == stack.Read {
		return len(e.inbox) > 0 || len(e.queue) > 0 || e.reset || e.finished || e.shut[stack.Read] || e.n == stack.Unix && !e.listens && e.peer == nil
	}
	switch o := e.peer; {
	case e.n == stack.Unix:
		return !e.listens && (o == nil || o.bytes < unixBuffer || e.shut[stack.Write])
	default:
		return o == nil || len(o.inbox) < unixDatagrams
	}
}

// Poll asks without waiting.
func (e *unixEnd) Poll(d stack.Direction) (ready bool) {
	e.w.look(func() { ready = e.gone() != nil || e.ready(d) })
	return ready
}

// Shutdown ends one direction, or both.
func (e *unixEnd) Shutdown(how stack.How) error {
	return e.simple("shutdown", func() error {
		if e.n == stack.Unix && !e.had && !e.listens {
			return syscall.ENOTCONN
		}
		if how != stack.ShutWrite {
			e.shut[stack.Read] = true
		}
		if how != stack.ShutRead {
			e.shut[stack.Write] = true
		}
		e.w.news.tell(&e.sock)
		if o := e.peer; o != nil && e.n == stack.Unix {
			o.finished = o.finished || e.shut[stack.Write]
			e.w.news.tell(&o.sock)
		}
		return nil
	})
}

// Close ends the socket.
func (e *unixEnd) Close() error {
	err := error(net.ErrClosed)
	e.w.call(func() {
		if !e.closed {
			err = nil
			e.close()
		}
	})
	return err
}

func (e *unixEnd) close() {
	e.closed = true
	e.endWaits(net.ErrClosed)
	e.w.unix.forget(e)
	for _, s := range e.queue { // nobody will accept them
		s.reset = true
		s.close()
	}
	for _, c := range e.wants {
		e.w.news.tell(&c.sock)
	}
	unread := e.bytes > 0
	for _, o := range e.w.unix.all {
		if o.peer != e {
			continue
		}
		o.peer = nil
		if e.n == stack.Unix {
			o.finished = true
			o.reset = o.reset || unread || e.reset
		}
		e.w.news.tell(&o.sock)
	}
}

// Reset is Close: Unix sockets know no reset.
func (e *unixEnd) Reset() error { return e.Close() }

func (e *unixEnd) name() stack.Address { return stack.Address{Network: e.n, Path: e.path} }

// Local gives the socket's name.
func (e *unixEnd) Local() (a stack.Address, err error) {
	e.w.look(func() { a = e.name() })
	return a, nil
}

// Remote gives the name of the other end.
func (e *unixEnd) Remote() (a stack.Address, err error) {
	e.w.look(func() {
		if e.peer == nil {
			err = syscall.ENOTCONN
			return
		}
		a = e.peer.name()
	})
	return a, err
}

// Getopt asks for an option.
func (e *unixEnd) Getopt(o *stack.Option) (v stack.Value, err error) {
	e.w.look(func() {
		if was, ok := e.set.find(o.Name); ok {
			v = was
			return
		}
		switch o.Name {
		case "rcvbuf", "sndbuf":
			v.Int = unixBuffer
		case "accepting":
			v.Int = boolInt(e.listens)
		case "error", "priority":
		default:
			err = os.NewSyscallError("getsockopt", syscall.EOPNOTSUPP)
		}
	})
	return v, err
}

// Setopt remembers an option: none changes what Unix sockets do here.
func (e *unixEnd) Setopt(o *stack.Option, v stack.Value) error {
	return e.simple("setsockopt", func() error {
		switch o.Name {
		case "rcvbuf", "sndbuf":
			v.Int *= 2
		case "priority":
		default:
			return syscall.EOPNOTSUPP
		}
		e.set.keep(setting{o.Name, v})
		return nil
	})
}

// State tells what is known of the socket.
func (e *unixEnd) State() (s stack.State, err error) {
	e.w.look(func() {
		if err = e.gone(); err != nil {
			s = stack.UnknownState()
			return
		}
		s = e.state()
	})
	return s, err
}

func (e *unixEnd) state() stack.State {
	s := stack.UnknownState()
	s.Name, s.Local, s.Inode = stack.Unconn, e.name(), e.inode
	switch {
	case e.listens:
		s.Name, s.AcceptQueue, s.Backlog = stack.Listen, stack.Quantity(len(e.queue)), stack.Quantity(e.backlog)
		return s
	case e.peer != nil:
		s.Name, s.Remote, s.PeerInode = stack.Established, e.peer.name(), e.peer.inode
	case e.n == stack.Unix && e.had:
		s.Name = stack.Established // as Linux has it until close
	}
	s.RecvQueue = stack.Quantity(e.bytes)
	if e.n == stack.Unixgram && len(e.inbox) > 0 {
		s.RecvQueue = stack.Quantity(len(e.inbox[0].data))
	}
	s.SendQueue = 0
	return s
}

func (u *unixNames) dump(rows []stack.Row) []stack.Row {
	for _, e := range u.all {
		rows = append(rows, stack.Row{State: e.state(), Network: e.n})
	}
	return rows
}

// Identity gives the number of the socket: it has no descriptor.
func (e *unixEnd) Identity() (int, uint64) { return -1, e.inode }

// HostName names the host that the socket lives on.
func (e *unixEnd) HostName() string { return e.h.Name }

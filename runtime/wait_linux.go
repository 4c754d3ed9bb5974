package runtime

import (
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A pollSet watches many sockets by one descriptor (epoll(7)), which itself is in
// Go's poller: a Wait costs one goroutine, whatever the number of sockets. The
// kernel keeps the set from one Wait to the next, so that a loop around a Wait of
// the same sockets names them once. The nil set watches none.
type pollSet struct {
	file *os.File
	raw  syscall.RawConn
	fd   int

	mu    sync.Mutex
	want  Want
	order []*Socket       // as the last Wait gave them; nil: some have gone since
	in    map[int]*member // by number of the socket
	round int             // of fillSet
	user  *waiter         // the Wait that waits
}

// A member is a socket that a set watches.
type member struct {
	socket *Socket
	index  int // in order
	round  int // of the fillSet that named it last
}

// idleSets is how many a session keeps for the next Wait.
const idleSets = 4

// takeSet gives the set that watches exactly these sockets already, or nil.
func (s *Session) takeSet(sockets []*Socket, want Want) *pollSet {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, set := range s.idle {
		if set.watches(sockets, want) {
			s.idle = slices.Delete(s.idle, i, i+1)
			return set
		}
	}
	return nil
}

// giveSet takes a set back.
func (s *Session) giveSet(set *pollSet) {
	if set == nil {
		return
	}
	s.mu.Lock()
	if !s.closed && len(s.idle) < idleSets {
		s.idle = append(s.idle, set)
		set = nil
	}
	s.mu.Unlock()
	if set != nil {
		set.close()
	}
}

// closeSets closes those that nobody uses.
func (s *Session) closeSets() {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, set := range idle {
		set.close()
	}
}

// fillSet makes a set watch the sockets that have a descriptor and no faults: the
// one given, an idle one, or a new one. nil if the system has no descriptor left.
func (s *Session) fillSet(set *pollSet, sockets []*Socket, want Want) *pollSet {
	if set == nil {
		s.mu.Lock()
		if n := len(s.idle); n > 0 {
			set, s.idle = s.idle[n-1], s.idle[:n-1]
		}
		s.mu.Unlock()
	}
	if set == nil {
		if set = newPollSet(); set == nil {
			return nil
		}
	}
	set.fill(sockets, want)
	return set
}

func newPollSet() *pollSet {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil
	}
	set := &pollSet{fd: fd, in: map[int]*member{}}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil
	}
	set.file = os.NewFile(uintptr(fd), "epoll")
	if set.raw, err = set.file.SyscallConn(); err != nil || set.file.SetReadDeadline(time.Time{}) != nil {
		_ = set.file.Close()
		return nil
	}
	return set
}

// close gives the descriptor back.
func (set *pollSet) close() {
	set.mu.Lock()
	members := set.in
	set.in, set.order = map[int]*member{}, nil
	set.mu.Unlock()
	for _, m := range members {
		m.socket.watchedBy(set, false)
	}
	_ = set.file.Close()
}

// watches reports whether the set is for exactly these sockets.
func (set *pollSet) watches(sockets []*Socket, want Want) bool {
	if set == nil {
		return false
	}
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.want == want && set.order != nil && slices.Equal(set.order, sockets)
}

// fill tells the kernel what is new and what is gone since the last time.
func (set *pollSet) fill(sockets []*Socket, want Want) {
	set.mu.Lock()
	set.round++
	all := set.want != want
	set.want, set.order = want, slices.Clone(sockets)
	var added []*Socket
	for i, sock := range sockets {
		m := set.in[sock.ID]
		switch {
		case m != nil && m.round == set.round: // named twice
			continue
		case m == nil && !sock.pollable():
			continue
		case m == nil:
			if set.control(unix.EPOLL_CTL_ADD, sock) != nil {
				continue // epoll(7) has a limit of its own: it is watched alone
			}
			m = &member{socket: sock}
			set.in[sock.ID] = m
			added = append(added, sock)
		case all:
			_ = set.control(unix.EPOLL_CTL_MOD, sock)
		}
		m.index, m.round = i, set.round
	}
	var gone []*Socket
	if len(set.in) > len(sockets) || set.named() < len(set.in) {
		for _, m := range set.in {
			if m.round != set.round {
				gone = append(gone, m.socket)
			}
		}
	}
	set.mu.Unlock()
	for _, sock := range gone {
		set.remove(sock)
	}
	for _, sock := range added {
		if !sock.watchedBy(set, true) { // closed, or treated by a fault, meanwhile
			set.remove(sock)
		}
	}
}

// named counts the members that the last fill named. set.mu is held.
func (set *pollSet) named() (n int) {
	for _, m := range set.in {
		if m.round == set.round {
			n++
		}
	}
	return n
}

// control is called with set.mu held.
func (set *pollSet) control(op int, sock *Socket) error {
	e := unix.EpollEvent{Fd: int32(sock.ID)}
	if set.want.Read {
		e.Events |= unix.EPOLLIN
	}
	if set.want.Write {
		e.Events |= unix.EPOLLOUT
	}
	return unix.EpollCtl(set.fd, op, sock.fd, &e)
}

// remove takes a socket out that is not to be watched here any more, and lets
// the Wait look again.
func (set *pollSet) remove(sock *Socket) {
	sock.watchedBy(set, false)
	set.drop(sock)
}

// drop is remove for a socket that has forgotten the set.
func (set *pollSet) drop(sock *Socket) {
	set.mu.Lock()
	if set.in[sock.ID] != nil {
		delete(set.in, sock.ID)
		_ = unix.EpollCtl(set.fd, unix.EPOLL_CTL_DEL, sock.fd, nil)
		if slices.Contains(set.order, sock) {
			set.order = nil
		}
	}
	user := set.user
	set.mu.Unlock()
	if user != nil {
		user.ready()
	}
}

func (set *pollSet) has(sock *Socket) bool {
	if set == nil {
		return false
	}
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.in[sock.ID] != nil
}

// watch wakes w when a socket of the set may be ready, until the function it
// gives is called.
func (set *pollSet) watch(w *waiter) (stop func()) {
	if set == nil {
		return func() {}
	}
	set.mu.Lock()
	set.user = w
	changed := set.order == nil
	set.mu.Unlock()
	if changed { // a socket went between fill and here
		w.ready()
	}
	_ = set.file.SetReadDeadline(time.Time{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		var events [1]unix.EpollEvent
		if set.raw.Read(func(fd uintptr) bool {
			n, _ := unix.EpollWait(int(fd), events[:], 0)
			return n > 0
		}) == nil {
			w.ready()
		}
	}()
	return func() {
		_ = set.file.SetReadDeadline(past)
		<-done
		set.mu.Lock()
		set.user = nil
		set.mu.Unlock()
	}
}

// mostReady is how many ready sockets are told at once; of more, poll(2) tells.
const mostReady = 64

// ready gives those that are ready now. The set knows it if it watches them all.
func (set *pollSet) ready(sockets []*Socket, want Want) []Ready {
	if !set.watches(sockets, want) || !set.complete(sockets) {
		return readyNow(sockets, want)
	}
	var events [mostReady]unix.EpollEvent
	n, err := unix.EpollWait(set.fd, events[:], 0)
	if err != nil || n == mostReady {
		return readyNow(sockets, want)
	}
	var found []int
	set.mu.Lock()
	for _, e := range events[:n] {
		if m := set.in[int(e.Fd)]; m != nil {
			found = append(found, m.index)
		}
	}
	set.mu.Unlock()
	if len(found) == 0 {
		return nil
	}
	slices.Sort(found)
	some := make([]*Socket, len(found))
	for i, at := range found {
		some[i] = sockets[at]
	}
	return readyNow(some, want)
}

// complete reports whether the set knows all that makes one of the sockets
// ready: each is in it once, and none has bytes of its own.
func (set *pollSet) complete(sockets []*Socket) bool {
	set.mu.Lock()
	n := len(set.in)
	set.mu.Unlock()
	if n != len(sockets) {
		return false
	}
	for _, sock := range sockets {
		if sock.Kept() > 0 || sock.Closed() {
			return false
		}
	}
	return true
}

// waiting gives the Wait that waits for the set, or nil.
func (set *pollSet) waiting() *waiter {
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.user
}

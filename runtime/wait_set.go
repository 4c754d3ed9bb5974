package runtime

import (
	"slices"
	"sync"

	"sockpit/runtime/stack"
)

// A waitSet watches many sockets as one group of the stack's. It is kept from one
// Wait to the next, so that a loop around a Wait for the same sockets names them
// once. The nil set watches none.
type waitSet struct {
	group stack.Group

	mu    sync.Mutex
	want  stack.Want
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
func (s *Session) takeSet(sockets []*Socket, want stack.Want) *waitSet {
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
func (s *Session) giveSet(set *waitSet) {
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

// fillSet makes a set watch the sockets that have no faults: the
// one given, an idle one, or a new one. nil if the stack has none.
func (s *Session) fillSet(set *waitSet, sockets []*Socket, want stack.Want) *waitSet {
	if set == nil {
		s.mu.Lock()
		if n := len(s.idle); n > 0 {
			set, s.idle = s.idle[n-1], s.idle[:n-1]
		}
		s.mu.Unlock()
	}
	if set == nil {
		group, err := s.stack.Group()
		if err != nil {
			return nil
		}
		set = &waitSet{group: group, in: map[int]*member{}}
	}
	set.fill(sockets, want)
	return set
}

// close ends the group.
func (set *waitSet) close() {
	set.mu.Lock()
	members := set.in
	set.in, set.order = map[int]*member{}, nil
	set.mu.Unlock()
	for _, m := range members {
		m.socket.watchedBy(set, false)
	}
	_ = set.group.Close()
}

// watches reports whether the set is for exactly these sockets.
func (set *waitSet) watches(sockets []*Socket, want stack.Want) bool {
	if set == nil {
		return false
	}
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.want == want && set.order != nil && slices.Equal(set.order, sockets)
}

// fill tells the group what is new and what is gone since the last time.
func (set *waitSet) fill(sockets []*Socket, want stack.Want) {
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
		case m == nil && !sock.plain():
			continue
		case m == nil:
			if set.group.Add(sock.ep.Endpoint, sock.ID, want) != nil {
				continue // the group has a limit of its own: it is watched alone
			}
			m = &member{socket: sock}
			set.in[sock.ID] = m
			added = append(added, sock)
		case all:
			_ = set.group.Change(sock.ep.Endpoint, sock.ID, want)
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
func (set *waitSet) named() (n int) {
	for _, m := range set.in {
		if m.round == set.round {
			n++
		}
	}
	return n
}

// remove takes a socket out that is not to be watched here any more, and lets
// the Wait look again.
func (set *waitSet) remove(sock *Socket) {
	sock.watchedBy(set, false)
	set.drop(sock)
}

// drop is remove for a socket that has forgotten the set.
func (set *waitSet) drop(sock *Socket) {
	set.mu.Lock()
	if set.in[sock.ID] != nil {
		delete(set.in, sock.ID)
		set.group.Remove(sock.ep.Endpoint)
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

func (set *waitSet) has(sock *Socket) bool {
	if set == nil {
		return false
	}
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.in[sock.ID] != nil
}

// watch wakes w when a socket of the set may be ready, until the function it
// gives is called.
func (set *waitSet) watch(w *waiter) (stop func()) {
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
	stopGroup := set.group.Watch(w.ready)
	return func() {
		stopGroup()
		set.mu.Lock()
		set.user = nil
		set.mu.Unlock()
	}
}

// mostReady is how many ready sockets a group is asked for; of more, Poll tells.
const mostReady = 64

// readyOf gives those that are ready now. The set knows it if it watches them all.
func (s *Session) readyOf(set *waitSet, sockets []*Socket, want stack.Want) []Ready {
	if !set.watches(sockets, want) || !set.complete(sockets) {
		return readyNow(s.stack, sockets, want)
	}
	var keys [mostReady]int
	n, err := set.group.Ready(keys[:])
	if err != nil {
		return readyNow(s.stack, sockets, want)
	}
	found := set.places(keys[:n])
	if len(found) == 0 {
		return nil
	}
	some := make([]*Socket, len(found))
	for i, at := range found {
		some[i] = sockets[at]
	}
	return readyNow(s.stack, some, want)
}

// places gives where the members with these keys stand in order.
func (set *waitSet) places(keys []int) (found []int) {
	set.mu.Lock()
	defer set.mu.Unlock()
	for _, key := range keys {
		if m := set.in[key]; m != nil {
			found = append(found, m.index)
		}
	}
	slices.Sort(found)
	return found
}

// complete reports whether the set knows all that makes one of the sockets
// ready: each is in it once, and none has bytes of its own.
func (set *waitSet) complete(sockets []*Socket) bool {
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
func (set *waitSet) waiting() *waiter {
	set.mu.Lock()
	defer set.mu.Unlock()
	return set.user
}

package runtime

import (
	"errors"
	"os"
	"sync"
	"time"

	"sockpit/runtime/stack"
)

// A Ready is one socket that a Wait found ready.
type Ready struct {
	Socket *Socket
	Read   bool  // recv or accept would not wait
	Write  bool  // send would not wait
	Err    error // the socket can't be waited for: it is closed
}

// Wait waits until at least one of the sockets is ready for what is wanted, and
// gives those that are. A deadline that goes by is not an error: none is ready
// then (poll(2)).
func (s *Session) Wait(c *Caller, sockets []*Socket, want stack.Want) ([]Ready, error) {
	for _, sock := range sockets {
		_ = sock.flush(c)
	}
	set := s.takeSet(sockets, want)
	defer func() { s.giveSet(set) }()
	for {
		ready := s.readyOf(set, sockets, want)
		if len(ready) > 0 || timedOut(c.expired()) {
			return ready, nil
		}
		if !set.watches(sockets, want) {
			set = s.fillSet(set, sockets, want)
		}
		if err := set.await(c, sockets, want); timedOut(err) {
			return s.readyOf(set, sockets, want), nil
		} else if err != nil {
			return nil, &CallError{Op: "wait", Err: err}
		}
	}
}

// A waiter is one Wait that waits.
type waiter struct {
	caller *Caller
	want   stack.Want
	once   sync.Once
	wake   chan struct{} // closed when a socket is ready, or may be
}

func (w *waiter) ready() { w.once.Do(func() { close(w.wake) }) }

// await waits until one of the sockets may be ready. Those that the set has are
// watched together; the others, whose streams a fault treats, one by one.
func (set *waitSet) await(c *Caller, sockets []*Socket, want stack.Want) error {
	w := &waiter{caller: c, want: want, wake: make(chan struct{})}
	var alone []*Socket
	for _, sock := range sockets {
		if !set.has(sock) {
			alone = append(alone, sock)
		}
	}
	defer set.watch(w)()
	defer w.watchAlone(c, alone)()
	return c.Await("wait", w.wake)
}

// watchAlone watches each socket by a goroutine, until the function it gives is
// called.
func (w *waiter) watchAlone(c *Caller, sockets []*Socket) func() {
	var watchers []*Caller
	var done sync.WaitGroup
	for _, sock := range sockets {
		for d := stack.Read; d <= stack.Write; d++ {
			if !w.want.Has(d) {
				continue
			}
			by := &Caller{Task: c.Task, Place: c.Place, Deadline: c.Deadline, Stood: c.Stood, Clock: c.Clock}
			watchers = append(watchers, by)
			done.Go(func() {
				if sock.watch(by, d) == nil || sock.Closed() {
					w.ready()
				}
			})
		}
	}
	return func() {
		for _, by := range watchers {
			by.Interrupt(os.ErrDeadlineExceeded)
		}
		done.Wait()
	}
}

// watch waits until the socket is ready in direction d.
func (s *Socket) watch(c *Caller, d stack.Direction) error {
	c.about("wait", s, time.Time{})
	return s.gates[d].through(c, func(blocked func()) error { return s.endpoint().Ready(d, blocked) })
}

// watchedBy notes that a set watches the socket, or no longer; false if it may
// not, because the socket is closed or a fault treats it.
func (s *Socket) watchedBy(set *waitSet, on bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !on:
		delete(s.sets, set)
		return true
	case s.Closed() || !s.plain():
		return false
	case s.sets == nil:
		s.sets = map[*waitSet]bool{}
	}
	s.sets[set] = true
	return true
}

// unwatch takes the socket out of all sets, and lets the calls that wait look
// again: it was closed, or a fault treats it from now on.
func (s *Socket) unwatch() {
	s.mu.Lock()
	sets := s.sets
	s.sets = nil
	s.mu.Unlock()
	for set := range sets {
		set.drop(s)
	}
}

// waiters gives the calls of wait that wait for the socket among others.
func (s *Socket) waiters() (out []*waiter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for set := range s.sets {
		if w := set.waiting(); w != nil {
			out = append(out, w)
		}
	}
	return out
}

// plain reports whether the socket's endpoint tells all that is to know of it: no
// fault stands before it.
func (s *Socket) plain() bool { return s.wire.Load() == nil }

// readyNow asks without waiting, the stack of all at once.
func readyNow(st stack.Stack, sockets []*Socket, want stack.Want) []Ready {
	endpoints := make([]stack.Endpoint, len(sockets))
	for i, sock := range sockets {
		if sock.plain() && !sock.Closed() {
			endpoints[i] = sock.ep.Endpoint
		}
	}
	var out []Ready
	for i, told := range st.Poll(endpoints, want) {
		sock := sockets[i]
		r := Ready{Socket: sock}
		switch {
		case sock.Closed():
			r.Err = ErrClosed
		case told.Asked:
			r.Read, r.Write = told.Read || want.Read && sock.Kept() > 0, told.Write
		default:
			r.Read = want.Read && (sock.Kept() > 0 || sock.endpoint().Poll(stack.Read))
			r.Write = want.Write && sock.endpoint().Poll(stack.Write)
		}
		if r.Read || r.Write || r.Err != nil {
			out = append(out, r)
		}
	}
	return out
}

// timedOut reports whether err is a deadline that went by.
//
//go:noinline
func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

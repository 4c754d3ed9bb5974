package runtime

import (
	"errors"
	"os"
	"sync"
	"time"
)

// A Ready is one socket that a Wait found ready.
type Ready struct {
	Socket *Socket
	Read   bool  // recv or accept would not wait
	Write  bool  // send would not wait
	Err    error // the socket can't be waited for: it is closed
}

// Wait waits until at least one of the sockets can be read from (or accepted
// from), or with write, written to, and gives those that are. A deadline that
// goes by is not an error: none is ready then (poll(2)).
func (s *Session) Wait(c *Caller, sockets []*Socket, write bool) ([]Ready, error) {
	for _, sock := range sockets {
		_ = sock.flush(c)
	}
	if ready := readyNow(sockets, write); len(ready) > 0 {
		return ready, nil
	}
	woken := make(chan struct{})
	var once sync.Once
	wake := func() { once.Do(func() { close(woken) }) }
	var watchers []*Caller
	var done sync.WaitGroup
	for _, sock := range sockets {
		for d := Read; d <= Write; d++ {
			if d == Write && !write {
				continue
			}
			w := &Caller{Task: c.Task, Place: c.Place, Deadline: c.Deadline, Stood: c.Stood}
			watchers = append(watchers, w)
			done.Go(func() {
				if sock.watch(w, d) == nil || sock.Closed() {
					wake()
				}
			})
		}
	}
	err := c.Await("wait", woken)
	for _, w := range watchers {
		w.Interrupt(os.ErrDeadlineExceeded)
	}
	done.Wait()
	if err != nil && !timedOut(err) {
		return nil, &CallError{Op: "wait", Err: err}
	}
	return readyNow(sockets, write), nil
}

// watch waits until the socket is ready in direction d.
func (s *Socket) watch(c *Caller, d Direction) error {
	c.about("wait", s, time.Time{})
	return s.gates[d].through(c, func(blocked func()) error { return s.endpoint().Ready(d, blocked) })
}

// readyNow asks without waiting.
func readyNow(sockets []*Socket, write bool) []Ready {
	var out []Ready
	for _, sock := range sockets {
		r := Ready{Socket: sock}
		if sock.Closed() {
			r.Err = ErrClosed
		} else {
			r.Read = sock.Kept() > 0 || sock.endpoint().Poll(Read)
			r.Write = write && sock.endpoint().Poll(Write)
		}
		if r.Read || r.Write || r.Err != nil {
			out = append(out, r)
		}
	}
	return out
}

// timedOut reports whether err is a deadline that went by.
func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

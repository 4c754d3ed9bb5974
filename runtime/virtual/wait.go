package virtual

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"sockpit/runtime/stack"
)

// A sock is what every socket of a world has: calls that wait, and groups that watch
// it. It belongs to who holds the world's run.
type sock struct {
	waits
	watchers
	told bool // it is among the news; used with their lock held
}

// simple makes a call that does not wait. What f gives are error numbers.
func (s *sock) simple(name string, f func() error) (err error) {
	s.w.call(func() {
		if err = s.gone(); err != nil {
			return
		}
		if err = f(); err != nil {
			err = os.NewSyscallError(name, err)
		}
	})
	return err
}

// endWaits ends the calls that wait, and tells the groups: the socket is closed, or dead.
func (s *sock) endWaits(why error) {
	s.finish(stack.Read, why)
	s.finish(stack.Write, why)
	s.tellGroups()
}

// retry tries the calls again that wait.
func (s *sock) retry() {
	s.waits.retry()
	s.tellGroups()
}

// waits are the calls of a socket that wait, one a direction, and until when.
type waits struct {
	w        *World
	closed   bool
	died     error // why it can be used no more, though it is open: its host has crashed
	ops      [2]*waitOp
	deadline [2]time.Time
	alarm    [2]*planned
}

// A waitOp is a call that may have to wait: whoever has news for it tries it again.
type waitOp struct {
	try    func() (done bool, err error)
	done   chan struct{} // closed when it has ended
	err    error
	over   bool // it has ended; who waits may not have been told yet
	inCall bool // who made it has not begun to wait
}

// gone tells why no call can be made, or nil.
func (s *waits) gone() error {
	if s.closed {
		return net.ErrClosed
	}
	return s.died
}

// wait makes a call that may have to wait.
func (s *waits) wait(d stack.Direction, name string, blocked func(), try func() (bool, error)) error {
	var err error
	var op *waitOp
	s.w.call(func() {
		if err = s.gone(); err != nil {
			return
		}
		op = &waitOp{try: try, done: make(chan struct{}), inCall: true}
		s.ops[d] = op
		if done, terr := try(); done {
			s.finish(d, terr)
		}
	})
	if op == nil {
		return err
	}
	s.w.look(func() {
		op.inCall = false
		if by := s.deadline[d]; !op.over && !by.IsZero() {
			s.setAlarm(d, by)
		}
	})
	select {
	case <-op.done:
	default:
		blocked()
		s.w.waits()
		<-op.done
	}
	var errno syscall.Errno
	if errors.As(op.err, &errno) {
		return os.NewSyscallError(name, errno)
	}
	return op.err
}

// retry tries the calls that wait.
func (s *waits) retry() {
	for d, op := range s.ops {
		if op == nil || op.over {
			continue
		}
		if done, err := op.try(); done {
			s.finish(stack.Direction(d), err)
		}
	}
}

// finish ends the call that waits in a direction, if there is one. Whoever is still
// inside its call is not woken: it looks by itself.
func (s *waits) finish(d stack.Direction, err error) {
	op := s.ops[d]
	if op == nil || op.over {
		return
	}
	s.unalarm(d)
	op.err, op.over = err, true
	switch {
	case op.inCall || s.w.config.Real:
		s.ops[d] = nil
		close(op.done)
	default:
		s.w.wake(func() { s.let(d, op) })
	}
}

// let wakes who waits: Step does.
func (s *waits) let(d stack.Direction, op *waitOp) {
	s.w.run.Lock()
	if s.ops[d] == op {
		s.ops[d] = nil
	}
	s.w.run.Unlock()
	close(op.done)
}

func (s *waits) unalarm(d stack.Direction) {
	if a := s.alarm[d]; a != nil {
		s.w.plan.cancel(a)
		s.alarm[d] = nil
	}
}

// setAlarm ends the call that waits at a time. One that has gone by long ago is an
// interrupt of who waits: that is woken at once.
func (s *waits) setAlarm(d stack.Direction, by time.Time) {
	s.unalarm(d)
	left := by.Sub(s.w.Now())
	if left <= 0 && by.Before(epoch) {
		op := s.ops[d]
		op.inCall = true
		s.finish(d, os.ErrDeadlineExceeded)
		return
	}
	s.alarm[d] = s.w.after(left, func() {
		s.alarm[d] = nil
		s.finish(d, os.ErrDeadlineExceeded)
	})
}

// SetDeadline sets when calls in a direction end, also one that waits; zero: never.
func (s *waits) SetDeadline(d stack.Direction, t time.Time) error {
	s.w.look(func() {
		s.deadline[d] = t
		s.unalarm(d)
		if op := s.ops[d]; !t.IsZero() && op != nil && !op.over && !op.inCall {
			s.setAlarm(d, t)
		}
	})
	return nil
}

// Pending reports whether a call waits that nothing has ended, or that has ended and is
// to be woken by Step: then who waits goes on by itself later, and not now.
func (s *waits) Pending() bool {
	pending := false
	s.w.look(func() { pending = s.ops[0] != nil || s.ops[1] != nil })
	return pending
}

// ErrCrashed is the error of calls on sockets of a host that has crashed.
var ErrCrashed = errors.New("the host has crashed, and the socket is gone with it")

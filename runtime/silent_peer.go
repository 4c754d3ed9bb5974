package runtime

import (
	"sync/atomic"
	"time"
)

// A receive asks the kernel first, and waits in the poller if there is nothing. In
// a to and fro of small messages it nearly always asks in vain, which is a tenth
// of what the exchange costs. Where the other end is a socket of the same session
// it need not ask: that nothing was sent beyond what was received is known here.
// It is known for certain only once the poller looks out for what comes: a send
// between the two would wake nobody.
//
// What no call of ours does (a keepalive that fails, a reset from outside) is not
// known. So a receive asks if a while has gone by since the last one.
const (
	quietFrom  = 16               // after so many receives of a few bytes the other end is looked for
	quietBytes = 4 << 10          // a few
	quietFor   = time.Millisecond // a while
)

// quiet is what a socket knows about the other end of its connection.
type quiet struct {
	other atomic.Pointer[Socket] // once found
	shut  atomic.Bool            // shutdown was called

	// These belong to the receive inside the gate.
	few    uint        // receives so far that got a few bytes
	seek   bool        // the other end is to be looked for
	last   time.Time   // when the last receive began, if it was one of those
	silent func() bool // silent of the socket, made once
}

// note takes down what a receive got.
func (q *quiet) note(began time.Time, n int) {
	q.last = time.Time{}
	if n > 0 && n <= quietBytes {
		q.few++
		q.last = began
		q.seek = q.few >= quietFrom && q.few&(q.few-1) == 0 // seldom: there may be many sockets, and not this one
	}
}

// unasked gives what tells that a receive need not ask first; nil if it had
// better do so. began is when the receive was called.
func (s *Socket) unasked(began time.Time) func() bool {
	q := &s.quiet
	if q.seek {
		q.seek = false
		if q.silent == nil && s.findOther() {
			q.silent = s.silent
		}
	}
	if began.Sub(q.last) > quietFor {
		return nil
	}
	return q.silent
}

// findOther looks for the socket at the other end of a TCP connection, for both.
func (s *Socket) findOther() bool {
	if s.quiet.other.Load() != nil {
		return true
	}
	local, remote := s.lastAddresses()
	if !s.Network.IsTCP() || local.IsZero() || remote.IsZero() {
		return false
	}
	o := s.session.across(local, remote, true)
	if o == nil || o == s {
		return false
	}
	if _, err := o.ep.Remote(); err != nil {
		return false // it had that port before: its connection was reset
	}
	s.quiet.other.Store(o)
	o.quiet.other.Store(s)
	return true
}

// silent reports whether the other end has sent nothing beyond what was received.
func (s *Socket) silent() bool {
	o := s.quiet.other.Load()
	return o.sendEnds.Load() == s.received.Load() && !s.parts() && !o.parts()
}

// parts reports whether more than bytes may come from s.
func (s *Socket) parts() bool {
	return s.Closed() || s.quiet.shut.Load() || s.wire.Load() != nil
}

//go:build unix

package kernel

import (
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// An operation is one system call that may have to wait, in the form the
// poller wants: a function it calls until it reports true.
type operation struct {
	do      func(fd uintptr) bool // run, bound once
	blocked func()                // to call when the first try finds that it must wait

	call     kernelCall
	p        []byte // to send
	to       unix.Sockaddr
	max      int         // bytes to receive at most
	silent   func() bool // see Received
	peek     bool
	datagram bool
	shut     *atomic.Bool // receiving was shut down
	walk     datagramWalk

	n     int  // bytes sent
	ended bool // there was no datagram and none will come
	got   []byte
	size  int
	from  unix.Sockaddr
	fd    int
	tries int
	err   error
}

// kernelCall is which system call an operation makes.
type kernelCall int

const (
	callRecv kernelCall = iota
	callRecvmsg
	callAccept
	callSend
	callSendto
	callConnect
	callReadable
	callWritable
)

// run makes the call once and reports whether it is finished.
func (o *operation) run(fd uintptr) bool {
	if silent := o.silent; silent != nil {
		o.silent = nil // it tells of the first try
		if silent() {
			o.blocked()
			return false
		}
	}
	for {
		o.err = o.once(int(fd))
		o.tries++
		switch o.err {
		case unix.EINTR:
			continue
		case unix.EAGAIN, unix.EINPROGRESS, unix.EALREADY: // the last: an earlier connect goes on
			if o.noMore(int(fd)) {
				return true
			}
			o.blocked()
			return false
		}
		return true
	}
}

// noMore reports whether a receive of datagrams is finished though it found none.
// After shutdown the kernel gives an empty result to a call that waits in it;
// ours do not, and are told EAGAIN as before: that the end has come only poll(2)
// says. What came before the end, and between the two calls, is given first.
func (o *operation) noMore(fd int) bool {
	if o.call != callRecvmsg || !o.datagram || !o.shut.Load() || !receivingEnded(fd) {
		return false
	}
	o.err = o.once(fd)
	if o.ended = o.err == unix.EAGAIN; o.ended {
		o.err, o.got = nil, nil
	}
	return true
}

// once makes the system call.
func (o *operation) once(fd int) (err error) {
	switch o.call {
	case callRecv:
		return o.receive(fd, receiveNow)
	case callRecvmsg:
		return o.receive(fd, o.recvmsg)
	case callAccept:
		o.fd, o.from, err = accept(fd)
	case callSend:
		return o.sendAll(fd)
	case callSendto:
		err = unix.Sendto(fd, o.p, unix.MSG_NOSIGNAL, o.to)
		if err == nil {
			o.n = len(o.p)
		}
	case callConnect:
		return o.connect(fd)
	case callReadable:
		return pollOnce(fd, unix.POLLIN)
	case callWritable:
		return pollOnce(fd, unix.POLLOUT)
	}
	return err
}

// receive makes call with a buffer that is held for the system call only, so
// that a thousand receives that wait need none. A few bytes are copied out of
// it; for many it is given away.
func (o *operation) receive(fd int, call func(fd int, p []byte) (int, error)) error {
	if o.max > scratchSize {
		p := uncleared(min(o.max, max(queued(fd), scratchSize)))
		n, err := call(fd, p)
		o.got = p[:max(n, 0)]
		return err
	}
	p := scratch.Get().(*[scratchSize]byte)
	n, err := call(fd, p[:o.max])
	if n > scratchSize/2 {
		o.got = p[:n:n]
		return err
	}
	if n > 0 {
		o.got = make([]byte, n) // quicker than bytes.Clone for a few
		copy(o.got, p[:n])
	}
	scratch.Put(p)
	return err
}

const scratchSize = 64 << 10

var scratch = sync.Pool{New: func() any { return (*[scratchSize]byte)(uncleared(scratchSize)) }}

// uncleared gives n bytes, at least 1, that hold anything. Clearing 64 KiB takes
// a third of the time that the kernel takes to fill them; a Builder does without.
func uncleared(n int) []byte {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0)
	return unsafe.Slice(unsafe.StringData(b.String()), n)
}

// recvmsg asks for the true size of a datagram (MSG_TRUNC), so that a cut one
// is seen, and serves peeking.
func (o *operation) recvmsg(fd int, p []byte) (n int, err error) {
	flags := 0
	if o.peek {
		flags |= unix.MSG_PEEK
		o.walk.mu.Lock()
		defer o.walk.mu.Unlock()
	}
	if o.datagram {
		flags |= datagramFlags // on a stream MSG_TRUNC would throw bytes away
	}
	o.size, _, flags, o.from, err = unix.Recvmsg(fd, p, nil, flags)
	n = min(o.size, len(p))
	if err == nil && o.size == 0 && o.datagram {
		o.empty()
	}
	if err == nil && flags&unix.MSG_TRUNC != 0 && o.size <= n {
		o.size = -1 // cut, by how much is not told
	}
	return n, err
}

// empty notes that an empty datagram was seen.
func (o *operation) empty() {
	if o.peek {
		o.walk.peeked()
	} else {
		o.walk.taken()
	}
}

// sendAll writes until the kernel takes no more. SIGPIPE is not a danger: Go
// turns it into EPIPE on descriptors other than 1 and 2, where the system has no
// MSG_NOSIGNAL.
func (o *operation) sendAll(fd int) error {
	for {
		n, err := sendNow(fd, o.p[o.n:])
		if n > 0 {
			o.n += n
		}
		if err != nil || o.n == len(o.p) {
			return err
		}
	}
}

// connect starts on the first try; later ones ask how it went.
func (o *operation) connect(fd int) error {
	if o.tries == 0 {
		return unix.Connect(fd, o.to)
	}
	return connected(fd, o.to)
}

// pollOnce reports EAGAIN until the descriptor is ready for what.
func pollOnce(fd int, what int16) error {
	fds := []unix.PollFd{{Fd: int32(fd), Events: what}}
	n, err := unix.Poll(fds, 0)
	if err == nil && n == 0 {
		return unix.EAGAIN
	}
	return err
}

// readOp runs an operation of the read direction; name is for its error.
func (e *endpoint) readOp(name string, blocked func()) error {
	e.read.tries, e.read.ended, e.read.blocked = 0, false, blocked
	return finish(name, e.raw.Read(e.read.do), &e.read)
}

func (e *endpoint) writeOp(name string, blocked func()) error {
	e.write.tries, e.write.n, e.write.blocked = 0, 0, blocked
	return finish(name, e.raw.Write(e.write.do), &e.write)
}

// finish joins the poller's error and the call's, and lets go of the buffer.
func finish(name string, pollErr error, o *operation) error {
	err := o.err
	o.p, o.to, o.blocked, o.err = nil, nil, nil, nil
	switch {
	case pollErr == nil && err == nil:
		return nil
	case pollErr == nil:
		return os.NewSyscallError(name, err)
	case errors.Is(pollErr, os.ErrDeadlineExceeded):
		return os.ErrDeadlineExceeded
	}
	return net.ErrClosed // the poller gives up for no other reason
}

func (e *endpoint) Recv(got *stack.Received, max int, peek bool, blocked func()) error {
	o := &e.read
	o.call, o.max, o.peek, o.datagram = callRecvmsg, max, peek, !e.network.IsStream()
	o.silent = got.Silent
	name := "recvmsg"
	if !o.datagram && !peek {
		o.call, name = callRecv, "recv"
	}
	err := e.readOp(name, blocked)
	if err == nil {
		e.hand(got)
	}
	o.got, o.from, o.silent = nil, nil, nil
	return err
}

// hand gives what the receive has got.
func (e *endpoint) hand(got *stack.Received) {
	o := &e.read
	got.Data, got.Size = o.got, len(o.got)
	if o.datagram {
		got.Size, got.From, got.End = o.size, e.address(o.from), o.ended
	}
}

func (e *endpoint) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	o := &e.write
	o.call, o.p = callSend, p
	name := "send"
	if !to.IsZero() || !e.network.IsStream() {
		o.call, name, o.to = callSendto, "sendto", nil
		if !to.IsZero() {
			sa, err := sockaddr(to)
			if err != nil {
				return 0, err
			}
			o.to = sa
		}
	}
	if e.network.IsUnix() && o.to != nil {
		return e.sendUnix(p, o.to, blocked)
	}
	err := e.writeOp(name, blocked)
	return o.n, err
}

func (e *endpoint) Accept(blocked func()) (stack.Endpoint, error) {
	e.read.call = callAccept
	if err := e.readOp("accept", blocked); err != nil {
		return nil, err
	}
	ep, err := adopt(e.read.fd, e.network)
	if err == nil && !e.network.IsUnix() {
		ep.(*endpoint).client = e.address(e.read.from)
	}
	return ep, err
}

// Client gives the address of the client of which accept made the endpoint, which
// accept(2) tells also of one that is gone; the zero Address for other endpoints.
func (e *endpoint) Client() stack.Address { return e.client }

func (e *endpoint) Connect(to stack.Address, blocked func()) error {
	sa, err := sockaddr(to)
	if err != nil {
		return err
	}
	if e.network.IsUnix() {
		return e.again("connect", blocked, func(fd int) error { return unix.Connect(fd, sa) })
	}
	e.write.call, e.write.to = callConnect, sa
	return e.writeOp("connect", blocked)
}

func (e *endpoint) Ready(d stack.Direction, blocked func()) error {
	if d == stack.Read {
		e.read.call = callReadable
		return e.readOp("poll", blocked)
	}
	e.write.call = callWritable
	return e.writeOp("poll", blocked)
}

// Poll asks without going through the poller, so that it may be called while
// another call waits.
func (e *endpoint) Poll(d stack.Direction) bool {
	what := int16(unix.POLLIN)
	if d == stack.Write {
		what = unix.POLLOUT
	}
	return e.control(func(fd int) error { return pollOnce(fd, what) }) == nil
}

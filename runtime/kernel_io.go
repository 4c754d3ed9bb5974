package runtime

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// An operation is one system call that may have to wait, in the form the
// poller wants: a function it calls until it reports true.
type operation struct {
	do      func(fd uintptr) bool // run, bound once
	blocked func()                // to call when the first try finds that it must wait

	call kernelCall
	p    []byte
	peek bool
	to   unix.Sockaddr

	datagram bool

	n, size int
	from    unix.Sockaddr
	fd      int
	tries   int
	err     error
}

// kernelCall is which system call an operation makes.
type kernelCall int

const (
	callRead kernelCall = iota
	callRecvmsg
	callAccept
	callWrite
	callSendto
	callConnect
	callReadable
	callWritable
)

// run makes the call once and reports whether it is finished.
func (o *operation) run(fd uintptr) bool {
	for {
		o.err = o.once(int(fd))
		o.tries++
		switch o.err {
		case unix.EINTR:
			continue
		case unix.EAGAIN, unix.EINPROGRESS:
			o.blocked()
			return false
		}
		return true
	}
}

// once makes the system call.
func (o *operation) once(fd int) (err error) {
	switch o.call {
	case callRead:
		o.n, err = unix.Read(fd, o.p)
	case callRecvmsg:
		return o.recvmsg(fd)
	case callAccept:
		o.fd, err = accept(fd)
	case callWrite:
		return o.writeAll(fd)
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

// recvmsg asks for the true size of a datagram (MSG_TRUNC), so that a cut one
// is seen, and serves peeking.
func (o *operation) recvmsg(fd int) (err error) {
	flags := 0
	if o.peek {
		flags |= unix.MSG_PEEK
	}
	if o.datagram {
		flags |= datagramFlags // on a stream MSG_TRUNC would throw bytes away
	}
	var got int
	got, _, flags, o.from, err = unix.Recvmsg(fd, o.p, nil, flags)
	o.n, o.size = min(got, len(o.p)), got
	if err == nil && flags&unix.MSG_TRUNC != 0 && o.size <= o.n {
		o.size = -1 // cut, by how much is not told
	}
	return err
}

// writeAll writes until the kernel takes no more. SIGPIPE is not a danger: Go
// turns it into EPIPE on descriptors other than 1 and 2.
func (o *operation) writeAll(fd int) error {
	for {
		n, err := unix.Write(fd, o.p[o.n:])
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
	errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if errno != 0 {
		return unix.Errno(errno)
	}
	if _, err := unix.Getpeername(fd); err != nil {
		return unix.EAGAIN // the poller may wake a call too early
	}
	return nil
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
func (e *kernelEndpoint) readOp(name string, blocked func()) error {
	e.read.tries, e.read.blocked = 0, blocked
	return finish(name, e.raw.Read(e.read.do), &e.read)
}

func (e *kernelEndpoint) writeOp(name string, blocked func()) error {
	e.write.tries, e.write.n, e.write.blocked = 0, 0, blocked
	return finish(name, e.raw.Write(e.write.do), &e.write)
}

// finish joins the poller's error and the call's, and lets go of the buffer.
func finish(name string, pollErr error, o *operation) error {
	err := o.err
	o.p, o.blocked, o.err = nil, nil, nil
	switch {
	case pollErr == nil && err == nil:
		return nil
	case pollErr == nil:
		return os.NewSyscallError(name, err)
	case errors.Is(pollErr, os.ErrDeadlineExceeded):
		return os.ErrDeadlineExceeded
	}
	return closedError(pollErr)
}

func (e *kernelEndpoint) Recv(p []byte, peek bool, blocked func()) (Received, error) {
	o := &e.read
	if e.network.IsStream() && !peek {
		o.call, o.p, o.n = callRead, p, 0
		err := e.readOp("read", blocked)
		n := max(o.n, 0)
		return Received{N: n, Size: n}, err
	}
	o.call, o.p, o.peek, o.n, o.from = callRecvmsg, p, peek, 0, nil
	o.datagram = !e.network.IsStream()
	err := e.readOp("recvmsg", blocked)
	if err != nil {
		return Received{}, err
	}
	return Received{N: o.n, Size: o.size, From: e.address(o.from)}, nil
}

func (e *kernelEndpoint) Send(p []byte, to Address, blocked func()) (int, error) {
	o := &e.write
	o.call, o.p = callWrite, p
	name := "write"
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
	err := e.writeOp(name, blocked)
	return o.n, err
}

func (e *kernelEndpoint) Accept(blocked func()) (Endpoint, error) {
	e.read.call = callAccept
	if err := e.readOp("accept", blocked); err != nil {
		return nil, err
	}
	return adopt(e.read.fd, e.network)
}

func (e *kernelEndpoint) Connect(to Address, blocked func()) error {
	sa, err := sockaddr(to)
	if err != nil {
		return err
	}
	e.write.call, e.write.to = callConnect, sa
	return e.writeOp("connect", blocked)
}

func (e *kernelEndpoint) Ready(d Direction, blocked func()) error {
	if d == Read {
		e.read.call = callReadable
		return e.readOp("poll", blocked)
	}
	e.write.call = callWritable
	return e.writeOp("poll", blocked)
}

// Poll asks without going through the poller, so that it may be called while
// another call waits.
func (e *kernelEndpoint) Poll(d Direction) bool {
	what := int16(unix.POLLIN)
	if d == Write {
		what = unix.POLLOUT
	}
	return e.control(func(fd int) error { return pollOnce(fd, what) }) == nil
}

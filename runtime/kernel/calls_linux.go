package kernel

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"sockpit/runtime/kernel/sockdiag"
	"sockpit/runtime/stack"
)

// datagramFlags makes recvmsg tell the true size of a datagram that was cut.
const datagramFlags = unix.MSG_TRUNC

func socketpair(domain, typ int) ([2]int, error) {
	return unix.Socketpair(domain, typ|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
}

func accept(fd int) (int, unix.Sockaddr, error) {
	return unix.Accept4(fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
}

// State asks TCP_INFO, SIOCINQ and SIOCOUTQ (tcp(7)), getsockname and
// getpeername. What a Unix listener's queue holds only Dump can tell.
func (e *endpoint) State() (stack.State, error) {
	s := stack.UnknownState()
	s.Inode = e.inode
	err := e.control(func(fd int) error {
		s.Local = e.addressOf(unix.Getsockname(fd))
		s.Remote = e.addressOf(unix.Getpeername(fd))
		if e.network.IsTCP() {
			return e.tcpState(fd, &s)
		}
		e.otherState(fd, &s)
		return nil
	})
	return s, err
}

func (e *endpoint) addressOf(sa unix.Sockaddr, err error) stack.Address {
	if err != nil {
		return stack.Address{}
	}
	return e.address(sa)
}

// tcpState fills in what TCP_INFO says. On a listener tcpi_unacked is the
// accept queue and tcpi_sacked its limit, and the ioctls do not apply.
func (e *endpoint) tcpState(fd int, s *stack.State) error {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return err
	}
	s.Name = stack.TCPState(sockdiag.TCPStateName(info.State))
	if s.Name == stack.Listen {
		s.AcceptQueue, s.Backlog = stack.Quantity(info.Unacked), stack.Quantity(info.Sacked)
		return nil
	}
	s.TCP = tcpInfo(info)
	s.RecvQueue, s.SendQueue = queues(fd)
	s.SendQueue = unacknowledged(s.Name, s.SendQueue)
	s.Mark, s.Urgent = mark(fd)
	return nil
}

// unacknowledged gives how many bytes of data are among what SIOCOUTQ counts, which
// is write_seq - snd_una: our own FIN, too, and in CLOSED, where the queue is empty, what is
// left of a connection or of the attempt at one.
func unacknowledged(name stack.TCPState, counted stack.Quantity) stack.Quantity {
	switch name {
	case stack.Closed:
		return 0
	case stack.FinWait1, stack.LastAck, stack.Closing:
		return max(counted-1, min(counted, 0))
	}
	return counted
}

// mark gives how many bytes come before the mark of urgent data (tcp(7), SIOCATMARK),
// where FIONREAD and a receive stop; false if none is on its way.
func mark(fd int) (stack.Quantity, bool) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLPRI}}
	if n, err := unix.Poll(fds, 0); err != nil || n == 0 || fds[0].Revents&unix.POLLPRI == 0 {
		return stack.Unknown, false
	}
	in, _ := queues(fd)
	return in, true
}

// Mark tells of the mark of urgent data; see State.
func (e *endpoint) Mark() (at stack.Quantity, urgent bool) {
	_ = e.control(func(fd int) error { at, urgent = mark(fd); return nil })
	return at, urgent
}

// otherState is for UDP and Unix sockets, which have no TCP_INFO.
func (e *endpoint) otherState(fd int, s *stack.State) {
	s.Name = stack.Unconn
	if listening, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN); err == nil && listening != 0 {
		s.Name = stack.Listen
		return
	}
	if _, err := unix.Getpeername(fd); err == nil {
		s.Name = stack.Established
	}
	s.RecvQueue, s.SendQueue = queues(fd)
	if !e.network.IsStream() {
		s.Datagrams = e.read.walk.count(fd)
	}
	if !e.network.IsStream() && !e.network.IsUnix() {
		s.Drops = drops(fd)
	}
	if s.SendQueue > 0 {
		s.SendQueue = stack.Unknown // of these SIOCOUTQ tells memory: 768 for a datagram of 5 bytes
	}
}

// receivingEnded reports whether receiving was shut down.
func receivingEnded(fd int) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
	n, err := unix.Poll(fds, 0)
	return err == nil && n > 0 && fds[0].Revents&unix.POLLRDHUP != 0
}

// connected asks how a connect goes on by making it again: the answer to
// SO_ERROR would leave the socket such that the next connect fails.
func connected(fd int, to unix.Sockaddr) error {
	err := unix.Connect(fd, to)
	if err == unix.EISCONN {
		return nil
	}
	return err
}

// rawLimit bounds what is read or written without telling Go's scheduler that a
// system call begins. The descriptors never block, so that such a call takes
// some 10 µs, and telling takes a twentieth of that.
const rawLimit = 64 << 10

// receiveNow is recv(2), which comes to the socket by a shorter way than read(2).
func receiveNow(fd int, p []byte) (int, error) {
	return transferNow(unix.SYS_RECVFROM, fd, p, unix.MSG_DONTWAIT)
}

// sendNow is send(2).
func sendNow(fd int, p []byte) (int, error) {
	return transferNow(unix.SYS_SENDTO, fd, p, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
}

func transferNow(call uintptr, fd int, p []byte, flags uintptr) (int, error) {
	at := unsafe.Pointer(unsafe.SliceData(p))
	var n uintptr
	var errno syscall.Errno
	if len(p) > rawLimit {
		n, _, errno = syscall.Syscall6(call, uintptr(fd), uintptr(at), uintptr(len(p)), flags, 0, 0)
	} else {
		n, _, errno = syscall.RawSyscall6(call, uintptr(fd), uintptr(at), uintptr(len(p)), flags, 0, 0)
	}
	if errno != 0 {
		return -1, errno
	}
	return int(n), nil
}

// queued gives how many bytes one receive can find now.
func queued(fd int) int {
	n, _ := unix.IoctlGetInt(fd, unix.SIOCINQ)
	return n
}

func queues(fd int) (in, out stack.Quantity) {
	in, out = stack.Unknown, stack.Unknown
	if n, err := unix.IoctlGetInt(fd, unix.SIOCINQ); err == nil {
		in = stack.Quantity(n)
	}
	if n, err := unix.IoctlGetInt(fd, unix.SIOCOUTQ); err == nil {
		out = stack.Quantity(n)
	}
	return in, out
}

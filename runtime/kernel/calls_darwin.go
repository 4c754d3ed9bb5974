package kernel

import (
	"syscall"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// datagramFlags is empty: this system tells that a datagram was cut, not by how much.
const datagramFlags = 0

func socketpair(domain, typ int) ([2]int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fds, err := unix.Socketpair(domain, typ, 0)
	if err == nil {
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
	}
	return fds, err
}

func accept(fd int) (int, unix.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	nfd, from, err := unix.Accept(fd)
	if err == nil {
		unix.CloseOnExec(nfd)
	}
	return nfd, from, err
}

// receivingEnded is asked after shutdown(2): no more is to be known here.
func receivingEnded(int) bool { return true }

// connected asks how a connect goes on.
func connected(fd int, _ unix.Sockaddr) error {
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

func receiveNow(fd int, p []byte) (int, error) { return unix.Read(fd, p) }
func sendNow(fd int, p []byte) (int, error)    { return unix.Write(fd, p) }

// queued gives how many bytes one receive can find now.
func queued(fd int) int {
	n, _ := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_NREAD)
	return n
}

// State tells the addresses and the queues; the rest is unknown on this system.
func (e *endpoint) State() (stack.State, error) {
	s := stack.UnknownState()
	s.Inode = e.inode
	err := e.control(func(fd int) error {
		if sa, err := unix.Getsockname(fd); err == nil {
			s.Local = e.address(sa)
		}
		if sa, err := unix.Getpeername(fd); err == nil {
			s.Remote = e.address(sa)
		}
		if n, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_NREAD); err == nil {
			s.RecvQueue = stack.Quantity(n)
		}
		if n, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_NWRITE); err == nil {
			s.SendQueue = stack.Quantity(n)
		}
		return nil
	})
	return s, err
}

// Dump is not to be had here.
func (Stack) Dump(stack.DumpQuery) ([]stack.Row, error) { return nil, stack.ErrUnknown }

// Holders knows none: the system has no table of who holds what that we read.
func (Stack) Holders(map[uint64]bool) map[uint64]stack.Holder { return nil }

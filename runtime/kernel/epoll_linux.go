package kernel

import (
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// An epollGroup is a descriptor of epoll(7), which itself is in Go's poller. The
// kernel keeps the set from one wait to the next, so that a loop around a wait for
// the same sockets names them once.
type epollGroup struct {
	file *os.File
	raw  syscall.RawConn
	fd   int
}

// pastDeadline is a deadline that has always gone by: it ends a wait in the poller.
var pastDeadline = time.Unix(1, 0)

// Group makes an empty group.
func (Stack) Group() (stack.Group, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	g := &epollGroup{file: os.NewFile(uintptr(fd), "epoll"), fd: fd}
	if g.raw, err = g.file.SyscallConn(); err == nil {
		err = g.file.SetReadDeadline(time.Time{})
	}
	if err != nil {
		_ = g.file.Close()
		return nil, err
	}
	return g, nil
}

// Add fails beyond epoll's own limit (epoll(7)).
func (g *epollGroup) Add(ep stack.Endpoint, key int, want stack.Want) error {
	return g.control(unix.EPOLL_CTL_ADD, ep, key, want)
}

func (g *epollGroup) Change(ep stack.Endpoint, key int, want stack.Want) error {
	return g.control(unix.EPOLL_CTL_MOD, ep, key, want)
}

func (g *epollGroup) control(op int, ep stack.Endpoint, key int, want stack.Want) error {
	e := unix.EpollEvent{Fd: int32(key)}
	if want.Read {
		e.Events |= unix.EPOLLIN
	}
	if want.Write {
		e.Events |= unix.EPOLLOUT
	}
	fd, _ := ep.Identity()
	return unix.EpollCtl(g.fd, op, fd, &e)
}

func (g *epollGroup) Remove(ep stack.Endpoint) {
	fd, _ := ep.Identity()
	_ = unix.EpollCtl(g.fd, unix.EPOLL_CTL_DEL, fd, nil)
}

// mostTold is how many ready endpoints are told at once.
const mostTold = 64

var errMoreReady = errors.New("more are ready than there is room for")

func (g *epollGroup) Ready(keys []int) (int, error) {
	var events [mostTold]unix.EpollEvent
	most := min(len(keys), mostTold)
	n, err := unix.EpollWait(g.fd, events[:most], 0)
	if err != nil {
		return 0, err
	}
	for i := range n {
		keys[i] = int(events[i].Fd)
	}
	if n == most {
		return n, errMoreReady
	}
	return n, nil
}

func (g *epollGroup) Watch(ready func()) (stop func()) {
	_ = g.file.SetReadDeadline(time.Time{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		var events [1]unix.EpollEvent
		if g.raw.Read(func(fd uintptr) bool {
			n, _ := unix.EpollWait(int(fd), events[:], 0)
			return n > 0
		}) == nil {
			ready()
		}
	}()
	return func() {
		_ = g.file.SetReadDeadline(pastDeadline)
		<-done
	}
}

func (g *epollGroup) Close() error { return g.file.Close() }

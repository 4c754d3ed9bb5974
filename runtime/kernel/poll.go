//go:build unix

package kernel

import (
	"errors"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// Poll asks all descriptors at once (poll(2)). One that another task gives back
// meanwhile belongs to an endpoint that is closed then.
func (Stack) Poll(of []stack.Endpoint, want stack.Want) []stack.Readiness {
	var events int16
	if want.Read {
		events |= unix.POLLIN
	}
	if want.Write {
		events |= unix.POLLOUT
	}
	fds := make([]unix.PollFd, len(of))
	for i, ep := range of {
		fds[i] = unix.PollFd{Fd: -1, Events: events}
		if ep != nil {
			fd, _ := ep.Identity()
			fds[i].Fd = int32(fd)
		}
	}
	_, err := unix.Poll(fds, 0)
	for errors.Is(err, unix.EINTR) {
		_, err = unix.Poll(fds, 0)
	}
	out := make([]stack.Readiness, len(of))
	for i := range fds {
		if told := fds[i].Revents; err == nil && fds[i].Fd >= 0 { // an error, or a hang-up, is ready for both
			out[i] = stack.Readiness{Asked: true, Read: want.Read && told&^unix.POLLOUT != 0, Write: want.Write && told&^unix.POLLIN != 0}
		}
	}
	return out
}

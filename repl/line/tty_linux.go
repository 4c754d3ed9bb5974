package line

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
)

// waitRead waits until one of the descriptors can be read, or until
// milliseconds have gone; -1 waits for ever. It may return early.
func waitRead(milliseconds int, fds ...int) (ready []bool, err error) {
	p := make([]unix.PollFd, len(fds))
	for i, fd := range fds {
		p[i] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	}
	_, err = unix.Poll(p, milliseconds)
	ready = make([]bool, len(fds))
	if err == unix.EINTR {
		return ready, nil
	}
	for i := range p {
		ready[i] = p[i].Revents != 0
	}
	return ready, err
}

// waitWrite waits until fd can be written to, and says whether it can.
func waitWrite(fd, milliseconds int) bool {
	p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	n, err := unix.Poll(p, milliseconds)
	return err == nil && n == 1
}

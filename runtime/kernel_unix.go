package runtime

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// maxPause bounds how late a call of again sees that it could go on.
const maxPause = 4 * time.Millisecond

// again makes a call over and over while the kernel answers EAGAIN. It is for
// the two Unix socket calls that may have to wait for the other end without
// being a wait for anything that the poller could watch: connect to a listener
// whose queue is full, and sendto to a receiver whose queue others filled.
func (e *kernelEndpoint) again(name string, blocked func(), call func(fd int) error) error {
	for pause := maxPause / 16; ; pause = min(2*pause, maxPause) {
		err := e.control(call)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, ErrClosed):
			return ErrClosed
		case err != unix.EAGAIN:
			return os.NewSyscallError(name, err)
		}
		blocked()
		if by := e.writeBy.Load(); by != 0 {
			left := time.Until(time.Unix(0, by))
			if left <= 0 {
				return os.ErrDeadlineExceeded
			}
			pause = min(pause, left)
		}
		time.Sleep(pause)
	}
}

// sendUnix sends one datagram to an address.
func (e *kernelEndpoint) sendUnix(p []byte, to unix.Sockaddr, blocked func()) (int, error) {
	err := e.again("sendto", blocked, func(fd int) error { return unix.Sendto(fd, p, unix.MSG_NOSIGNAL, to) })
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

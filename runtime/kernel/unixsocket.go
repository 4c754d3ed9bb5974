//go:build unix

package kernel

import (
	"errors"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// maxPause bounds how late a call of again sees that it could go on.
const maxPause = 4 * time.Millisecond

// again makes a call over and over while the kernel answers EAGAIN, at a slow
// pace. It is for two Unix socket calls that wait for something the poller
// cannot watch. Of a connect to a listener whose queue is full it never hears
// again; a sendto to a receiver whose queue is full wakes it each time by its
// own failure, 200,000 times a second.
func (e *endpoint) again(name string, blocked func(), call func(fd int) error) error {
	e.write.tries = 0
	for pause := maxPause / 16; ; pause = min(2*pause, maxPause) {
		e.write.tries++
		err := e.control(call)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, net.ErrClosed):
			return net.ErrClosed
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
func (e *endpoint) sendUnix(p []byte, to unix.Sockaddr, blocked func()) (int, error) {
	err := e.again("sendto", blocked, func(fd int) error { return unix.Sendto(fd, p, unix.MSG_NOSIGNAL, to) })
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

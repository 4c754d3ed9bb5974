package line

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TIOCGETA
	setTermios = unix.TIOCSETA
)

// waitRead waits until one of the descriptors can be read, or until
// milliseconds have gone; -1 waits for ever. It may return early. It uses
// select, as poll does not know every terminal device there.
func waitRead(milliseconds int, fds ...int) (ready []bool, err error) {
	var set unix.FdSet
	highest := 0
	for _, fd := range fds {
		set.Set(fd)
		highest = max(highest, fd)
	}
	_, err = unix.Select(highest+1, &set, nil, nil, timeval(milliseconds))
	ready = make([]bool, len(fds))
	if err == unix.EINTR {
		return ready, nil
	}
	for i, fd := range fds {
		ready[i] = err == nil && set.IsSet(fd)
	}
	return ready, err
}

// waitWrite waits until fd can be written to, and says whether it can.
func waitWrite(fd, milliseconds int) bool {
	var set unix.FdSet
	set.Set(fd)
	n, err := unix.Select(fd+1, nil, &set, nil, timeval(milliseconds))
	return err == nil && n == 1
}

func timeval(milliseconds int) *unix.Timeval {
	if milliseconds < 0 {
		return nil
	}
	t := unix.NsecToTimeval(int64(milliseconds) * 1e6)
	return &t
}

package line

import (
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// A tty is the mode of the terminal. The mode found at the start is given
// back at the end; between two entries, while a line runs, the terminal is
// cooked, so that Ctrl-C is a signal; while a line is typed it is raw.
type tty struct {
	fd int

	mu      sync.Mutex // never held while anything else waits
	found   unix.Termios
	running unix.Termios // as it was left for the last line to run in
	isRaw   bool
	closed  bool
}

func isTerminal(fd int) bool {
	_, err := unix.IoctlGetTermios(fd, getTermios)
	return err == nil
}

func newTTY(fd int) (*tty, error) {
	t, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, os.NewSyscallError("tcgetattr", err)
	}
	return &tty{fd: fd, found: *t, running: *t}, nil
}

// raw makes every key arrive as it is typed. Output is still processed.
func (t *tty) raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return os.ErrClosed
	}
	if !t.isRaw {
		// When it has been changed (stty) since, that is to stay.
		now, err := unix.IoctlGetTermios(t.fd, getTermios)
		if err == nil && *now != t.running {
			t.found = *now
		}
	}
	m := cooked(t.found)
	m.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	m.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	m.Cflag &^= unix.CSIZE | unix.PARENB
	m.Cflag |= unix.CS8
	m.Cc[unix.VMIN], m.Cc[unix.VTIME] = 1, 0
	t.isRaw = true
	return t.put(&m)
}

// cooked is m fit to run a line in, whatever it was found in: a program that
// crashed may have left it raw.
func cooked(m unix.Termios) unix.Termios {
	m.Lflag |= unix.ICANON | unix.ISIG
	m.Iflag |= unix.ICRNL
	m.Oflag |= unix.OPOST | unix.ONLCR
	return m
}

// run is the mode in which a line runs.
func (t *tty) run() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.running = cooked(t.found)
	t.isRaw = false
	return t.put(&t.running)
}

// restore gives back what was found.
func (t *tty) restore() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.restoreLocked()
}

func (t *tty) restoreLocked() error {
	t.running = t.found
	t.isRaw = false
	return t.put(&t.found)
}

// close restores for good: raw refuses from now on.
func (t *tty) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	return t.restoreLocked()
}

func (t *tty) put(m *unix.Termios) error {
	for {
		err := unix.IoctlSetTermios(t.fd, setTermios, m)
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("tcsetattr", err)
		}
	}
}

// size asks the terminal for its columns and rows. A serial line or a bare
// pty says 0, and one column is too few for a wide letter.
func size(fds ...int) (columns, rows int) {
	columns, rows = 80, 24
	for _, fd := range fds {
		w, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err != nil || w.Col == 0 {
			continue
		}
		columns = max(int(w.Col), 2)
		if w.Row > 0 {
			rows = int(w.Row)
		}
		break
	}
	return columns, rows
}

// A device is a descriptor that is written to whole. It may have been made
// non-blocking by a program it is shared with.
type device int

func (d device) Write(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m, err := unix.Write(int(d), p[n:])
		switch {
		case m > 0:
			n += m
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			waitWrite(int(d), -1)
		case err != nil:
			return n, os.NewSyscallError("write", err)
		default:
			return n, io.ErrShortWrite
		}
	}
	return n, nil
}

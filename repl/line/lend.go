package line

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Lender is a Reader on a terminal, which it can leave to other programs while no
// entry is read. The terminal's reader is one.
type Lender interface {
	// Lend calls run while the terminal is in the mode that it was found in. What
	// others write is held back, and Ctrl-C is for the program that run starts.
	Lend(run func() error) error

	// Entries gives the history, the oldest entry first.
	Entries() []string

	// Keep adds an entry to the history that was not typed.
	Keep(entry string)

	// Clear empties the screen.
	Clear()
}

var _ Lender = (*terminal)(nil)

func (t *terminal) Lend(run func() error) error {
	t.one <- struct{}{}
	defer func() { <-t.one }()
	t.mu.Lock()
	closed := t.closed
	t.mu.Unlock()
	if closed {
		return io.EOF
	}
	t.screen.hold(true)
	defer t.screen.hold(false)
	if err := t.tty.restore(); err != nil {
		return err
	}
	err := run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == unix.SIGINT {
		select { // the Ctrl-C that has ended it comes here too
		case <-t.ints:
		case <-time.After(mostLate):
		}
	}
	err = errors.Join(err, t.tty.run())
	t.setReading(false)
	return err
}

// mostLate is how long a signal that another program has got is waited for.
const mostLate = 100 * time.Millisecond

func (t *terminal) Entries() []string { return slices.Clone(t.past().entries) }

func (t *terminal) Keep(entry string) {
	_ = t.past().add(entry, t.opt.Keep == nil || t.opt.Keep(entry)) // a file that can't be written has been told of
}

func (t *terminal) Clear() { t.screen.empty() }

// empty takes everything off a screen on which no entry is typed.
func (s *screen) empty() {
	s.acquire()
	defer s.release()
	s.text = tracker{}
	s.buf.WriteString("\x1b[H\x1b[2J")
	s.flush()
}

// EditText lets the user edit text in a file of its own, and gives it as it is then.
func EditText(in *os.File, out File, text string) (string, error) {
	f, err := os.CreateTemp("", "sockpit-*.lua")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	if err := RunEditor(in, out, f.Name()); err != nil {
		return "", err
	}
	return readEdited(f.Name())
}

// duplicate gives the file again, under a descriptor of its own.
func duplicate(f File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	return os.NewFile(uintptr(fd), "terminal"), nil
}

// RunShell runs a command of the shell on the terminal.
func RunShell(in *os.File, out File, command string) error {
	screen, err := duplicate(out)
	if err != nil {
		return err
	}
	defer screen.Close()
	shell := os.Getenv("SHELL")
	if shell == "" {
		shell = "/bin/sh"
	}
	cmd := exec.Command(shell, "-c", command)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, screen, screen
	return cmd.Run()
}

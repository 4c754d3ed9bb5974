package term

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// An Output is the standard output. It remembers the first error of a write: few
// of those who write can do anything about it, and the program must not say that
// all went well when what it was asked for is not there.
type Output struct {
	file   *os.File
	closed bool        // whoever started the program has closed it
	shut   atomic.Bool // it takes nothing more, and says nothing of it
	pieces int         // bytes that a write that is ready takes without waiting

	mu     sync.Mutex // one write at a time
	failed atomic.Pointer[error]
	broken func()
}

// NewOutput makes one of the process's file. closed says that the process was
// started without it: Go puts /dev/null there.
func NewOutput(f *os.File, closed bool) *Output {
	o := &Output{file: f, closed: closed, pieces: pipeSize}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		o.pieces = 1 << 20
	}
	return o
}

// pipeSize is what a pipe that is ready takes at once: Linux's PIPE_BUF.
const pipeSize = 4096

// File is what is written to.
func (o *Output) File() *os.File { return o.file }

// Fd makes it one of those that a terminal is asked about.
func (o *Output) Fd() uintptr { return o.file.Fd() }

// onBroken asks for f when nobody reads what is written any more.
func (o *Output) onBroken(f func()) { o.broken = f }

// Shut makes it take nothing more. Who waits in Write goes on.
func (o *Output) Shut() { o.shut.Store(true) }

// Err is the first error of a write, or nil.
func (o *Output) Err() error {
	if err := o.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Write writes all of p, or keeps the error and fails with it from then on.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for n := 0; n < len(p); {
		if o.shut.Load() {
			return len(p), nil
		}
		if err := o.Err(); err != nil {
			return n, err
		}
		if !o.ready() {
			continue
		}
		m, err := o.piece(p[n:min(len(p), n+o.pieces)])
		n += m
		if err != nil {
			o.fail(err)
		}
	}
	return len(p), nil
}

func (o *Output) piece(p []byte) (int, error) {
	if o.closed {
		return 0, syscall.EBADF
	}
	return o.file.Write(p)
}

// ready waits a moment until a write does not have to: a reader that is slow, or
// a terminal that is stopped, must not keep the program from ending.
func (o *Output) ready() bool {
	p := []unix.PollFd{{Fd: int32(o.file.Fd()), Events: unix.POLLOUT}}
	n, err := unix.Poll(p, 50)
	return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
}

func (o *Output) fail(err error) {
	o.failed.CompareAndSwap(nil, &err)
	if errors.Is(err, syscall.EPIPE) && o.broken != nil {
		o.broken()
	}
}

// Close ends the output, and gives the first error of it: some systems tell only
// now that there was no room.
func (o *Output) Close() error {
	if err := o.Err(); err != nil || o.closed {
		return err
	}
	if err := o.file.Close(); err != nil {
		o.fail(err)
	}
	return o.Err()
}

// Cause is what is wrong with the output, for people.
func Cause(err error) string {
	var path *os.PathError
	switch {
	case errors.Is(err, syscall.EBADF):
		return "it is closed"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

var _ io.Writer = (*Output)(nil)

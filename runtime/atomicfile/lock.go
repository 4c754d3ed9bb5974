package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockWait is how long a lock is waited for: its holder may be stopped.
const lockWait = 5 * time.Second

// ErrBusy is the error of a file that another program has kept locked.
var ErrBusy = errors.New("another program has kept it locked for " + lockWait.String())

// A NotRegularError is what is in the place of a file.
type NotRegularError struct{ Mode fs.FileMode }

// Error names what is there: "a pipe".
func (e *NotRegularError) Error() string {
	what := "not a file"
	switch e.Mode.Type() {
	case fs.ModeDir:
		what = "a folder"
	case fs.ModeNamedPipe:
		what = "a pipe"
	case fs.ModeSocket:
		what = "a socket"
	case fs.ModeDevice, fs.ModeDevice | fs.ModeCharDevice:
		what = "a device"
	}
	return "it is " + what + ", not a regular file"
}

// A TooBigError is a file that is longer than what it should hold could be.
type TooBigError struct{ Size, Max int64 }

func (e *TooBigError) Error() string {
	return fmt.Sprintf("it has %d bytes, at most %d are read", e.Size, e.Max)
}

// A Locked is an open file that other programs wait for, if they lock it too.
// Closing it lets them go on.
type Locked struct {
	*os.File
	name  string
	Alone bool  // nobody else has the lock
	Why   error // why not: ErrBusy, or what the file system said
}

// Lock opens a regular file for reading and appending, makes it where there is
// none, and waits some seconds for its lock. Whether it got the lock is in
// Alone: some file systems have none.
func Lock(name string, perm fs.FileMode) (*Locked, error) {
	for {
		// Not blocking, as the name may be a pipe's.
		f, err := openRegular(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, perm)
		if err != nil {
			return nil, err
		}
		l := &Locked{File: f, name: name}
		l.Why = lock(f)
		l.Alone = l.Why == nil
		opened, err := f.Stat()
		if now, nowErr := os.Stat(name); err == nil && nowErr == nil && os.SameFile(opened, now) {
			return l, nil
		}
		f.Close() // it was replaced while we waited
	}
}

// lock waits for the lock, but not for ever.
func lock(f *os.File) error {
	for deadline := time.Now().Add(lockWait); ; {
		err := tryLock(f)
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return err
		}
		if time.Now().After(deadline) {
			return ErrBusy
		}
		time.Sleep(time.Millisecond)
	}
}

// Replace puts a file with data in the place of the locked one. Who waits for
// the lock then finds the new file.
func (l *Locked) Replace(data []byte) error {
	to := l.name
	if real, err := filepath.EvalSymlinks(l.name); err == nil {
		to = real
	}
	info, err := l.Stat()
	if err == nil && !l.Alone {
		return Replace(to, data, info.Mode().Perm())
	}
	temp := to + ".new" // one name for all who hold the lock:
	os.Remove(temp)     // what a killed one left goes
	if err == nil {
		err = writeNew(temp, data, info.Mode().Perm())
	}
	if err == nil {
		err = take(temp, to)
	}
	return failed(l.name, err)
}

// Open opens a file, or a folder, for reading. A pipe does not block it.
func Open(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|noWait, 0) }

// Read gives the bytes of a regular file of at most max bytes. A pipe does not
// block it.
func Read(name string, max int64) ([]byte, error) {
	f, err := openRegular(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadFrom(f, max)
}

// ReadFrom gives what is in an open file, if that is at most max bytes.
func ReadFrom(f fs.File, max int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err != nil || int64(len(data)) <= max {
		return data, err
	}
	size := int64(len(data))
	if info, err := f.Stat(); err == nil && info.Size() > size {
		size = info.Size()
	}
	return nil, &TooBigError{size, max}
}

// openRegular opens a file and asks that very file what it is.
func openRegular(name string, flag int, perm fs.FileMode) (*os.File, error) {
	f, err := os.OpenFile(name, flag|noWait, perm)
	if err != nil {
		return nil, err
	}
	if err := Regular(f); err != nil {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}

// Regular refuses an open file that is none: a pipe, a device, a folder.
func Regular(f fs.File) error {
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{info.Mode()}
	}
	return err
}

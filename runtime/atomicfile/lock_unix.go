//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package atomicfile

import (
	"os"
	"syscall"
)

// noWait keeps open(2) from waiting for the other end of a pipe.
const noWait = syscall.O_NONBLOCK

// tryLock takes the lock if nobody has it (flock(2)).
func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

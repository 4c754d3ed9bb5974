//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package atomicfile

import (
	"errors"
	"os"
)

// noWait keeps open(2) from waiting for the other end of a pipe.
const noWait = 0

// tryLock has no locks to take.
func tryLock(*os.File) error { return errors.ErrUnsupported }

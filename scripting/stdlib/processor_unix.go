//go:build unix

package stdlib

import (
	"syscall"
	"time"
)

// processorTime gives what this process has had of the processors; false if the
// system does not tell.
func processorTime() (time.Duration, bool) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}

package runner

import (
	"syscall"
	"time"
)

// threadTime is what the thread that asks has used of a processor.
func threadTime() (time.Duration, bool) {
	const ofThread = 1 // RUSAGE_THREAD: package syscall does not name it
	var u syscall.Rusage
	if syscall.Getrusage(ofThread, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}

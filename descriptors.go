//go:build !windows

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// neededFiles is how many descriptors the program opens before it can say anything
// by itself: Go's poller takes two for good, and ends the program with a crash of its
// own where it does not get them.
const neededFiles = 4

// checkDescriptors says in a sentence that too few descriptors are allowed
// (getrlimit(2)), and has Go make its poller while there is room for it. To be called
// before any file is opened.
func checkDescriptors() error {
	var held []int
	for len(held) < neededFiles {
		var two [2]int
		if err := unix.Pipe(two[:]); err != nil {
			closeAll(held)
			return tooFew(err)
		}
		held = append(held, two[:]...)
	}
	closeAll(held)
	r, w, err := os.Pipe()
	if err != nil {
		return tooFew(err)
	}
	_, _ = r.Close(), w.Close()
	return nil
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = unix.Close(fd)
	}
}

func tooFew(err error) error {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return err
	}
	return fmt.Errorf("%w: at most %d are allowed (ulimit -n), and sockpit needs %d beside those it was started with, and one for each socket. ulimit -n 256 allows more, if the system does",
		err, limit.Cur, neededFiles)
}

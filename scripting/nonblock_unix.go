//go:build unix

package scripting

import "syscall"

// nonBlocking keeps the opening of a pipe from blocking (open(2)).
const nonBlocking = syscall.O_NONBLOCK

//go:build !linux

package stack

import "syscall"

// ownErrnos are those that not every system has.
var ownErrnos map[syscall.Errno]string

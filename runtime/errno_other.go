//go:build !linux

package runtime

import "syscall"

// ownErrnos are those that not every system has.
var ownErrnos map[syscall.Errno]string

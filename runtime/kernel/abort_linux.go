package kernel

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// Abort resets the connection and leaves the descriptor open: connect(2) to
// AF_UNSPEC sends RST and fails the calls of this end with ECONNRESET. A Unix
// socket has no reset: both directions end.
func (e *endpoint) Abort() error {
	if !e.network.IsTCP() {
		return e.Shutdown(stack.ShutBoth)
	}
	return os.NewSyscallError("connect", e.control(func(fd int) error {
		var nowhere unix.RawSockaddr // x/sys has no Sockaddr of this family
		_, _, errno := unix.Syscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&nowhere)), unix.SizeofSockaddrInet4)
		if errno != 0 {
			return errno
		}
		return nil
	}))
}

package kernel

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// maxCounted bounds how many waiting datagrams are counted: the kernel walks the
// queue from its head for each.
const maxCounted = 1000

// A datagramWalk counts the datagrams that wait in a queue. The kernel tells their
// memory only; SO_PEEK_OFF (socket(7)) makes a peek look behind so many bytes.
type datagramWalk struct {
	mu      sync.Mutex // while the option is set, no other peek may look
	empties int        // empty ones that wait: once seen, the kernel passes them over
}

// count gives how many datagrams wait; Unknown if there are more than maxCounted, or
// if the kernel does not tell.
func (w *datagramWalk) count(fd int) stack.Quantity {
	w.mu.Lock()
	defer w.mu.Unlock()
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	if n, err := unix.Poll(fds, 0); err != nil {
		return stack.Unknown
	} else if n == 0 {
		w.empties = 0
		return 0
	}
	defer func() { _ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PEEK_OFF, -1) }()
	full, at := 0, 0
	for range maxCounted + 1 {
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PEEK_OFF, at) != nil {
			return stack.Unknown
		}
		size, _, err := unix.Recvfrom(fd, nil, unix.MSG_PEEK|unix.MSG_TRUNC|unix.MSG_DONTWAIT)
		switch {
		case err != nil:
			return stack.Quantity(full + w.empties)
		case size == 0:
			w.empties++
		default:
			full, at = full+1, at+size
		}
	}
	return stack.Unknown
}

// peeked notes that a peek of a script has seen an empty datagram: the first. The
// caller holds mu.
func (w *datagramWalk) peeked() {
	w.empties = max(w.empties, 1)
}

// taken notes that an empty datagram was received.
func (w *datagramWalk) taken() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.empties = max(w.empties-1, 0)
}

// soMeminfo is SO_MEMINFO of include/uapi/asm-generic/socket.h.
const soMeminfo = 55

// drops gives how many datagrams the kernel has thrown away for want of room
// (sock_diag(7), SK_MEMINFO_DROPS).
func drops(fd int) stack.Quantity {
	var info [unix.SK_MEMINFO_VARS]uint32
	size := uint32(unsafe.Sizeof(info))
	_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, soMeminfo,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 || size < uint32(unsafe.Sizeof(info)) {
		return stack.Unknown
	}
	return stack.Quantity(info[unix.SK_MEMINFO_DROPS])
}

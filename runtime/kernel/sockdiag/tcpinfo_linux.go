package sockdiag

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// TCPInfo is TCP_INFO, tcp(7). A field newer than the running kernel is 0.
type TCPInfo = unix.TCPInfo

// parseTCPInfo reads what the kernel gave, which may be shorter or longer than
// the struct that this program was built with.
func parseTCPInfo(b []byte) *TCPInfo {
	info := new(TCPInfo)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(info)), unsafe.Sizeof(*info)), b)
	return info
}

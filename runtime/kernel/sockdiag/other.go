//go:build !linux

package sockdiag

// TCPInfo is known on Linux only.
type TCPInfo struct{}

// Dump returns ErrUnknown.
func Dump(Query) ([]Row, error) { return nil, ErrUnknown }

// Processes returns nothing.
func Processes(map[uint64]bool) map[uint64]Process { return nil }

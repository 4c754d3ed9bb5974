package sockdiag

// Operations of the filter machine in net/ipv4/inet_diag.c; the numbers are of
// include/uapi/linux/inet_diag.h. Each operation is code, yes (8 bit) and no
// (16 bit): how far to jump forward in bytes. A port test is followed by a
// second operation whose no is the port.
const (
	bcJump  = 1
	bcLocal = 11 // INET_DIAG_BC_S_EQ, Linux 4.16
	bcPeer  = 12 // INET_DIAG_BC_D_EQ
)

// maxFilterPorts bounds the program: the kernel runs it on every socket, and
// checks it in time square to its length. Above it we filter ourselves.
const maxFilterPorts = 128

// portFilter returns the program that keeps sockets with one of the ports, or
// nil if it should be left to us. Ending exactly at the end means keep, and
// beyond it means drop:
//
//	local == p1 ? next : skip 1     jump end
//	peer  == p1 ? next : skip 1     jump end
//	...
//	peer  == pn ? end : beyond
func portFilter(ports []uint16) []byte {
	if len(ports) == 0 || len(ports) > maxFilterPorts {
		return nil
	}
	const testSize, jumpSize = 8, 4
	size := len(ports)*2*(testSize+jumpSize) - jumpSize
	code := make([]byte, 0, size)
	op := func(kind, yes byte, no uint16) {
		code = append(code, kind, yes)
		code = native.AppendUint16(code, no)
	}
	for _, port := range ports {
		for _, test := range [...]byte{bcLocal, bcPeer} {
			// In the last test the skipped jump is not there, which makes
			// its "no" end 4 bytes beyond the end.
			op(test, testSize, testSize+jumpSize)
			op(0, 0, port)
			if len(code) < size {
				op(bcJump, jumpSize, uint16(size-len(code)))
			}
		}
	}
	return code
}

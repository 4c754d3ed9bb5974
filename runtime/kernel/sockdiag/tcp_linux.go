package sockdiag

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// tcpDiagGetSock is TCPDIAG_GETSOCK of include/uapi/linux/inet_diag.h, the type
// of the older question about TCP and of its answers.
const tcpDiagGetSock = 18

// dumpTCP appends the TCP sockets that q wants to rows, those of IPv4 first.
//
// It asks the older question, as ss(8) does, because that is about both families
// at once: for every question the kernel walks all its hash tables, which takes
// as long as telling of some thousand sockets. The answers are the same.
func dumpTCP(q *Query, rows []Row) ([]Row, error) {
	before := len(rows)
	var six []Row
	reset := func() { rows, six = rows[:before], six[:0] }
	err := dumpInet(q, tcpDiagGetSock, tcpRequest(q), reset, func(msg []byte) {
		switch msg[0] {
		case unix.AF_INET:
			rows = tcpTables[0].take(q, msg, rows)
		case unix.AF_INET6:
			six = tcpTables[1].take(q, msg, six)
		}
	})
	if err != nil {
		return rows[:before], fmt.Errorf("sock_diag: tcp: %w", err)
	}
	return append(rows, six...), nil
}

// tcpRequest returns struct inet_diag_req.
func tcpRequest(q *Query) []byte {
	req := make([]byte, 60) // of which 48 are an address to look for: any
	req[3] = extensions(q)
	states := allStates
	if q.SkipBound {
		states &^= 1 << boundInactive
	}
	native.PutUint32(req[52:], states)
	return req
}

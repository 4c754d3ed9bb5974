package sockdiag

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Attributes of inet_diag, include/uapi/linux/inet_diag.h.
const (
	inetReqBytecode = 1
	inetInfo        = 2
	inetSkMeminfo   = 7
	inetShutdown    = 8
	inetSkV6Only    = 11
)

// inetMsgSize is the size of struct inet_diag_msg, which the attributes follow.
const inetMsgSize = 72

// An inetTable is one table of the kernel: a protocol in a family.
type inetTable struct {
	network  string
	family   uint8
	protocol uint8
	proc     string
}

// All of them that can be asked for, by protocol.
var (
	tcpTables = []inetTable{
		{"tcp4", unix.AF_INET, unix.IPPROTO_TCP, "tcp"},
		{"tcp6", unix.AF_INET6, unix.IPPROTO_TCP, "tcp6"},
	}
	udpTables = []inetTable{
		{"udp4", unix.AF_INET, unix.IPPROTO_UDP, "udp"},
		{"udp6", unix.AF_INET6, unix.IPPROTO_UDP, "udp6"},
	}
)

func (t *inetTable) tcp() bool { return t.protocol == unix.IPPROTO_TCP }

// dump appends the sockets of the table that q wants to rows.
func (t *inetTable) dump(q *Query, rows []Row) ([]Row, error) {
	before := len(rows)
	err := dumpInet(q, unix.SOCK_DIAG_BY_FAMILY, t.request(q), func() { rows = rows[:before] }, func(msg []byte) {
		rows = t.take(q, msg, rows)
	})
	if err != nil {
		return rows[:before], fmt.Errorf("sock_diag: %s: %w", t.network, err)
	}
	return rows, nil
}

// dumpInet is dump for TCP and UDP: the kernel filters by port.
func dumpInet(q *Query, kind uint16, request []byte, reset func(), each func(msg []byte)) error {
	whole := func(msg []byte) {
		if len(msg) >= inetMsgSize {
			each(msg)
		}
	}
	filter := portFilter(q.Ports)
	if filter == nil {
		return dump(kind, request, reset, whole)
	}
	err := dump(kind, appendAttribute(slices.Clone(request), inetReqBytecode, filter), reset, whole)
	if errors.Is(err, unix.EINVAL) {
		return dump(kind, request, reset, whole) // a kernel before Linux 4.16 does not know the test
	}
	return err
}

// take appends what the message tells to rows, if q wants it.
func (t *inetTable) take(q *Query, msg []byte, rows []Row) []Row {
	rows = append(rows, Row{})
	r := &rows[len(rows)-1]
	t.parse(msg, r)
	if !q.wants(r) {
		return rows[:len(rows)-1]
	}
	return rows
}

// request returns struct inet_diag_req_v2.
func (t *inetTable) request(q *Query) []byte {
	req := make([]byte, 56) // of which 48 are an address to look for: any
	req[0], req[1], req[2] = t.family, t.protocol, extensions(q)
	native.PutUint32(req[4:], allStates)
	return req
}

// allStates asks for sockets in every state.
const allStates = ^uint32(0)

// extensions says which attributes the kernel is to add.
func extensions(q *Query) byte {
	if q.Info {
		return 1<<(inetInfo-1) | 1<<(inetSkMeminfo-1)
	}
	return 0
}

// parse reads struct inet_diag_msg and its attributes into r.
func (t *inetTable) parse(msg []byte, r *Row) {
	state, timer, retransmits := msg[1], msg[2], msg[3]
	r.Network = t.network
	r.State = stateName(state, t.tcp())
	r.Local = t.addrPort(msg[4:6], msg[8:24])
	r.Remote = t.addrPort(msg[6:8], msg[24:40])
	if r.Remote.Port() == 0 && r.Remote.Addr().IsUnspecified() {
		r.Remote = netip.AddrPort{}
	}
	r.Cookie = uint64(native.Uint32(msg[44:])) | uint64(native.Uint32(msg[48:]))<<32
	if t.tcp() && timer != 0 {
		left := time.Duration(native.Uint32(msg[52:])) * time.Millisecond
		r.Timer = Timer{TimerKind(timer), left, int(retransmits)}
	}
	r.RecvQueue, r.SendQueue = native.Uint32(msg[56:]), native.Uint32(msg[60:])
	r.UID = native.Uint32(msg[64:])
	r.Inode = uint64(native.Uint32(msg[68:]))
	r.Missing = FieldShutdown // until it comes
	attributes(msg[inetMsgSize:], func(kind uint16, value []byte) {
		switch {
		case kind == inetInfo && t.tcp():
			r.Info = parseTCPInfo(value)
		case kind == inetSkMeminfo:
			r.Mem = parseMem(value)
		case kind == inetShutdown && len(value) > 0:
			r.Shutdown = Shutdown(value[0])
			r.Missing &^= FieldShutdown
		case kind == inetSkV6Only && len(value) > 0:
			r.V6Only = value[0] != 0
		}
	})
	if t.tcp() {
		uncount(r, state)
		// What stands in for a socket before and after it has no owner field.
		if r.State == "TIME_WAIT" || r.State == "SYN_RECV" || r.Timer.Kind == TimeWait {
			r.Missing |= FieldUID
		}
	}
}

func (t *inetTable) addrPort(port, addr []byte) netip.AddrPort {
	n := binary.BigEndian.Uint16(port)
	if t.family == unix.AF_INET6 {
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(addr)), n)
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(addr)), n)
}

// parseMem reads the values of SK_MEMINFO, of which old kernels have fewer.
func parseMem(b []byte) *Mem {
	var v [unix.SK_MEMINFO_VARS]uint32
	for i := range min(len(v), len(b)/4) {
		v[i] = native.Uint32(b[i*4:])
	}
	return &Mem{
		RecvUsed:   v[unix.SK_MEMINFO_RMEM_ALLOC],
		RecvBuffer: v[unix.SK_MEMINFO_RCVBUF],
		SendUsed:   v[unix.SK_MEMINFO_WMEM_ALLOC],
		SendBuffer: v[unix.SK_MEMINFO_SNDBUF],
		Backlog:    v[unix.SK_MEMINFO_BACKLOG],
		Drops:      v[unix.SK_MEMINFO_DROPS],
	}
}

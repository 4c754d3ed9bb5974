package sockdiag

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
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

// inetTables are all of them that can be asked for.
var inetTables = [...]inetTable{
	{"tcp4", unix.AF_INET, unix.IPPROTO_TCP, "tcp"},
	{"tcp6", unix.AF_INET6, unix.IPPROTO_TCP, "tcp6"},
	{"udp4", unix.AF_INET, unix.IPPROTO_UDP, "udp"},
	{"udp6", unix.AF_INET6, unix.IPPROTO_UDP, "udp6"},
}

func (t *inetTable) tcp() bool { return t.protocol == unix.IPPROTO_TCP }

// dump appends the sockets of the table that q wants to rows.
func (t *inetTable) dump(q *Query, rows []Row) ([]Row, error) {
	before := len(rows)
	try := func(filter []byte) error {
		return dump(t.request(q, filter), func() { rows = rows[:before] }, func(msg []byte) {
			if len(msg) < inetMsgSize {
				return
			}
			rows = append(rows, Row{})
			r := &rows[len(rows)-1]
			t.parse(msg, r)
			if !q.wants(r) {
				rows = rows[:len(rows)-1]
			}
		})
	}
	filter := portFilter(q.Ports)
	err := try(filter)
	if filter != nil && errors.Is(err, unix.EINVAL) {
		err = try(nil) // a kernel before Linux 4.16 does not know the test
	}
	if err != nil {
		return rows[:before], fmt.Errorf("sock_diag: %s: %w", t.network, err)
	}
	return rows, nil
}

// request returns struct inet_diag_req_v2 and the filter.
func (t *inetTable) request(q *Query, filter []byte) []byte {
	const size = 56 // of which 48 are an address to look for: any
	req := make([]byte, size, size+unix.SizeofNlAttr+len(filter))
	req[0], req[1] = t.family, t.protocol
	if q.Info {
		req[2] = 1<<(inetInfo-1) | 1<<(inetSkMeminfo-1)
	}
	// All states. The bit above the last state asks for sockets that are
	// bound and no more, from Linux 6.8 on.
	native.PutUint32(req[4:], ^uint32(0))
	if filter != nil {
		req = appendAttribute(req, inetReqBytecode, filter)
	}
	return req
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

package sockdiag

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A procSource reads the tables of proc_pid_net(5) below a directory. It
// tells less than netlink, see Fields, and the kernel walks every socket for it.
type procSource struct{ dir string }

// procTick is the unit of the timers there: USER_HZ is 100 on every Linux that
// Go runs on.
const procTick = 10 * time.Millisecond

func (p procSource) inet(tables []inetTable, q *Query, rows []Row) (_ []Row, err error) {
	for i := range tables {
		if rows, err = p.table(&tables[i], q, rows); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (p procSource) table(t *inetTable, q *Query, rows []Row) ([]Row, error) {
	text, err := os.ReadFile(filepath.Join(p.dir, t.proc))
	if err != nil {
		if t.family == unix.AF_INET6 && os.IsNotExist(err) {
			return rows, nil // no IPv6 on this machine: no sockets of it
		}
		return rows, fmt.Errorf("read %s: %w", t.network, err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range lines[1:] { // the first is the heading
		r, err := t.parseProc(strings.Fields(line))
		if err != nil {
			return rows, fmt.Errorf("read %s: %q: %w", t.network, line, err)
		}
		if q.wants(&r) {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// parseProc reads the fields of one line, such as
//
//	0: 0100007F:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1063 ...
func (t *inetTable) parseProc(f []string) (Row, error) {
	if len(f) < 10 {
		return Row{}, fmt.Errorf("want 10 fields, got %d", len(f))
	}
	n := hexReader{}
	state := uint8(n.hex(f[3]))
	tx, rx, _ := strings.Cut(f[4], ":")
	timer, left, _ := strings.Cut(f[5], ":")
	r := Row{
		Network: t.network, State: stateName(state, t.tcp()),
		Local: n.addrPort(f[1]), Remote: n.addrPort(f[2]),
		SendQueue: uint32(n.hex(tx)), RecvQueue: uint32(n.hex(rx)),
		UID: uint32(n.number(f[7], 10)), Inode: n.number(f[9], 10),
		Missing: FieldShutdown,
	}
	if kind := TimerKind(n.hex(timer)); t.tcp() && kind != NoTimer {
		r.Timer = Timer{kind, time.Duration(n.hex(left)) * procTick, int(n.hex(f[6]))}
	}
	if r.Remote.Port() == 0 && r.Remote.Addr().IsUnspecified() {
		r.Remote = netip.AddrPort{}
	}
	if t.family == unix.AF_INET6 {
		r.Missing |= FieldV6Only
	}
	if t.tcp() {
		uncount(&r, state)
		if state == listen {
			r.Missing |= FieldLimit
		}
		if r.State == "TIME_WAIT" || r.State == "SYN_RECV" || r.Timer.Kind == TimeWait {
			r.Missing |= FieldUID
		}
	}
	return r, n.err
}

// A hexReader reads fields and keeps the first error.
type hexReader struct{ err error }

func (n *hexReader) number(s string, base int) uint64 {
	v, err := strconv.ParseUint(s, base, 64)
	if err != nil && n.err == nil {
		n.err = err
	}
	return v
}

func (n *hexReader) hex(s string) uint64 { return n.number(s, 16) }

// addrPort reads an address printed as 32-bit words of network order bytes,
// each as a number of this machine, and a port.
func (n *hexReader) addrPort(s string) netip.AddrPort {
	words, port, _ := strings.Cut(s, ":")
	var b []byte
	for ; len(words) >= 8; words = words[8:] {
		b = native.AppendUint32(b, uint32(n.hex(words[:8])))
	}
	addr, ok := netip.AddrFromSlice(b)
	if !ok && n.err == nil {
		n.err = fmt.Errorf("address %q", s)
	}
	return netip.AddrPortFrom(addr, uint16(n.hex(port)))
}

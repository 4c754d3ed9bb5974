package judge

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime"
)

// A sight is what the kernel says at one moment, read by calls on the descriptors and
// from /proc: nothing of sockpit's own readers is used.
type sight struct {
	ours map[int]*own // by number of the socket
	rows []row        // all of /proc/net/tcp, tcp6, udp and udp6
}

// A row is a line of /proc/net.
type row struct {
	table         string // "tcp" or "udp"
	local, remote netip.AddrPort
	state         string
	tx, rx        int64
	timer         string
	left          time.Duration
	again, probes int
	inode         uint64
	drops         int64 // udp
}

// An own is one socket of the session.
type own struct {
	id            int
	tcp, udp      bool
	stream        bool
	v6            bool
	inode         uint64
	state         string
	local, remote string // as sockpit writes addresses; "" none
	at, to        netip.AddrPort
	in, out       int64 // SIOCINQ and SIOCOUTQ, -1: not told
	next          int64 // size of the datagram that comes next
	queue, most   int64 // of a listener: how many wait, backlog
	row           *row  // TCP, UDP: nil if it is in no table
	peerInode     uint64
	options       map[string]int
	info          *unix.TCPInfo
}

func (o *own) String() string {
	return fmt.Sprintf("#%d %s %s → %s: in %d, out %d, next %d, queue %d/%d", o.id, o.state, o.local, o.remote, o.in, o.out, o.next, o.queue, o.most)
}

// options are those that the judge reads itself.
var options = []struct {
	name      string
	level, id int
}{
	{"reuseaddr", unix.SOL_SOCKET, unix.SO_REUSEADDR}, {"reuseport", unix.SOL_SOCKET, unix.SO_REUSEPORT},
	{"keepalive", unix.SOL_SOCKET, unix.SO_KEEPALIVE}, {"nodelay", unix.IPPROTO_TCP, unix.TCP_NODELAY},
	{"cork", unix.IPPROTO_TCP, unix.TCP_CORK}, {"user_timeout", unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT},
	{"rcvbuf", unix.SOL_SOCKET, unix.SO_RCVBUF}, {"sndbuf", unix.SOL_SOCKET, unix.SO_SNDBUF},
	{"v6only", unix.IPPROTO_IPV6, unix.IPV6_V6ONLY}, {"broadcast", unix.SOL_SOCKET, unix.SO_BROADCAST},
}

// look asks about every socket of a session.
func look(s *runtime.Session) (*sight, error) {
	g := &sight{ours: map[int]*own{}}
	for _, sock := range s.Sockets() {
		o, err := ask(sock.ID, sock.Descriptor())
		if err != nil {
			return nil, err
		}
		g.ours[sock.ID] = o
	}
	unixes, err := askUnix()
	if err != nil {
		return nil, err
	}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		if err := g.read(table); err != nil {
			return nil, err
		}
	}
	byInode := map[uint64]*row{}
	for i := range g.rows {
		if r := &g.rows[i]; r.inode != 0 {
			byInode[r.inode] = r
		}
	}
	for _, o := range g.ours {
		if o.tcp || o.udp {
			if o.row = byInode[o.inode]; o.row != nil {
				o.state = o.row.state
				if o.tcp && o.state == "LISTEN" {
					o.queue = o.row.rx
					if o.info != nil {
						o.most = int64(o.info.Sacked)
					}
				}
			}
			continue
		}
		u, ok := unixes[o.inode]
		if !ok {
			return nil, fmt.Errorf("#%d is in no table", o.id)
		}
		o.state, o.peerInode = u.state, u.peer
		if u.state == "LISTEN" {
			o.queue, o.most = u.rqueue, u.wqueue
		}
	}
	return g, nil
}

// ask reads one descriptor.
func ask(id, fd int) (*own, error) {
	o := &own{id: id, in: -1, out: -1, queue: -1, most: -1, options: map[string]int{}, state: "CLOSED"}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return nil, err
	}
	o.inode = st.Ino
	domain, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return nil, err
	}
	kind, _ := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	o.stream, o.v6 = kind == unix.SOCK_STREAM, domain == unix.AF_INET6
	o.tcp = o.stream && domain != unix.AF_UNIX
	o.udp = !o.stream && domain != unix.AF_UNIX
	if o.udp {
		o.state = "UNCONN"
	}
	if sa, err := unix.Getsockname(fd); err == nil {
		o.local, o.at = addressOf(sa, o.stream)
	}
	if sa, err := unix.Getpeername(fd); err == nil {
		o.remote, o.to = addressOf(sa, o.stream)
	}
	if n, err := unix.IoctlGetInt(fd, unix.SIOCINQ); err == nil {
		o.in = int64(n)
	}
	if n, err := unix.IoctlGetInt(fd, unix.SIOCOUTQ); err == nil {
		o.out = int64(n)
	}
	if !o.stream {
		if n, _, err := unix.Recvfrom(fd, nil, unix.MSG_PEEK|unix.MSG_TRUNC|unix.MSG_DONTWAIT); err == nil {
			o.next = int64(n)
		}
	}
	if o.tcp {
		o.info, _ = unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	}
	for _, opt := range options {
		if n, err := unix.GetsockoptInt(fd, opt.level, opt.id); err == nil {
			o.options[opt.name] = n
		}
	}
	return o, nil
}

// addressOf writes an address as sockpit does.
func addressOf(sa unix.Sockaddr, stream bool) (string, netip.AddrPort) {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		p := netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
		if a.Port == 0 && p.Addr().IsUnspecified() {
			return "", netip.AddrPort{}
		}
		return p.String(), p
	case *unix.SockaddrInet6:
		p := netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port))
		if a.Port == 0 && p.Addr().IsUnspecified() {
			return "", netip.AddrPort{}
		}
		return p.String(), p
	case *unix.SockaddrUnix:
		if a.Name == "@" || a.Name == "" {
			return "", netip.AddrPort{}
		}
		return map[bool]string{true: "unix", false: "unixgram"}[stream] + "://" + a.Name, netip.AddrPort{}
	}
	return "", netip.AddrPort{}
}

var stateNames = map[string]string{"01": "ESTABLISHED", "02": "SYN_SENT", "03": "SYN_RECV", "04": "FIN_WAIT1", "05": "FIN_WAIT2",
	"06": "TIME_WAIT", "07": "CLOSED", "08": "CLOSE_WAIT", "09": "LAST_ACK", "0A": "LISTEN", "0B": "CLOSING", "0C": "SYN_RECV"}

var timerNames = map[string]string{"01": "retransmit", "02": "keepalive", "03": "time-wait", "04": "probe"}

// read reads one table of /proc/net.
func (g *sight) read(table string) error {
	text, err := os.ReadFile("/proc/net/" + table)
	if err != nil {
		return err
	}
	kind := strings.TrimSuffix(table, "6")
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		f := strings.Fields(line)
		if len(f) < 10 {
			return fmt.Errorf("%s: %q", table, line)
		}
		tx, rx, _ := strings.Cut(f[4], ":")
		timer, ticks, _ := strings.Cut(f[5], ":")
		r := row{table: kind, local: procAddress(f[1]), remote: procAddress(f[2]), state: stateNames[f[3]], tx: number(tx, 16), rx: number(rx, 16),
			timer: timerNames[timer], left: time.Duration(number(ticks, 16)) * 10 * time.Millisecond, again: int(number(f[6], 16)), probes: int(number(f[8], 10)), inode: uint64(number(f[9], 10))}
		if kind == "udp" {
			r.drops = number(f[len(f)-1], 10)
			if f[3] == "07" {
				r.state = "UNCONN"
			}
		}
		g.rows = append(g.rows, r)
	}
	return nil
}

func number(s string, base int) int64 {
	n, err := strconv.ParseInt(s, base, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// procAddress reads "0100007F:1F90": words of four bytes in the machine's order.
func procAddress(s string) netip.AddrPort {
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	if err != nil {
		panic(err)
	}
	for word := range slices.Chunk(b, 4) {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	ip, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(ip.Unmap(), uint16(number(port, 16)))
}

// A unixRow is what unix_diag tells of a Unix socket.
type unixRow struct {
	state          string
	peer           uint64
	rqueue, wqueue int64 // of a listener: how many wait, backlog
}

// The numbers of <linux/unix_diag.h> that are used.
const (
	diagByFamily   = 20 // SOCK_DIAG_BY_FAMILY
	showPeer       = 4
	showQueues     = 16
	attrPeer       = 2
	attrQueues     = 4
	unixDiagHeader = 16
)

// askUnix asks sock_diag(7) for every Unix socket.
func askUnix() (map[uint64]unixRow, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	q := make([]byte, 16+24)
	e := binary.NativeEndian
	e.PutUint32(q, uint32(len(q)))
	e.PutUint16(q[4:], diagByFamily)
	e.PutUint16(q[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	q[16] = unix.AF_UNIX
	e.PutUint32(q[20:], 0xffffffff)
	e.PutUint32(q[28:], showPeer|showQueues)
	if err := unix.Sendto(fd, q, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return nil, err
	}
	out := map[uint64]unixRow{}
	buf := make([]byte, 1<<16)
	for {
		n, _, err := unix.Recvfrom(fd, buf, 0)
		if err != nil {
			return nil, err
		}
		for b := buf[:n]; len(b) >= 16; {
			size, kind := int(e.Uint32(b)), e.Uint16(b[4:])
			switch kind {
			case unix.NLMSG_DONE:
				return out, nil
			case unix.NLMSG_ERROR:
				return nil, unix.Errno(-int32(e.Uint32(b[16:])))
			}
			m := b[16:size]
			r := unixRow{state: map[byte]string{1: "ESTABLISHED", 2: "SYN_SENT", 7: "UNCONN", 10: "LISTEN"}[m[2]]}
			for a := m[unixDiagHeader:]; len(a) >= 4; {
				l := int(e.Uint16(a))
				switch e.Uint16(a[2:]) {
				case attrPeer:
					r.peer = uint64(e.Uint32(a[4:]))
				case attrQueues:
					r.rqueue, r.wqueue = int64(e.Uint32(a[4:])), int64(e.Uint32(a[8:]))
				}
				a = a[min(len(a), (l+3)&^3):]
			}
			out[uint64(e.Uint32(m[4:]))] = r
			b = b[min(len(b), (size+3)&^3):]
		}
	}
}

// same reports whether nothing that matters differs between two sights: only how long
// timers still run.
func (g *sight) same(o *sight) bool {
	if len(g.ours) != len(o.ours) {
		return false
	}
	for id, a := range g.ours {
		b := o.ours[id]
		if b == nil || a.state != b.state || a.in != b.in || a.out != b.out || a.next != b.next || a.queue != b.queue || a.most != b.most ||
			a.local != b.local || a.remote != b.remote || a.peerInode != b.peerInode || (a.row == nil) != (b.row == nil) {
			return false
		}
	}
	key := func(r row) row { r.left = 0; return r }
	return slices.EqualFunc(g.rows, o.rows, func(a, b row) bool { return key(a) == key(b) })
}

// peerOf gives the number of the socket of ours at the other end, 0 if there is none,
// and whether it can be known: of datagrams several may have the address.
func (g *sight) peerOf(o *own) (id int, sure bool) {
	found := 0
	for _, p := range g.ours {
		switch {
		case !o.tcp && !o.udp:
			if o.peerInode != 0 && p.inode == o.peerInode {
				return p.id, true
			}
		case p.state == "LISTEN" || p.tcp != o.tcp || !o.to.IsValid():
		case o.tcp && plain(p.at) == plain(o.to) && plain(p.to) == plain(o.at):
			return p.id, true
		case o.udp && plain(p.at) == plain(o.to) && (!p.to.IsValid() || plain(p.to) == plain(o.at)):
			id, found = p.id, found+1
		}
	}
	if found > 1 {
		return 0, false
	}
	return id, true
}

func plain(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

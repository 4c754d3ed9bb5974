package sockdiag

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestReadersAgree makes many sockets at random and lets netlink and /proc
// tell of them.
func TestReadersAgree(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	dir := shortDir(t)
	q := Query{TCP: true, UDP: true, Unix: true, Inodes: map[uint64]bool{0: true}}
	var paths []string
	for i := range 25 {
		path := filepath.Join(dir, fmt.Sprintf("%d @ x", i))
		ports, inodes := randomSockets(t, rnd, path)
		paths = append(paths, path)
		q.Ports = append(q.Ports, ports...)
		for _, n := range inodes {
			q.Inodes[n] = true
		}
	}
	read := func(s source) []string {
		rows, err := dumpFrom(&q, s, s)
		must(t, err)
		var lines []string
		for i := range rows {
			r := &rows[i]
			if r.State == "CLOSED" { // /proc does not tell of those
				continue
			}
			if !r.Local.IsValid() && r.Inode == 0 && !slices.Contains(paths, r.Path) {
				continue // another's accept queue
			}
			lines = append(lines, common(r))
		}
		slices.SortFunc(lines, cmp.Compare)
		return lines
	}
	var a, b []string
	defer func() {
		if t.Failed() {
			for _, line := range a {
				if !slices.Contains(b, line) {
					t.Logf("netlink alone %s", line)
				}
			}
			for _, line := range b {
				if !slices.Contains(a, line) {
					t.Logf("/proc alone %s", line)
				}
			}
		}
	}()
	eventually(t, "both readers telling the same", func() bool {
		a, b = read(netlinkSource{}), read(procSource{"/proc/net"})
		return slices.Equal(a, b) && len(a) > 25
	})
}

// common prints the fields that both readers know, without the time left.
func common(r *Row) string {
	c := *r
	c.Cookie, c.Timer.Left, c.V6Only, c.Shutdown = 0, 0, false, 0
	if !r.Local.IsValid() {
		c.PeerInode, c.RecvQueue, c.SendQueue, c.UID = 0, 0, 0, 0
	}
	if r.State == "LISTEN" {
		c.SendQueue = 0
	}
	c.Missing &= FieldUID
	if !r.Local.IsValid() {
		c.Missing = 0
	}
	return fmt.Sprintf("%+v", c)
}

// randomSockets makes some sockets in a random state and returns their ports
// and inodes. A unix one is bound to path.
func randomSockets(t *testing.T, rnd *rand.Rand, path string) (ports []uint16, inodes []uint64) {
	family, addr := unix.AF_INET, []string{"127.0.0.1", loopback()}[rnd.IntN(2)]
	if rnd.IntN(3) == 0 && haveIPv6() {
		family, addr = unix.AF_INET6, "::1"
	}
	own := func(fds ...int) {
		for _, fd := range fds {
			inodes = append(inodes, inode(t, fd))
		}
	}
	switch rnd.IntN(3) {
	case 0:
		fd := socket(t, family, unix.SOCK_DGRAM)
		at := bind(t, fd, addr)
		client := socket(t, family, unix.SOCK_DGRAM)
		must(t, unix.Connect(client, sockaddr(at)))
		write(t, client, "datagram")
		own(fd, client)
		return []uint16{at.Port(), local(t, client).Port()}, inodes
	case 1:
		l := listenUnix(t, unix.SOCK_STREAM, path, 4)
		own(l, dialUnix(t, unix.SOCK_STREAM, path))
		if rnd.IntN(2) == 0 {
			own(accept(t, l))
		}
		if rnd.IntN(2) == 0 {
			own(listenUnix(t, unix.SOCK_DGRAM, "\x00"+path, 0))
		}
		return nil, inodes
	}
	l, at := listenTCP(t, family, addr, 4)
	client := dial(t, at)
	own(l, client)
	ports = []uint16{at.Port()}
	if rnd.IntN(3) == 0 {
		return ports, inodes
	}
	server := accept(t, l)
	own(server)
	if rnd.IntN(2) == 0 {
		write(t, client, "some bytes")
	}
	switch rnd.IntN(4) {
	case 0:
		must(t, unix.Shutdown(client, unix.SHUT_WR))
	case 1:
		must(t, unix.Shutdown(client, unix.SHUT_WR))
		must(t, unix.Shutdown(server, unix.SHUT_WR)) // TIME_WAIT
	case 2:
		must(t, unix.SetsockoptInt(server, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1))
	}
	return ports, inodes
}

// A refusing source stands for a system without netlink.
type refusing struct{ err error }

func (s refusing) inet(tables []inetTable, q *Query, rows []Row) ([]Row, error) { return nil, s.err }
func (s refusing) unix(q *Query, rows []Row) ([]Row, error)                     { return nil, s.err }

func TestFallback(t *testing.T) {
	t.Parallel()
	l, at := listenTCP(t, unix.AF_INET, loopback(), 1)
	q := Query{TCP: true, Unix: true, Ports: []uint16{at.Port()}, Inodes: map[uint64]bool{inode(t, l): true}}
	denied := refusing{fmt.Errorf("sock_diag: tcp4: %w", os.NewSyscallError("socket", unix.EPERM))}
	rows, err := dumpFrom(&q, denied, procSource{"/proc/net"})
	w := where{q, []netip.AddrPort{at}}
	rows = w.own(rows)
	if err != nil || len(rows) != 1 || rows[0].Local != at || rows[0].Knows(FieldLimit) || !rows[0].Knows(FieldQueues) {
		t.Errorf("rows %+v, %v", rows, err)
	}
	_, err = dumpFrom(&q, denied, procSource{filepath.Join(shortDir(t), "none")})
	if !errors.Is(err, unix.EPERM) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("both refused: %v", err)
	}
	t.Logf("both refused: %v", err)
	if _, err = dumpFrom(&q, refusing{unix.ENOMEM}, procSource{"/proc/net"}); !errors.Is(err, unix.ENOMEM) {
		t.Errorf("not a refusal: %v", err)
	}
}

func TestParseProcUnix(t *testing.T) {
	t.Parallel()
	const head = "0000000000000000: 00000002 00000000 "
	unknown := FieldUID | FieldShutdown | FieldQueues | FieldLimit | FieldPeer
	for in, want := range map[string]Row{
		head + "00010000 0001 01 20532 /run/a b ": {Network: "unix", State: "LISTEN", Inode: 20532, Path: "/run/a b "},
		head + "00000000 0001 03 20533":           {Network: "unix", State: "ESTABLISHED", Inode: 20533},
		head + "00000000 0001 02     0 /run/x":    {Network: "unix", State: "ESTABLISHED", Path: "/run/x"},
		head + "00000000 0002 01 20533 @abs@x":    {Network: "unixgram", State: "UNCONN", Inode: 20533, Path: "abs@x", Abstract: true},
	} {
		want.Missing = unknown
		if got, ok := parseProcUnix(in); !ok || got != want {
			t.Errorf("%q: got %+v, want %+v", in, got, want)
		}
	}
	for _, in := range []string{"", "second line of a path", head + "zz 1 1 1"} {
		if got, ok := parseProcUnix(in); ok {
			t.Errorf("%q: got %+v, want none", in, got)
		}
	}
}

// TestParseProc reads lines as a little-endian machine prints them.
func TestParseProc(t *testing.T) {
	t.Parallel()
	at := netip.MustParseAddrPort
	for _, test := range []struct {
		table int
		line  string
		want  Row
	}{
		{0, "0: 0100007F:07E8 00000000:0000 0A 00000000:00000003 00:00000000 00000000 7 0 1063 1", Row{
			State: "LISTEN", Local: at("127.0.0.1:2024"), RecvQueue: 3, UID: 7, Inode: 1063, Missing: FieldShutdown | FieldLimit}},
		{0, "1: 0100007F:07E8 0200007F:0050 02 00000001:00000000 01:00000064 00000002 7 0 1063 1", Row{
			State: "SYN_SENT", Local: at("127.0.0.1:2024"), Remote: at("127.0.0.2:80"), UID: 7, Inode: 1063,
			Timer: Timer{Retransmit, time.Second, 2}, Missing: FieldShutdown}},
		{1, "2: 00000000000000000000000001000000:07E8 0000000000000000FFFF00000100007F:0050 06 0:0 03:00001770 0 0 0 0 3", Row{
			State: "TIME_WAIT", Local: at("[::1]:2024"), Remote: at("[::ffff:127.0.0.1]:80"),
			Timer: Timer{TimeWait, time.Minute, 0}, Missing: FieldShutdown | FieldV6Only | FieldUID}},
		{2, "3: 0100007F:07E8 00000000:0000 07 00000000:00000300 00:00000000 00000000 0 0 9 2 0 0", Row{
			State: "UNCONN", Local: at("127.0.0.1:2024"), RecvQueue: 768, Inode: 9, Missing: FieldShutdown}},
	} {
		table := &inetTables[test.table]
		test.want.Network = table.network
		got, err := table.parseProc(strings.Fields(test.line))
		if err != nil || got != test.want {
			t.Errorf("%s\ngot  %+v, %v\nwant %+v", test.line, got, err, test.want)
		}
	}
}

func FuzzProc(f *testing.F) {
	f.Add("0: 0100007F:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1063 1")
	f.Add("0: 00000000000000000000000001000000:07E8 00000000000000000000000000000000:0000 06 0:0 03:0 0 0 0 0 1")
	f.Add("0000000000000000: 00000002 00000000 00010000 0001 01 20532 /run/a b")
	f.Fuzz(func(t *testing.T, line string) {
		parseProcUnix(line)
		for i := range inetTables {
			_, _ = inetTables[i].parseProc([]string{line})
			_, _ = inetTables[i].parseProc(strings.Fields(line))
		}
	})
}

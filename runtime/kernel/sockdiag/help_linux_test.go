package sockdiag

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// patience only decides when a test has failed; nothing waits for it.
const patience = 20 * time.Second

// inetTables are all of them.
var inetTables = slices.Concat(tcpTables, udpTables)

// eventually calls ok until it reports true.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("never seen: %s", what)
		}
	}
}

// must fails the test on the error of a system call.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A where is a query and the addresses that the test asks it for. A port may
// also be that of a connection of minutes ago, so rows of other addresses are
// passed over.
type where struct {
	Query
	at []netip.AddrPort
}

func onPorts(at ...netip.AddrPort) where {
	w := where{Query{TCP: true, UDP: true}, at}
	for _, a := range at {
		w.Ports = append(w.Ports, a.Port())
	}
	return w
}

// own keeps the rows that are the test's.
func (w *where) own(rows []Row) []Row {
	return slices.DeleteFunc(rows, func(r Row) bool {
		return len(w.at) > 0 && !slices.Contains(w.at, r.Local) && !slices.Contains(w.at, r.Remote) &&
			!slices.Contains(w.at, Unmap(r.Local)) && !slices.Contains(w.at, Unmap(r.Remote))
	})
}

// loopback returns an address of the loopback net that nobody else uses.
func loopback() string {
	return fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
}

// await dumps q until exactly n rows match, and returns them.
func await(t testing.TB, what string, q where, n int, match func(r *Row) bool) []Row {
	t.Helper()
	var found, all []Row
	defer func() {
		if t.Failed() {
			for i := range all {
				t.Logf("row %+v", all[i])
			}
		}
	}()
	eventually(t, what, func() bool {
		var err error
		all, err = Dump(q.Query)
		must(t, err)
		all = q.own(all)
		found = nil
		for i := range all {
			if match(&all[i]) {
				found = append(found, all[i])
			}
		}
		return len(found) == n
	})
	return found
}

// socket makes a blocking socket that the test closes at its end, with a reset
// if it is a connection, so that no TIME_WAIT stays behind.
func socket(t testing.TB, family, kind int) int {
	t.Helper()
	fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	closeAtEnd(t, fd)
	return fd
}

// closeAtEnd keeps what the number fd means now until the test ends. The test
// itself must not close fd, but see finish.
func closeAtEnd(t testing.TB, fd int) {
	t.Cleanup(func() {
		_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
		unix.Close(fd)
	})
}

// finish closes what fd is and keeps the number, so that closing it once more
// at the end cannot hit another test's socket.
func finish(t testing.TB, fd int) {
	t.Helper()
	null, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	must(t, err)
	must(t, unix.Dup3(null, fd, unix.O_CLOEXEC))
	must(t, unix.Close(null))
}

// bind binds fd to addr with a port that the system chooses.
func bind(t testing.TB, fd int, addr string) netip.AddrPort {
	t.Helper()
	must(t, unix.Bind(fd, sockaddr(netip.AddrPortFrom(netip.MustParseAddr(addr), 0))))
	return local(t, fd)
}

// listenTCP returns a listener on a loopback address.
func listenTCP(t testing.TB, family int, addr string, backlog int) (int, netip.AddrPort) {
	t.Helper()
	fd := socket(t, family, unix.SOCK_STREAM)
	at := bind(t, fd, addr)
	must(t, unix.Listen(fd, backlog))
	return fd, at
}

// dial returns a client of at, with the same address.
func dial(t testing.TB, at netip.AddrPort) int {
	t.Helper()
	family := unix.AF_INET
	if at.Addr().Is6() {
		family = unix.AF_INET6
	}
	fd := socket(t, family, unix.SOCK_STREAM)
	bind(t, fd, at.Addr().String())
	must(t, unix.Connect(fd, sockaddr(at)))
	return fd
}

func accept(t testing.TB, listener int) int {
	t.Helper()
	fd, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC)
	must(t, err)
	closeAtEnd(t, fd)
	return fd
}

// pair returns the two ends of one connection.
func pair(t testing.TB) (client, server int, at netip.AddrPort) {
	t.Helper()
	l, at := listenTCP(t, unix.AF_INET, loopback(), 1)
	client = dial(t, at)
	return client, accept(t, l), at
}

func write(t testing.TB, fd int, s string) {
	t.Helper()
	_, err := unix.Write(fd, []byte(s))
	must(t, err)
}

func local(t testing.TB, fd int) netip.AddrPort {
	t.Helper()
	sa, err := unix.Getsockname(fd)
	must(t, err)
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), uint16(sa.Port))
	}
	t.Fatalf("local address %T", sa)
	return netip.AddrPort{}
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Addr: a.Addr().As4(), Port: int(a.Port())}
	}
	return &unix.SockaddrInet6{Addr: a.Addr().As16(), Port: int(a.Port())}
}

// inode returns what /proc calls the socket.
func inode(t testing.TB, fd int) uint64 {
	t.Helper()
	var st unix.Stat_t
	must(t, unix.Fstat(fd, &st))
	return st.Ino
}

func cookie(t testing.TB, fd int) uint64 {
	t.Helper()
	c, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_COOKIE)
	must(t, err)
	return c
}

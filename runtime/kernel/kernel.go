//go:build unix

package kernel

import (
	"errors"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mdlayher/socket"
	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// Stack is the machine's own stack.
type Stack struct{}

// Name says which stack it is.
func (Stack) Name() string { return "kernel" }

// Socket makes a socket with the kernel's defaults: Nagle on, no keepalive, no
// SO_REUSEADDR, plain TCP. The net package would set options silently.
func (Stack) Socket(n stack.Network) (stack.Endpoint, error) {
	domain, typ := kinds(n)
	conn, err := socket.Socket(domain, typ, 0, string(n), nil)
	if err != nil {
		return nil, err
	}
	return newEndpoint(conn, n)
}

// Pair makes two connected Unix sockets.
func (Stack) Pair(n stack.Network) (stack.Endpoint, stack.Endpoint, error) {
	domain, typ := kinds(n)
	fds, err := socketpair(domain, typ)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	a, err := adopt(fds[0], n)
	if err != nil {
		_ = unix.Close(fds[1])
		return nil, nil, err
	}
	b, err := adopt(fds[1], n)
	if err != nil {
		_ = a.Close()
		return nil, nil, err
	}
	return a, b, nil
}

// kinds gives the domain and type for socket(2).
func kinds(n stack.Network) (domain, typ int) {
	switch n {
	case stack.TCP4:
		return unix.AF_INET, unix.SOCK_STREAM
	case stack.TCP6:
		return unix.AF_INET6, unix.SOCK_STREAM
	case stack.UDP4:
		return unix.AF_INET, unix.SOCK_DGRAM
	case stack.UDP6:
		return unix.AF_INET6, unix.SOCK_DGRAM
	case stack.Unixgram:
		return unix.AF_UNIX, unix.SOCK_DGRAM
	default:
		return unix.AF_UNIX, unix.SOCK_STREAM
	}
}

// endpoint is a descriptor in the poller. Its two operations are made
// once and used again for every call in their direction, so that a receive or
// a send allocates nothing here.
type endpoint struct {
	conn    *socket.Conn
	raw     syscall.RawConn
	network stack.Network
	fd      int
	inode   uint64
	bound   boundFile
	client  stack.Address // see Client
	read    operation
	write   operation
	shut    atomic.Bool  // shutdown was asked to end receiving
	writeBy atomic.Int64 // deadline of the write direction, for calls the poller can't serve; 0 none
}

// boundFile remembers the file that bind made for a Unix socket.
type boundFile struct {
	path     string
	dev, ino uint64
}

// adopt makes an endpoint of a descriptor and owns it from then on.
func adopt(fd int, n stack.Network) (stack.Endpoint, error) {
	conn, err := socket.New(fd, string(n))
	if err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return newEndpoint(conn, n)
}

func newEndpoint(conn *socket.Conn, n stack.Network) (stack.Endpoint, error) {
	e := &endpoint{conn: conn, network: n, fd: -1}
	e.read.do, e.write.do = e.read.run, e.write.run
	e.read.shut = &e.shut
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	e.raw = raw
	var st unix.Stat_t
	err = raw.Control(func(fd uintptr) {
		e.fd = int(fd)
		if unix.Fstat(e.fd, &st) == nil {
			e.inode = st.Ino
		}
	})
	return e, err
}

func (e *endpoint) Identity() (int, uint64) { return e.fd, e.inode }

func (e *endpoint) Bind(a stack.Address) error {
	sa, err := sockaddr(a)
	if err != nil {
		return err
	}
	if err := e.conn.Bind(sa); err != nil {
		return err
	}
	var st unix.Stat_t
	if a.Path != "" && !strings.HasPrefix(a.Path, "@") && unix.Lstat(a.Path, &st) == nil {
		e.bound = boundFile{a.Path, uint64(st.Dev), st.Ino}
	}
	return nil
}

func (e *endpoint) Listen(backlog int) error { return e.conn.Listen(backlog) }

func (e *endpoint) SetDeadline(d stack.Direction, t time.Time) error {
	if d == stack.Read {
		return e.conn.SetReadDeadline(t)
	}
	by := int64(0)
	if !t.IsZero() {
		by = t.UnixNano()
	}
	e.writeBy.Store(by)
	return e.conn.SetWriteDeadline(t)
}

// Shutdown may fail and work all the same: of an unconnected UDP socket Linux says
// ENOTCONN, and ends its receives.
func (e *endpoint) Shutdown(h stack.How) error {
	if h != stack.ShutWrite {
		e.shut.Store(true)
	}
	return e.conn.Shutdown([...]int{unix.SHUT_RD, unix.SHUT_WR, unix.SHUT_RDWR}[h])
}

// Close closes the descriptor and takes away the file that bind made, as long
// as it is still that file.
func (e *endpoint) Close() error {
	e.unlink()
	return e.conn.Close()
}

func (e *endpoint) unlink() {
	if path := e.File(); path != "" {
		_ = unix.Unlink(path)
	}
}

// File gives the path of the file that bind made, as long as it is still that file;
// Close takes it away.
func (e *endpoint) File() string {
	var st unix.Stat_t
	b := e.bound
	if b.path != "" && unix.Lstat(b.path, &st) == nil && uint64(st.Dev) == b.dev && st.Ino == b.ino {
		return b.path
	}
	return ""
}

// Reset closes with SO_LINGER 0, which sends RST instead of FIN (socket(7)).
func (e *endpoint) Reset() error {
	err := e.control(func(fd int) error {
		return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	})
	return errors.Join(os.NewSyscallError("setsockopt", err), e.Close())
}

func (e *endpoint) Local() (stack.Address, error) {
	sa, err := e.conn.Getsockname()
	return e.address(sa), err
}

func (e *endpoint) Remote() (stack.Address, error) {
	sa, err := e.conn.Getpeername()
	return e.address(sa), err
}

// control runs f on the descriptor while it can't be closed; net.ErrClosed if it is.
func (e *endpoint) control(f func(fd int) error) error {
	var err error
	if e.raw.Control(func(fd uintptr) { err = f(int(fd)) }) != nil {
		return net.ErrClosed // the only thing that keeps Control from the descriptor
	}
	return err
}

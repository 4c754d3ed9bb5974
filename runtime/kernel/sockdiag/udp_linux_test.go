package sockdiag

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

func TestUDP(t *testing.T) {
	t.Parallel()
	server := socket(t, unix.AF_INET, unix.SOCK_DGRAM)
	at := bind(t, server, loopback())
	must(t, unix.SetsockoptInt(server, unix.SOL_SOCKET, unix.SO_RCVBUF, 1)) // the least there is
	client := socket(t, unix.AF_INET, unix.SOCK_DGRAM)
	must(t, unix.Connect(client, sockaddr(at)))

	q := onPorts(at)
	q.Info = true
	r := await(t, "server", q, 1, func(r *Row) bool { return r.Local == at })[0]
	if r.Network != "udp4" || r.State != "UNCONN" || r.Remote.IsValid() || r.Inode != inode(t, server) ||
		r.Cookie != cookie(t, server) || r.RecvQueue != 0 || r.Mem == nil || r.Mem.Drops != 0 || r.Info != nil {
		t.Errorf("server %+v", r)
	}
	write(t, client, "hello")
	await(t, "a datagram waits", q, 1, func(r *Row) bool { return r.Local == at && r.RecvQueue >= 5 })
	for range 100 {
		write(t, client, "too much")
	}
	await(t, "datagrams dropped", q, 1, func(r *Row) bool { return r.Local == at && r.Mem.Drops > 0 })
	r = await(t, "client", q, 1, func(r *Row) bool { return r.Remote == at })[0]
	if r.State != "ESTABLISHED" || r.Local != local(t, client) || r.Inode != inode(t, client) {
		t.Errorf("client %+v", r)
	}
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	if !haveIPv6() {
		t.Skip("no IPv6 loopback here")
	}
	l := socket(t, unix.AF_INET6, unix.SOCK_STREAM)
	must(t, unix.SetsockoptInt(l, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1))
	at := bind(t, l, "::1")
	must(t, unix.Listen(l, 3))
	client := dial(t, at)
	q := onPorts(at)
	r := await(t, "listener", q, 1, func(r *Row) bool { return r.State == "LISTEN" && r.RecvQueue == 1 })[0]
	if r.Network != "tcp6" || r.Local != at || r.Remote.IsValid() || !r.V6Only || r.SendQueue != 3 {
		t.Errorf("listener %+v", r)
	}
	await(t, "client", q, 1, func(r *Row) bool { return r.Remote == at && r.Local == local(t, client) })

	udp := socket(t, unix.AF_INET6, unix.SOCK_DGRAM)
	udpAt := bind(t, udp, "::1")
	await(t, "udp6", onPorts(udpAt), 1, func(r *Row) bool {
		return r.Network == "udp6" && r.Local == udpAt && r.Inode == inode(t, udp)
	})
}

// haveIPv6 reports whether ::1 can be bound.
func haveIPv6() bool {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	return unix.Bind(fd, sockaddr(netip.MustParseAddrPort("[::1]:0"))) == nil
}

// TestMapped lets a socket of the IPv6 family speak IPv4.
func TestMapped(t *testing.T) {
	t.Parallel()
	if !haveIPv6() {
		t.Skip("no IPv6 loopback here")
	}
	l := socket(t, unix.AF_INET6, unix.SOCK_STREAM)
	must(t, unix.SetsockoptInt(l, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0))
	at := bind(t, l, "::ffff:"+loopback())
	must(t, unix.Listen(l, 3))
	plain := Unmap(at)
	client := dial(t, plain)
	await(t, "listener", onPorts(plain), 1, func(r *Row) bool { return r.State == "LISTEN" && !r.V6Only })
	q := onPorts(plain)
	await(t, "client", q, 1, func(r *Row) bool { return r.Network == "tcp4" && r.Local == local(t, client) && r.Remote == plain })
	r := await(t, "queued", q, 1, func(r *Row) bool { return r.Network == "tcp6" && r.State == "ESTABLISHED" })[0]
	if !r.Local.Addr().Is4In6() || Unmap(r.Local) != plain || Unmap(r.Remote) != local(t, client) {
		t.Errorf("queued %+v", r)
	}
}

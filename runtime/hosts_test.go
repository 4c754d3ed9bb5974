package runtime

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"sockpit/runtime/stack"
)

func TestKnownHosts(t *testing.T) {
	t.Parallel()
	const text = "# comment\n127.0.0.1 localhost Here.example here # x there\n\n::1\there.example\nno.ip here\n192.0.2.7 far\r\n::ffff:127.0.0.2 mapped\nfe80::1%lo zone"
	for name, want := range map[string]string{
		"here.example": "127.0.0.1 ::1", "HERE": "127.0.0.1", "here.": "127.0.0.1", "far": "192.0.2.7", "there": "", "x": "", "mapped": "127.0.0.2", "": "", "zone": "fe80::1%lo",
	} {
		var got []string
		for _, ip := range knownHosts(text, name) {
			got = append(got, ip.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// A dial of several addresses tells of each; its code is that of one that there
// is a way to, whichever was tried first.
func TestDialTellsOfEachAddress(t *testing.T) {
	t.Parallel()
	four := &CallError{Op: "dial", Target: "127.0.0.1:1", Err: syscall.ECONNREFUSED}
	six := &CallError{Op: "dial", Target: "[::1]:1", Err: syscall.EADDRNOTAVAIL}
	for _, failed := range [][]error{{four, six}, {six, four}} {
		four.Also, six.Also = nil, nil
		err := tried(failed)
		const want = "dial: 127.0.0.1:1: connection refused (ECONNREFUSED); [::1]:1: cannot assign requested address (EADDRNOTAVAIL)"
		if err.Error() != want || Code(err) != "ECONNREFUSED" {
			t.Errorf("got %v, %s", err, Code(err))
		}
	}
	s := world(t, Config{})
	_, err := s.Dial(&Caller{}, stack.Target{Network: "tcp", Host: "localhost", Port: unused(t, s)}, DialOptions{})
	wantIs(t, err, syscall.ECONNREFUSED)
	var ce *CallError
	if !errors.As(err, &ce) || len(ce.Also) != 1 || !strings.Contains(err.Error(), "127.0.0.1:") || !strings.Contains(err.Error(), "[::1]:") {
		t.Errorf("got %v", err)
	}
}

// unused gives a port on which nobody listens while the test runs: two sockets
// that do not listen have it.
func unused(t *testing.T, s *Session) uint16 {
	t.Helper()
	sock := fresh(t, s, stack.TCP4)
	must(t, sock.Bind(&Caller{}, loopback(stack.TCP4, 0)))
	port := localOf(sock).Port
	if six := fresh(t, s, stack.TCP6); six.Bind(&Caller{}, loopback(stack.TCP6, port)) != nil {
		t.Skipf("another program has port %d of ::1, or there is no ::1", port)
	}
	return port
}

// A lookup that fails says so in words of ours, and keeps what the resolver said.
func TestLookupFailed(t *testing.T) {
	t.Parallel()
	for _, dns := range []*net.DNSError{{IsNotFound: true}, {IsTimeout: true}, {Err: "dial udp 192.0.2.53:53", Server: "192.0.2.53:53"}} {
		err := lookupFailed("some.name", dns)
		var back *net.DNSError
		if !errors.As(err, &back) || back != dns || strings.Contains(err.Error(), "192.0.2.53") || !strings.Contains(err.Error(), "some.name") {
			t.Errorf("got %v", err)
		}
	}
}

// A name of the hosts file needs no flag; its address is judged as any other.
func TestNamesOfTheHostsFile(t *testing.T) {
	t.Parallel()
	name, ips := "", []netip.Addr(nil)
	if host := "localhost.localdomain"; len(fromHosts(host)) > 0 {
		name, ips = host, fromHosts(host)
	} else if host, err := os.Hostname(); err == nil && len(fromHosts(host)) > 0 {
		name, ips = host, fromHosts(host)
	} else {
		t.Skip("the hosts file has no name that this test knows")
	}
	s := world(t, Config{})
	addrs, err := s.Resolve(&Caller{}, stack.Target{Network: "tcp", Host: name, Port: 9})
	must(t, err)
	var got []netip.Addr
	for _, a := range addrs {
		got = append(got, a.IP)
	}
	if !reflect.DeepEqual(got, ips) {
		t.Errorf("got %v, want %v", got, ips)
	}
}

package runtime

import (
	"net/netip"
	"os"
	"testing"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// guardStack fails the test when a call with an address that is not loopback
// reaches it; nothing in these tests may leave the machine, not even by mistake.
type guardStack struct {
	kernel.Stack
	t *testing.T
}

func (g guardStack) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := g.Stack.Socket(n)
	return guardEndpoint{ep, g.t}, err
}

type guardEndpoint struct {
	stack.Endpoint
	t *testing.T
}

func (g guardEndpoint) check(call string, a stack.Address) error {
	if !a.IsLoopback() && !a.IsZero() {
		g.t.Errorf("%s reached the stack with %v", call, a)
		return os.ErrPermission
	}
	return nil
}

func (g guardEndpoint) Bind(a stack.Address) error {
	if a.IP.IsUnspecified() {
		g.t.Errorf("bind reached the stack with every address: %v", a)
	}
	if a.IP.IsMulticast() {
		return g.Endpoint.Bind(a) // sends nothing
	}
	if err := g.check("bind", a); err != nil {
		return err
	}
	return g.Endpoint.Bind(a)
}

func (g guardEndpoint) Connect(a stack.Address, blocked func()) error {
	if err := g.check("connect", a); err != nil {
		return err
	}
	return g.Endpoint.Connect(a, blocked)
}

func (g guardEndpoint) Send(p []byte, a stack.Address, blocked func()) (int, error) {
	if err := g.check("send", a); err != nil {
		return 0, err
	}
	return g.Endpoint.Send(p, a, blocked)
}

// outside are addresses that are not this machine's loopback, in every guise.
var outside = []string{
	"192.0.2.1", "10.0.0.1", "255.255.255.255", "128.0.0.1", "169.254.169.254",
	"2001:db8::1", "fe80::1%1", "::ffff:192.0.2.1", "::127.0.0.1", "64:ff9b::7f00:1",
	"224.0.0.251", "::ffff:224.0.0.251", "ff02::fb", "ff02::fb%1", "ff0e::1",
}

// everywhere means every address of this machine.
var everywhere = []string{"0.0.0.0", "::", "::ffff:0.0.0.0"}

// fits reports whether a socket of network n can have the address at all.
func fits(n stack.Network, ip netip.Addr) bool { return n.Is6() || ip.Is4() }

func inetNetworks() []stack.Network {
	return []stack.Network{stack.TCP4, stack.TCP6, stack.UDP4, stack.UDP6}
}

func TestNothingLeavesTheMachine(t *testing.T) {
	t.Parallel()
	s := world(t, Config{Stack: guardStack{t: t}})
	for _, n := range inetNetworks() {
		for _, text := range outside {
			ip := netip.MustParseAddr(text)
			if !fits(n, ip) {
				continue
			}
			a := stack.Address{Network: n, IP: ip, Port: 9}
			sock := fresh(t, s, n)
			if !ip.IsMulticast() {
				wantCode(t, sock.Bind(&Caller{}, a), "DENIED")
			}
			wantCode(t, sock.Connect(&Caller{}, a), "DENIED")
			if !n.IsStream() {
				_, err := sock.SendTo(&Caller{}, []byte("x"), a)
				wantCode(t, err, "DENIED")
			}
			if local := localOf(sock); !local.IsZero() {
				t.Errorf("%s %s: the refused calls bound %v", n, text, local)
			}
			must(t, sock.Close(&Caller{}))
		}
		for _, text := range everywhere {
			if ip := netip.MustParseAddr(text); fits(n, ip) {
				sock := fresh(t, s, n)
				wantCode(t, sock.Bind(&Caller{}, stack.Address{Network: n, IP: ip}), "DENIED")
				must(t, sock.Close(&Caller{}))
			}
		}
	}
}

// What the kernel would bind to every address is bound to loopback.
func TestImpliedBindIsLoopback(t *testing.T) {
	t.Parallel()
	s := world(t, Config{Stack: guardStack{t: t}})
	for _, n := range here(t, inetNetworks()...) {
		sock := fresh(t, s, n)
		if n.IsStream() {
			must(t, sock.Listen(&Caller{}, 1))
		} else {
			to := fresh(t, s, n)
			must(t, to.Bind(&Caller{}, loopback(n, 0)))
			_, err := sock.SendTo(&Caller{}, []byte("x"), localOf(to))
			must(t, err)
			if m, err := to.RecvFrom(&Caller{}, 10); err != nil || m.From != localOf(sock) {
				t.Errorf("got %+v, %v", m, err)
			}
		}
		if local := localOf(sock); !local.IsLoopback() || local.Port == 0 {
			t.Errorf("%s: bound to %v", n, local)
		}
	}
	// an IPv6 socket that talks to an IPv4 one needs an IPv4 address
	to, from := fresh(t, s, stack.UDP4), fresh(t, s, stack.UDP6)
	must(t, to.Bind(&Caller{}, loopback(stack.UDP4, 0)))
	if _, err := from.SendTo(&Caller{}, []byte("x"), localOf(to)); err != nil {
		t.Error(err)
	}
	if m, err := to.RecvFrom(&Caller{}, 10); err != nil || m.From.Port != localOf(from).Port {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestConnectToEveryAddressStaysHere(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l := listener(t, s, stack.TCP4, "", 1)
	c := fresh(t, s, stack.TCP4)
	must(t, c.Connect(&Caller{}, stack.Address{Network: stack.TCP4, IP: netip.IPv4Unspecified(), Port: localOf(l).Port}))
	if _, remote := c.Addresses(); !remote.IP.IsLoopback() {
		t.Errorf("connected to %v", remote)
	}
}

func TestNamesAreNotLookedUp(t *testing.T) {
	t.Parallel()
	s := world(t, Config{Stack: guardStack{t: t}})
	_, err := s.Dial(&Caller{}, stack.Target{Network: "tcp", Host: "sockpit.invalid", Port: 9}, DialOptions{})
	wantCode(t, err, "DENIED")
	_, err = s.Listen(&Caller{}, stack.Target{Network: "tcp", Host: "sockpit.invalid", Port: 9}, ListenOptions{})
	wantCode(t, err, "DENIED")
	for _, text := range outside {
		if ip := netip.MustParseAddr(text); !ip.IsMulticast() {
			_, err := s.Dial(&Caller{}, stack.Target{Network: "tcp", Host: text, Port: 9}, DialOptions{})
			wantCode(t, err, "DENIED")
		}
	}
	if got := s.Sockets(); len(got) > 0 {
		t.Errorf("sockets left: %v", got)
	}
}

// Allowing a network opens that network and no other.
func TestPolicyNets(t *testing.T) {
	t.Parallel()
	p := Policy{Nets: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}}
	for text, want := range map[string]bool{
		"192.0.2.7": true, "::ffff:192.0.2.7": true, "192.0.3.7": false, "2001:db8::9": true,
		"2001:db9::9": false, "fe80::1%1": false, "127.0.0.1": true, "::1": true,
	} {
		a := stack.Address{Network: stack.TCP6, IP: netip.MustParseAddr(text), Port: 1}
		if err := p.check(a, false); (err == nil) != want {
			t.Errorf("%s: got %v", text, err)
		}
	}
	for _, text := range everywhere {
		if p.check(stack.Address{Network: stack.TCP6, IP: netip.MustParseAddr(text)}, true) == nil {
			t.Errorf("%s may be bound", text)
		}
	}
}

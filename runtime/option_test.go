package runtime

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// trial gives a value that can be set on any socket the option is for.
func trial(o *stack.Option, was stack.Value) stack.Value {
	switch {
	case o.Name == "maxseg":
		return stack.Value{Int: 1000}
	case o.Name == "priority":
		return stack.Value{Int: 3}
	case o.Name == "tos":
		return stack.Value{Int: 16}
	case o.Kind == stack.BoolOption:
		return stack.Value{Int: 1 - was.Int}
	case o.Kind == stack.IntOption:
		return stack.Value{Int: was.Int/2 + 2}
	case o.Kind == stack.SecondsOption, o.Kind == stack.MillisOption, o.Kind == stack.LingerOption:
		return stack.Value{Dur: was.Dur + 2*time.Second}
	}
	return stack.Value{}
}

func TestEveryOption(t *testing.T) {
	t.Parallel()
	for _, o := range stack.Options() {
		for _, n := range stack.Networks() {
			t.Run(o.Name+"/"+string(n), func(t *testing.T) {
				t.Parallel()
				s := fresh(t, world(t, Config{}), n)
				was, err := s.Getopt(&Caller{}, o)
				switch {
				case !o.For(n):
					wantIs(t, err, stack.ErrMisuse)
					wantIs(t, s.Setopt(&Caller{}, o, stack.Value{}), stack.ErrMisuse)
					return
				case o.Kind == stack.GroupOption:
					wantCode(t, err, "ARGUMENT")
					return
				}
				must(t, err)
				if o.ReadOnly {
					wantCode(t, s.Setopt(&Caller{}, o, stack.Value{}), "ARGUMENT")
					return
				}
				if o.Kind == stack.IfaceOption {
					return // below
				}
				setAndRead(t, s, o, trial(o, was))
			})
		}
	}
}

func setAndRead(t *testing.T, s *Socket, o *stack.Option, v stack.Value) {
	t.Helper()
	must(t, s.Setopt(&Caller{}, o, v))
	got, err := s.Getopt(&Caller{}, o)
	must(t, err)
	switch {
	case o.Name == "rcvbuf" || o.Name == "sndbuf":
		v.Int *= 2 // the kernel's own use (socket(7))
	case o.Name == "quickack":
		return // the kernel's to change
	}
	if o.Format(got) != o.Format(v) {
		t.Errorf("set to %s, got %s", o.Format(v), o.Format(got))
	}
	if shown := s.Options(&Caller{})[o]; o.Format(shown) != o.Format(v) {
		t.Errorf("Options shows %s, want %s", o.Format(shown), o.Format(v))
	}
	must(t, s.Close(&Caller{}))
	_, err = s.Getopt(&Caller{}, o)
	wantCode(t, err, "CLOSED")
	wantCode(t, s.Setopt(&Caller{}, o, v), "CLOSED")
	if all := s.Options(&Caller{}); len(all) > 0 {
		t.Errorf("a closed socket shows the options %v", all)
	}
}

func TestErrorOptionTellsAndForgets(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	must(t, b.Reset(&Caller{}))
	eventually(t, "the reset arrives", func() bool { return a.State().Name == stack.Closed })
	_ = a.Options(&Caller{}) // must not take the error away
	for _, want := range []string{"ECONNRESET", "none"} {
		v, err := a.Getopt(&Caller{}, stack.FindOption("error"))
		if got := stack.FindOption("error").Format(v); err != nil || got != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}

func TestV6Only(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l := fresh(t, s, stack.TCP6)
	must(t, l.Setopt(&Caller{}, stack.FindOption("v6only"), stack.Value{Int: 1}))
	if err := l.Bind(&Caller{}, loopback(stack.TCP4, 0)); err == nil {
		t.Error("an IPv4 address was bound all the same")
	}
}

// group4 and group6 are for documentation and local use.
var groups = map[stack.Network]string{stack.UDP4: "233.252.0.1", stack.UDP6: "ff15::5353"}

// onLoopback gives the address of the loopback interface.
func onLoopback(n stack.Network) stack.Value { return stack.Value{IP: loopback(n, 0).IP} }

func TestMulticastOnLoopback(t *testing.T) {
	t.Parallel()
	for n, group := range groups {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			needs(t, n)
			s := world(t, Config{Stack: guardStack{t: t}})
			to, from := fresh(t, s, n), fresh(t, s, n)
			ip := netip.MustParseAddr(group)
			must(t, to.Bind(&Caller{}, stack.Address{Network: n, IP: ip}))
			must(t, to.Setopt(&Caller{}, stack.FindOption("multicast_join"), stack.Value{IP: ip}))
			at := localOf(to)
			_, err := from.SendTo(&Caller{}, []byte("x"), at)
			wantCode(t, err, "DENIED") // it would leave by another interface
			must(t, from.Setopt(&Caller{}, stack.FindOption("multicast_interface"), onLoopback(n)))
			if v, err := from.Getopt(&Caller{}, stack.FindOption("multicast_interface")); err != nil || !v.IP.IsLoopback() {
				t.Errorf("got interface %v, %v", v.IP, err)
			}
			for _, a := range []stack.Address{
				{IP: ip.WithZone("1"), Port: at.Port},
				{IP: netip.MustParseAddr("::ffff:224.0.0.251"), Port: at.Port},
			} {
				if n.Is6() {
					_, err = from.SendTo(&Caller{}, []byte("x"), a)
					wantCode(t, err, "DENIED") // not ruled by multicast_interface
				}
			}
			from.ep.Endpoint = from.ep.Endpoint.(guardEndpoint).Endpoint // it goes by loopback now
			_, err = from.SendTo(&Caller{}, []byte("hello"), at)
			if errors.Is(err, syscall.ENETUNREACH) {
				t.Skip("this machine has no IPv6 multicast route on loopback")
			}
			must(t, err)
			m, err := to.RecvFrom(&Caller{Deadline: time.Now().Add(patience)}, 10)
			if string(m.Data) != "hello" || err != nil || !m.From.IsLoopback() {
				t.Errorf("got %+v, %v", m, err)
			}
			must(t, to.Setopt(&Caller{}, stack.FindOption("multicast_leave"), stack.Value{IP: ip}))
			wantIs(t, to.Setopt(&Caller{}, stack.FindOption("multicast_leave"), stack.Value{IP: ip}), syscall.EADDRNOTAVAIL)
		})
	}
}

// Addresses of the wrong kind are an error, whatever a script gives.
func TestMulticastNonsense(t *testing.T) {
	t.Parallel()
	for _, any := range []bool{false, true} {
		s := world(t, Config{Policy: Policy{AnyNet: any}})
		for _, n := range here(t, stack.UDP4, stack.UDP6) {
			sock := fresh(t, s, n)
			for _, ip := range []netip.Addr{{}, netip.MustParseAddr("::ffff:127.0.0.1"), loopback(stack.UDP4, 0).IP, loopback(stack.UDP6, 0).IP} {
				for _, name := range []string{"multicast_join", "multicast_leave"} {
					if sock.Setopt(&Caller{}, stack.FindOption(name), stack.Value{IP: ip}) == nil {
						t.Errorf("%s of %v went well on %s", name, ip, n)
					}
				}
				if err := sock.Setopt(&Caller{}, stack.FindOption("multicast_interface"), stack.Value{IP: ip}); (err == nil) != (ip == loopback(n, 0).IP) {
					t.Errorf("multicast_interface %v on %s: %v", ip, n, err)
				}
			}
		}
	}
}

// Other interfaces are refused for multicast.
func TestMulticastInterfaceIsLoopback(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	addrs, err := net.InterfaceAddrs()
	must(t, err)
	for _, a := range addrs {
		ip := netip.MustParsePrefix(a.String()).Addr()
		n := stack.UDP4
		if ip.Is6() {
			n = stack.UDP6
		}
		err := fresh(t, s, n).Setopt(&Caller{}, stack.FindOption("multicast_interface"), stack.Value{IP: ip})
		if ip.IsLoopback() {
			must(t, err)
		} else {
			wantCode(t, err, "DENIED")
		}
	}
}

// A close that lingers is a wait like any other, and the session does not wait.
func TestLinger(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l := listener(t, s, stack.TCP4, "", 5)
	must(t, l.Setopt(&Caller{}, stack.FindOption("linger"), stack.Value{Dur: time.Hour})) // the accepted ones have it too
	stuck := func(others *Session) (near, far *Socket) {
		far = fresh(t, others, stack.TCP4)
		small(t, far)
		must(t, far.Connect(&Caller{}, localOf(l)))
		near = accepted(t, l)
		small(t, near)
		fill(t, near)
		return near, far
	}
	c := &Caller{}
	near, far := stuck(s)
	done := start(func() error { return near.Close(c) })
	untilWaiting(t, c)
	drain(far)
	must(t, ended(t, done))

	near, far = stuck(s)
	done = start(func() error { return near.Close(c) })
	untilWaiting(t, c)
	c.Interrupt(errStop)
	wantIs(t, ended(t, done), errStop)
	drain(far) // or the kernel would hold on for an hour

	_, _ = stuck(world(t, Config{})) // an end that the session does not close first
	must(t, ended(t, start(func() error { s.Close(); return nil })))
}

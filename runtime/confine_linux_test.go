package runtime

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

var seed = flag.Int64("outside.seed", 0, "seed of TestNobodyOutside; 0 takes a new one")

// Whatever is called in whatever order, no socket of a session without rights
// has an address that is not loopback, no packet leaves, nobody outside can
// connect, and nothing from outside is received.
func TestNobodyOutside(t *testing.T) {
	t.Parallel()
	if !inNamespace(t) {
		return
	}
	calls := 4000
	if os.Getenv("SOCKPIT_LONG") != "" {
		calls = 100000
	}
	from := *seed
	if from == 0 {
		from = time.Now().UnixNano()
	}
	o := newOutside(t)
	joinOutside(t)
	w := &wilderness{t: t, o: o, s: world(t, Config{}), rnd: rand.New(rand.NewPCG(uint64(from), 0)), did: map[string]int{}}
	o.ask("count")
	for i := range calls {
		w.call()
		w.check()
		if i%400 == 399 {
			w.knock()
		}
		if t.Failed() {
			t.Fatalf("seed %d, after:\n%s", from, strings.Join(w.trail, "\n"))
		}
	}
	t.Logf("%d calls (%v), %d times known addresses, %d ports knocked at: 0 packets, 0 connections", calls, w.did, w.looked, w.knocked)
	for name, n := range w.did {
		if n == 0 {
			t.Errorf("%s never went well", name)
		}
	}
}

// wilderness makes random calls.
type wilderness struct {
	t               *testing.T
	o               *farHost
	s               *Session
	rnd             *rand.Rand
	trail           []string
	did             map[string]int // calls that went well, by name
	looked, knocked int
}

var wildIPs = append([]string{
	"127.0.0.1", "127.0.0.1", "127.0.0.2", "127.255.255.255", "::1", "::1", "::1%v0", "::ffff:127.0.0.1",
	inner4, outer4, "192.0.2.255", inner6, outer6, "::ffff:" + inner4, "::ffff:" + outer4,
	groups[stack.UDP4], groups[stack.UDP6], groups[stack.UDP6] + "%v0", "ff02::fb%v0", "fe80::ff:fe00:1%v0", "fe80::ff:fe00:2%v0",
	"0.0.0.0", "::", "::ffff:0.0.0.0",
}, outside...)

// address gives any address that a socket of network n can be given.
func (w *wilderness) address(n stack.Network) stack.Address {
	if l := w.listener(nil); l != nil && l.Network == n {
		return localOf(l)
	}
	for {
		ip := netip.MustParseAddr(wildIPs[w.rnd.IntN(len(wildIPs))])
		if w.rnd.IntN(2) == 0 {
			ip = loopback(n, 0).IP
		}
		if !fits(n, ip) {
			continue
		}
		a := stack.Address{Network: n, IP: ip, Port: []uint16{0, 0, 1, 9}[w.rnd.IntN(4)]}
		if socks := w.s.Sockets(); w.rnd.IntN(2) == 0 && len(socks) > 0 {
			local, _ := socks[w.rnd.IntN(len(socks))].Addresses()
			a.Port = local.Port
		}
		return a
	}
}

func (w *wilderness) any() *Socket {
	socks := w.s.Sockets()
	if len(socks) == 0 {
		return nil
	}
	return socks[w.rnd.IntN(len(socks))]
}

// listener gives a listener, or s if there is none.
func (w *wilderness) listener(s *Socket) *Socket {
	for _, l := range w.s.Sockets() {
		if l.Kind() == Listener && w.rnd.IntN(2) == 0 {
			return l
		}
	}
	return s
}

// wildCalls are all that make, bind, connect, listen, send or end.
var wildCalls = []struct {
	name string
	make func(w *wilderness, n stack.Network) error
	on   func(w *wilderness, s *Socket) error
}{
	{name: "socket", make: func(w *wilderness, n stack.Network) error { _, err := w.s.Socket(now(), n); return err }},
	{name: "dial", make: func(w *wilderness, n stack.Network) error {
		a := w.address(n)
		_, err := w.s.Dial(now(), stack.Target{Network: string(n), Host: a.IP.String(), Port: a.Port}, DialOptions{})
		return err
	}},
	{name: "listen(addr)", make: func(w *wilderness, n stack.Network) error {
		a := w.address(n)
		_, err := w.s.Listen(now(), stack.Target{Network: string(n), Host: a.IP.String(), Port: a.Port}, ListenOptions{Backlog: 1})
		return err
	}},
	{name: "pair", make: func(w *wilderness, n stack.Network) error { _, _, err := w.s.Pair(now(), n); return err }},
	{name: "bind", on: func(w *wilderness, s *Socket) error { return s.Bind(now(), w.address(s.Network)) }},
	{name: "connect", on: func(w *wilderness, s *Socket) error { return s.Connect(now(), w.address(s.Network)) }},
	{name: "connect again", on: func(w *wilderness, s *Socket) error { return s.Connect(now(), w.address(s.Network)) }},
	{name: "listen", on: func(w *wilderness, s *Socket) error { return s.Listen(now(), 1) }},
	{name: "accept", on: func(w *wilderness, s *Socket) error { _, err := s.Accept(now()); return err }},
	{name: "send", on: func(w *wilderness, s *Socket) error { _, err := s.Send(now(), []byte("x")); return err }},
	{name: "sendto", on: func(w *wilderness, s *Socket) error {
		_, err := s.SendTo(now(), []byte("x"), w.address(s.Network))
		return err
	}},
	{name: "recv", on: func(w *wilderness, s *Socket) error { _, err := s.Recv(now(), 10); return err }},
	{name: "shutdown", on: func(w *wilderness, s *Socket) error { return s.Shutdown(now(), stack.How(w.rnd.IntN(3))) }},
	{name: "fault", on: func(w *wilderness, s *Socket) error {
		return s.Fault(now(), wire.BothSides, wire.Faults{Reset: wire.After(0)})
	}},
	{name: "setopt", on: func(w *wilderness, s *Socket) error {
		o := stack.Options()[w.rnd.IntN(len(stack.Options()))]
		return s.Setopt(now(), o, stack.Value{Int: w.rnd.IntN(2), IP: w.address(s.Network).IP})
	}},
	{name: "multicast", on: func(w *wilderness, s *Socket) error {
		name := []string{"multicast_join", "multicast_interface"}[w.rnd.IntN(2)]
		ip := w.address(s.Network).IP
		if w.rnd.IntN(2) == 0 {
			ip = onLoopback(s.Network).IP
		}
		return s.Setopt(now(), stack.FindOption(name), stack.Value{IP: ip})
	}},
	{name: "reset", on: func(w *wilderness, s *Socket) error { return s.Reset(now()) }},
	{name: "close", on: func(w *wilderness, s *Socket) error { return s.Close(now()) }},
}

// call makes one call, on a socket that there is or to make one.
func (w *wilderness) call() {
	k := wildCalls[w.rnd.IntN(len(wildCalls))]
	n := inetNetworks()[w.rnd.IntN(4)]
	var err error
	s := w.any()
	if k.name == "accept" {
		s = w.listener(s)
	}
	switch {
	case k.make != nil:
		if len(w.s.Sockets()) > 20 {
			_ = s.Close(now())
		}
		err = k.make(w, n)
	case s == nil:
		return
	default:
		err = k.on(w, s)
	}
	if _, ok := w.did[k.name]; !ok {
		w.did[k.name] = 0
	}
	if err == nil {
		w.did[k.name]++
	}
	w.trail = append(w.trail, fmt.Sprintf("%s %v: %v", k.name, shown(s), err))
	if len(w.trail) > 40 {
		w.trail = w.trail[1:]
	}
}

// shown names the socket in a failure.
func shown(s *Socket) string {
	if s == nil {
		return "-"
	}
	local, remote := s.lastAddresses()
	return fmt.Sprintf("#%d %s %v %v", s.ID, s.Network, local, remote)
}

// check asks the kernel for the address of every socket.
func (w *wilderness) check() {
	for _, s := range w.s.Sockets() {
		local, err := s.ep.Endpoint.Local()
		w.looked++
		if err != nil || local.IP.IsMulticast() || local.IsLoopback() || local.IsZero() || local.Port == 0 && local.IP.Unmap().IsUnspecified() {
			continue
		}
		w.t.Errorf("socket %v has the address %v", shown(s), local)
	}
}

// knock lets the outside try every port that a socket has, and looks what came
// of it.
func (w *wilderness) knock() {
	if n := w.o.ask("count"); n != "0" {
		w.t.Errorf("%s packets left", n)
	}
	for _, s := range w.s.Sockets() {
		local, _ := s.Addresses()
		if local.Port == 0 {
			continue
		}
		port := strconv.Itoa(int(local.Port))
		w.knocked++
		if n := w.o.ask("connect " + port); s.Network.IsTCP() && n != "0" {
			w.t.Errorf("%v: the outside connects", shown(s))
		}
		if s.Network.IsStream() {
			continue
		}
		w.o.ask("send " + port)
		for {
			m, err := s.RecvFrom(now(), 100)
			if err != nil {
				break
			}
			if strings.Contains(string(m.Data), "outside") {
				w.t.Errorf("%v got a datagram of %v", shown(s), m.From)
			}
		}
	}
	w.o.ask("count") // what those calls made the kernel answer
}

package runtime

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// A truthWorld is a session in which things happen at random, on a loopback
// address of its own where the network has several.
type truthWorld struct {
	t   testing.TB
	s   *Session
	r   *rand.Rand
	dir string
	ip  netip.Addr

	last    map[*Socket][2]stack.Address // both ends, as the kernel told them last
	gone    map[ends]int                 // connections that were closed: number of the socket
	foreign []net.Conn                   // of another program, as far as the session knows
	names   int
	log     []string // what was done, for when it fails
}

func newTruthWorld(t testing.TB, seed uint64) *truthWorld {
	r := rand.New(rand.NewPCG(seed, 3))
	dir := shortDir(t)
	w := &truthWorld{t: t, r: r, dir: dir, last: map[*Socket][2]stack.Address{}, gone: map[ends]int{},
		s:  world(t, Config{Policy: Policy{Dirs: []string{dir}}}),
		ip: netip.AddrFrom4([4]byte{127, byte(1 + r.IntN(254)), byte(r.IntN(256)), byte(1 + r.IntN(254))}),
	}
	t.Cleanup(func() {
		for _, c := range w.foreign {
			_ = c.Close()
		}
	})
	return w
}

// A truthOp does one thing; what fails is an answer too.
type truthOp struct {
	name   string
	weight int
	do     func(w *truthWorld) error
}

// soon is a deadline that comes whether or not there is something to wait for.
func soon() *Caller { return &Caller{Deadline: time.Now().Add(2 * time.Millisecond)} }

var truthOps = []truthOp{
	{"listen", 5, (*truthWorld).listen},
	{"connect", 14, (*truthWorld).connect},
	{"connect slowly", 3, (*truthWorld).overflow},
	{"accept", 12, func(w *truthWorld) error {
		return w.on(Listener, func(s *Socket) error { _, err := s.Accept(soon()); return err })
	}},
	{"send", 16, func(w *truthWorld) error {
		return w.on(Stream, func(s *Socket) error { _, err := s.Send(soon(), make([]byte, w.size())); return err })
	}},
	{"recv", 14, func(w *truthWorld) error {
		return w.on(Stream, func(s *Socket) error { _, err := s.Recv(soon(), w.size()); return err })
	}},
	{"shutdown", 4, func(w *truthWorld) error {
		return w.on(Stream, func(s *Socket) error { return s.Shutdown(&Caller{}, stack.How(w.r.IntN(3))) })
	}},
	{"close", 6, func(w *truthWorld) error { return w.on("", func(s *Socket) error { return w.end(s, s.Close) }) }},
	{"reset", 2, func(w *truthWorld) error { return w.on("", func(s *Socket) error { return w.end(s, s.Reset) }) }},
	{"connect to nobody", 3, (*truthWorld).refused},
	{"abort", 3, (*truthWorld).abort},
	{"setopt", 5, (*truthWorld).setopt},
	{"backlog", 2, func(w *truthWorld) error {
		return w.on(Listener, func(s *Socket) error { return s.Listen(&Caller{}, w.r.IntN(4)) })
	}},
	{"datagram", 6, (*truthWorld).datagram},
	{"sendto", 8, (*truthWorld).sendto},
	{"recvfrom", 5, func(w *truthWorld) error {
		return w.on(Datagram, func(s *Socket) error { _, err := s.RecvFrom(soon(), 1+w.r.IntN(100)); return err })
	}},
	{"pair", 4, func(w *truthWorld) error {
		_, _, err := w.s.Pair(&Caller{}, stack.Networks()[w.r.IntN(6)])
		return err
	}},
	{"foreign", 3, (*truthWorld).stranger},
	{"socket", 2, func(w *truthWorld) error { _, err := w.s.Socket(&Caller{}, stack.Networks()[w.r.IntN(6)]); return err }},
}

// step does one thing at random, and closes more when there is much.
func (w *truthWorld) step() {
	total := 0
	for _, op := range truthOps {
		total += op.weight
	}
	n := w.r.IntN(total)
	for _, op := range truthOps {
		if n -= op.weight; n >= 0 {
			continue
		}
		if len(w.s.Sockets()) > 40 && w.r.IntN(2) == 0 {
			op = truthOps[7+w.r.IntN(2)] // close or reset
		}
		err := op.do(w)
		w.log = append(w.log, fmt.Sprintf("%s: %v", op.name, err))
		break
	}
	w.observe()
}

// on gives a socket of that kind to f, if there is one.
func (w *truthWorld) on(kind Kind, f func(*Socket) error) error {
	var list []*Socket
	for _, s := range w.s.Sockets() {
		if kind == "" || s.Kind() == kind {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return f(list[w.r.IntN(len(list))])
}

func (w *truthWorld) size() int { return []int{1, 5, 100, 4000, 70_000, 300_000}[w.r.IntN(6)] }

// address gives where a socket of network n can be bound.
func (w *truthWorld) address(n stack.Network) stack.Address {
	switch {
	case n.IsUnix():
		w.names++
		name := fmt.Sprintf("s%d", w.names)
		if w.r.IntN(2) == 0 {
			return stack.Address{Network: n, Path: "@" + w.dir + name}
		}
		return stack.Address{Network: n, Path: filepath.Join(w.dir, name)}
	case n.Is6() && w.r.IntN(3) > 0:
		return loopback(n, 0)
	}
	return stack.Address{Network: n, IP: w.ip} // for IPv6 it becomes ::ffff:127…
}

func (w *truthWorld) listen() error {
	n := []stack.Network{stack.TCP4, stack.TCP4, stack.TCP6, stack.Unix}[w.r.IntN(4)]
	s, err := w.s.Socket(&Caller{}, n)
	if err == nil {
		err = s.Bind(&Caller{}, w.address(n))
	}
	if err != nil || w.r.IntN(10) == 0 {
		return err // bound only
	}
	return s.Listen(&Caller{}, w.r.IntN(4))
}

// connect dials a listener, at times over IPv6 to one that has IPv4.
func (w *truthWorld) connect() error {
	return w.on(Listener, func(l *Socket) error {
		n, to := l.Network, localOf(l)
		if n == stack.TCP4 && w.r.IntN(4) == 0 {
			n = stack.TCP6
		}
		if n == stack.TCP6 && to.IP.Is4In6() && w.r.IntN(2) == 0 {
			n, to.IP = stack.TCP4, to.IP.Unmap()
		}
		s, err := w.s.Socket(&Caller{}, n)
		if err == nil {
			err = s.Connect(soon(), to)
		}
		return err
	})
}

// overflow dials until the accept queue is full and one waits.
func (w *truthWorld) overflow() error {
	return w.on(Listener, func(l *Socket) error {
		for range 3 {
			s, err := w.s.Socket(&Caller{}, l.Network)
			if err == nil {
				err = s.Connect(soon(), localOf(l))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// refused dials an address where nobody listens.
func (w *truthWorld) refused() error {
	s, err := w.s.Socket(&Caller{}, stack.TCP4)
	if err == nil {
		err = s.Connect(soon(), stack.Address{Network: stack.TCP4, IP: w.ip, Port: 1})
	}
	return err
}

// abort has a fault reset a connection, whose descriptor stays.
func (w *truthWorld) abort() error {
	return w.on(Stream, func(s *Socket) error {
		if err := s.Fault(&Caller{}, wire.BothSides, wire.Faults{Reset: wire.After(0)}); err != nil {
			return err
		}
		_, err := s.Send(soon(), []byte("x"))
		return err
	})
}

func (w *truthWorld) setopt() error {
	return w.on("", func(s *Socket) error {
		set := []Setting{{stack.FindOption("rcvbuf"), stack.Value{Int: 4096}}, {stack.FindOption("sndbuf"), stack.Value{Int: 8192}},
			{stack.FindOption("rcvbuf"), stack.Value{Int: 1 << 20}}, {stack.FindOption("keepalive"), stack.Value{Int: 1}},
			{stack.FindOption("cork"), stack.Value{Int: 1}}}[w.r.IntN(5)]
		return s.Setopt(&Caller{}, set.Option, set.Value)
	})
}

// datagram makes a datagram socket, bound or connected to another one.
func (w *truthWorld) datagram() error {
	n := []stack.Network{stack.UDP4, stack.UDP4, stack.UDP6, stack.Unixgram}[w.r.IntN(4)]
	s, err := w.s.Socket(&Caller{}, n)
	if err == nil && w.r.IntN(4) > 0 {
		err = s.Bind(&Caller{}, w.address(n))
	}
	if err == nil && w.r.IntN(2) == 0 {
		err = w.toBound(n, func(to stack.Address) error { return s.Connect(soon(), to) })
	}
	return err
}

func (w *truthWorld) toBound(n stack.Network, f func(stack.Address) error) error {
	return w.on(Datagram, func(o *Socket) error {
		to := localOf(o)
		if o.Network != n || to.IsZero() || to.IP.IsUnspecified() {
			return nil
		}
		return f(to)
	})
}

func (w *truthWorld) sendto() error {
	return w.on(Datagram, func(s *Socket) error {
		data := make([]byte, w.r.IntN(2000))
		if _, remote := s.Addresses(); !remote.IsZero() && w.r.IntN(3) > 0 {
			_, err := s.Send(soon(), data)
			return err
		}
		return w.toBound(s.Network, func(to stack.Address) error { _, err := s.SendTo(soon(), data, to); return err })
	})
}

// stranger dials one of our listeners from outside the session, or ends that.
func (w *truthWorld) stranger() error {
	if len(w.foreign) > 3 {
		c := w.foreign[0]
		w.foreign = w.foreign[1:]
		return c.Close()
	}
	return w.on(Listener, func(l *Socket) error {
		at := localOf(l)
		if l.Network.IsUnix() || l.State().AcceptQueue > 0 {
			return nil // it might wait for ever
		}
		c, err := net.DialTimeout("tcp", netip.AddrPortFrom(at.IP.Unmap(), at.Port).String(), patience)
		if err == nil {
			w.foreign = append(w.foreign, c)
			_, err = c.Write(make([]byte, w.r.IntN(100)+1))
		}
		return err
	})
}

// end closes a socket and remembers what may be left of its connection.
func (w *truthWorld) end(s *Socket, how func(*Caller) error) error {
	w.observe()
	if at := w.last[s]; s.Network.IsTCP() && !at[1].IsZero() {
		w.gone[ends{true, at[0].AddrPort(), at[1].AddrPort()}] = s.ID
	}
	delete(w.last, s)
	return how(&Caller{})
}

// observe asks for the ends of every socket, without the session.
func (w *truthWorld) observe() {
	for _, s := range w.s.Sockets() {
		at := w.last[s]
		if sa, err := unix.Getsockname(s.Descriptor()); err == nil {
			if a := plainAddress(s.Network, sa); !a.IsZero() && (at[1].IsZero() || !a.IP.IsUnspecified()) { // of one that was reset it tells no address
				at[0] = a
			}
		}
		if sa, err := unix.Getpeername(s.Descriptor()); err == nil {
			if a := plainAddress(s.Network, sa); !a.IsZero() {
				at[1] = a
			}
		}
		w.last[s] = at
	}
}

func plainAddress(n stack.Network, sa unix.Sockaddr) stack.Address {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return stack.Address{Network: n, IP: netip.AddrFrom4(a.Addr), Port: uint16(a.Port)}
	case *unix.SockaddrInet6:
		return stack.Address{Network: n, IP: netip.AddrFrom16(a.Addr), Port: uint16(a.Port)}
	case *unix.SockaddrUnix:
		if a.Name != "@" { // what x/sys gives for a socket without a name
			return stack.Address{Network: n, Path: a.Name}
		}
	}
	return stack.Address{}
}

package runtime

import (
	"fmt"
	"testing"

	"sockpit/runtime/stack"
)

// reusing makes a socket that shares its address with others, bound there.
func reusing(t *testing.T, s *Session, n stack.Network, option string, a stack.Address) *Socket {
	t.Helper()
	x, err := s.Socket(&Caller{}, n)
	must(t, err)
	must(t, x.Setopt(&Caller{}, stack.FindOption(option), stack.Value{Int: 1}))
	must(t, x.Bind(&Caller{}, a))
	return x
}

// Where two listeners have an address, nobody says in whose queue a client is until
// accept has told; then its peer is the socket that really has its word.
func TestTwoListenersOnAPort(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l1 := reusing(t, s, stack.TCP4, "reuseport", loopback(stack.TCP4, 0))
	l2 := reusing(t, s, stack.TCP4, "reuseport", localOf(l1))
	must(t, l1.Listen(&Caller{}, 16))
	must(t, l2.Listen(&Caller{}, 16))
	clients := map[string]*Socket{}
	for i := range 8 {
		c := dialed(t, s, l1)
		word := fmt.Sprint(i)
		sent(t, c, word)
		clients[word] = c
	}
	queued := 0
	for _, o := range s.Snapshot().Others {
		if o.Role == Queued {
			queued++
			if o.Socket != 0 || len(o.Among) != 2 {
				t.Errorf("a client is said to be at #%d, of %v", o.Socket, o.Among)
			}
		}
	}
	if queued != len(clients) {
		t.Fatalf("%d are queued", queued)
	}
	for _, c := range clients {
		if p := c.Peer(); p != nil {
			t.Errorf("#%d has the peer #%d before accept", c.ID, p.ID)
		}
	}
	for _, l := range []*Socket{l1, l2} {
		for l.State().AcceptQueue > 0 {
			a := accepted(t, l)
			word := recvString(t, a)
			if c := clients[word]; c.Peer() != a || a.Peer() != c {
				t.Errorf("#%d has the word of #%d, whose peer is said to be %v", a.ID, c.ID, c.Peer())
			}
		}
	}
	must(t, l2.Close(&Caller{}))
	late := dialed(t, s, l1)
	for _, o := range s.Snapshot().Others {
		if o.Role == Queued && (o.Socket != l1.ID || len(o.Among) != 0) {
			t.Errorf("#%d is said to be at #%d, of %v; one listener is left", late.ID, o.Socket, o.Among)
		}
	}
}

// Of two datagram sockets on an address the kernel chooses one: none is called the peer.
func TestTwoDatagramSocketsOnAPort(t *testing.T) {
	t.Parallel()
	for _, option := range []string{"reuseaddr", "reuseport"} {
		s := world(t, Config{})
		a := reusing(t, s, stack.UDP4, option, loopback(stack.UDP4, 0))
		b := reusing(t, s, stack.UDP4, option, localOf(a))
		c := fresh(t, s, stack.UDP4)
		must(t, c.Connect(&Caller{}, localOf(a)))
		peerIs := func(x, want *Socket) {
			t.Helper()
			id := 0
			if want != nil {
				id = want.ID
			}
			for _, v := range s.Snapshot().Sockets {
				if v.ID == x.ID && (v.Peer != id || x.Peer() != want) {
					t.Errorf("%s: the peer of #%d is said to be #%d and %v, want #%d", option, x.ID, v.Peer, x.Peer(), id)
				}
			}
		}
		peerIs(c, nil)
		must(t, a.Connect(&Caller{}, localOf(c)))
		peerIs(c, a) // the kernel prefers the one that is connected
		must(t, b.Connect(&Caller{}, localOf(c)))
		peerIs(c, nil)
		must(t, a.Close(&Caller{}))
		peerIs(c, b)
	}
}

// A socket that is connected to itself is its own peer.
func TestPeerOfASelfConnectedSocket(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	for _, n := range []stack.Network{stack.TCP4, stack.UDP4} {
		x, err := s.Socket(&Caller{}, n)
		must(t, err)
		must(t, x.Bind(&Caller{}, loopback(n, 0)))
		must(t, x.Connect(&Caller{}, localOf(x)))
		if p := x.Peer(); p != x {
			t.Errorf("%s: the peer is said to be %v", n, p)
		}
		for _, v := range s.Snapshot().Sockets {
			if v.Socket == x && v.Peer != x.ID {
				t.Errorf("%s: the peer is said to be #%d", n, v.Peer)
			}
		}
	}
}

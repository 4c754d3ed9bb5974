package runtime

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"testing"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// around gives those of a snapshot's other sockets that have that role.
func around(snap Snapshot, role Role) []Around {
	var out []Around
	for _, a := range snap.Others {
		if a.Role == role {
			out = append(out, a)
		}
	}
	return out
}

// seen waits until a snapshot has one socket of that role that is as wanted.
func seen(t *testing.T, s *Session, role Role, what string, holds func(a Around) bool) Around {
	t.Helper()
	var got Around
	eventually(t, what, func() bool {
		snap := s.Snapshot()
		must(t, snap.Err)
		for _, a := range around(snap, role) {
			if holds(a) {
				got = a
				return true
			}
		}
		return false
	})
	return got
}

// viewOf gives the socket's view in a snapshot.
func viewOf(t *testing.T, snap Snapshot, s *Socket) View {
	t.Helper()
	for _, v := range snap.Sockets {
		if v.Socket == s {
			return v
		}
	}
	t.Fatalf("socket %d is not in the snapshot", s.ID)
	return View{}
}

func TestSnapshotShowsAcceptQueue(t *testing.T) {
	t.Parallel()
	for _, n := range streams {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s, dir := own(t)
			l := listener(t, s, n, dir, 5)
			dialed(t, s, l)
			c := dialed(t, s, l)
			sent(t, c, "early")
			eventually(t, "two connections wait", func() bool {
				st := viewOf(t, s.Snapshot(), l).State
				return st.Name == stack.Listen && st.AcceptQueue == 2 && st.Backlog == 5
			})
			if st := l.State(); st.AcceptQueue != 2 || st.Backlog != 5 {
				t.Errorf("State tells %v of %v, want 2 of 5", st.AcceptQueue, st.Backlog)
			}
			accepted(t, l)
			if st := viewOf(t, s.Snapshot(), l).State; st.AcceptQueue != 1 {
				t.Errorf("after accept %v wait, want 1", st.AcceptQueue)
			}
		})
	}
}

func TestSnapshotShowsQueuedConnection(t *testing.T) {
	t.Parallel()
	for _, n := range []stack.Network{stack.TCP4, stack.TCP6} {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			l := listener(t, s, n, "", 5)
			c := dialed(t, s, l)
			sent(t, c, "early")
			q := seen(t, s, Queued, "the connection waits with 5 bytes", func(a Around) bool { return a.RecvQueue == 5 })
			if q.Inode != 0 || q.Socket != l.ID || q.Name != stack.Established || q.Remote != localOf(c) {
				t.Errorf("got %+v, want an unowned one of listener %d from %v", q, l.ID, localOf(c))
			}
			accepted(t, l)
			if q := around(s.Snapshot(), Queued); len(q) > 0 {
				t.Errorf("still queued after accept: %+v", q)
			}
		})
	}
}

func TestSnapshotShowsWhatCloseLeaves(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	sent(t, a, "hello")
	arrived(t, b, 5)
	local, remote := a.Addresses()
	must(t, a.Close(&Caller{}))
	left := seen(t, s, Left, "FIN_WAIT2", func(a Around) bool { return a.Name == stack.FinWait2 })
	if left.Socket != a.ID || left.Local != local || left.Remote != remote || left.Inode != 0 {
		t.Errorf("got %+v", left)
	}
	eventually(t, "the other end is in CLOSE_WAIT", func() bool { return b.State().Name == stack.CloseWait })
	for name, st := range map[string]stack.State{"Snapshot": viewOf(t, s.Snapshot(), b).State, "State": b.State()} {
		if st.RecvQueue != 5 {
			t.Errorf("%s tells %v bytes in CLOSE_WAIT, want 5: the FIN is no byte", name, st.RecvQueue)
		}
	}
	received(t, b, "hello")
	must(t, b.Close(&Caller{}))
	left = seen(t, s, Left, "TIME_WAIT", func(a Around) bool { return a.Name == stack.TimeWait })
	if left.Socket != a.ID || left.Timer.Kind != "time-wait" || left.Timer.Left <= 0 {
		t.Errorf("got %+v", left)
	}
}

func TestResetLeavesNothing(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	must(t, a.Reset(&Caller{}))
	eventually(t, "the reset arrives", func() bool { return b.State().Name == stack.Closed })
	if v := viewOf(t, s.Snapshot(), b); v.State.Name != stack.Closed {
		t.Errorf("Snapshot tells %s, want CLOSED", v.State.Name)
	}
	for _, a := range s.Snapshot().Others {
		if a.Socket != 1 { // the listener of the pair may rest
			t.Errorf("left behind: %+v", a)
		}
	}
}

func TestSnapshotShowsFarEnd(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	s := world(t, Config{})
	c, err := s.Dial(&Caller{}, stack.Target{Network: "tcp", Host: "127.0.0.1", Port: uint16(l.Addr().(*net.TCPAddr).Port)}, DialOptions{})
	must(t, err)
	conn, err := l.Accept()
	must(t, err)
	defer conn.Close()
	sent(t, c, "abc")
	far := seen(t, s, Far, "the far end holds 3 bytes", func(a Around) bool { return a.RecvQueue == 3 })
	if far.Socket != c.ID || far.Inode == 0 || far.Remote != localOf(c) {
		t.Errorf("got %+v", far)
	}
}

func TestSnapshotAgreesWithState(t *testing.T) {
	t.Parallel()
	for _, n := range stack.Networks() {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			a, b := pairOf(t, s, n)
			sent(t, a, "abc")
			arrived(t, b, 3)
			snap := s.Snapshot()
			for _, sock := range []*Socket{a, b} {
				got, want := viewOf(t, snap, sock).State, sock.State()
				got.TCP, want.TCP = nil, nil
				got.RecvFill, got.SendFill = 0, 0 // only the dump tells
				got.Timer, want.Timer = stack.Timer{}, stack.Timer{}
				if got != want {
					t.Errorf("socket %d: Snapshot tells\n%+v, State\n%+v", sock.ID, got, want)
				}
			}
			if v := viewOf(t, snap, a); v.Peer != b.ID || v.Sent != 3 {
				t.Errorf("got peer %d and %d sent, want %d and 3", v.Peer, v.Sent, b.ID)
			}
			if p := b.Peer(); p != a {
				t.Errorf("got peer %v, want socket %d", p, a.ID)
			}
		})
	}
}

func TestSnapshotOfManyPorts(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	var first *Socket
	for i := range maxPortsAsked + 5 {
		l := listener(t, s, stack.TCP4, "", 3+i)
		if i == 0 {
			first = l
		}
	}
	dialed(t, s, first)
	seen(t, s, Queued, "one waits", func(a Around) bool { return a.Socket == first.ID })
}

// A stack that cannot dump leaves the rest of a snapshot as it is.
type blindStack struct{ kernel.Stack }

func (blindStack) Dump(stack.DumpQuery) ([]stack.Row, error) { return nil, stack.ErrUnknown }

func TestSnapshotWithoutDump(t *testing.T) {
	t.Parallel()
	s := world(t, Config{Stack: blindStack{}})
	a, b := pairOf(t, s, stack.TCP4)
	sent(t, a, "abc")
	arrived(t, b, 3)
	snap := s.Snapshot()
	if !errors.Is(snap.Err, stack.ErrUnknown) || len(snap.Others) > 0 {
		t.Errorf("got error %v, others %v", snap.Err, snap.Others)
	}
	if v := viewOf(t, snap, b); v.State.Name != stack.Established || v.State.RecvQueue != 3 || v.Peer != a.ID {
		t.Errorf("got %+v", v)
	}
	u, _ := pairOf(t, s, stack.Unix)
	if v := viewOf(t, s.Snapshot(), u); v.Peer != 0 {
		t.Errorf("peer %d is a guess", v.Peer)
	}
}

// A connection that was accepted while the dump was made is nobody's queue.
func TestRoleOfOwnedSockets(t *testing.T) {
	t.Parallel()
	at, from := loopback(stack.TCP4, 80), loopback(stack.TCP4, 5000)
	e := ends{true, at.AddrPort(), from.AddrPort()}
	listeners := map[netip.AddrPort][]int{at.AddrPort(): {1}}
	left := map[ends]int{e: 2}
	for _, c := range []struct {
		inode uint64
		left  map[ends]int
		want  Role
	}{{0, nil, Queued}, {7, nil, ""}, {0, left, Left}, {7, left, ""}} {
		row := stack.Row{Network: stack.TCP4, State: stack.State{Name: "ESTABLISHED", Inode: c.inode, Local: at, Remote: from}}
		if got, ok := roleOf(e, row, listeners, c.left, nil); got.Role != c.want || ok != (c.want != "") {
			t.Errorf("inode %d, left %v: got %q, want %q", c.inode, c.left, got.Role, c.want)
		}
	}
}

func BenchmarkSnapshot(b *testing.B) {
	const half = 5000
	s := world(b, Config{MaxSockets: 4 * half})
	l := listener(b, s, stack.TCP4, "", 4096)
	for range half - 1 {
		dialed(b, s, l)
		accepted(b, l)
	}
	b.Run(strconv.Itoa(2*half), func(b *testing.B) {
		for b.Loop() {
			if snap := s.Snapshot(); len(snap.Sockets) != 2*half-1 || snap.Sockets[5].Peer == 0 {
				b.Fatal("incomplete")
			}
		}
	})
}

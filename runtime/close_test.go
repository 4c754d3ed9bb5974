package runtime

import (
	"errors"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Close of a session in the midst of everything leaves no goroutine waiting, no
// descriptor and no socket file. TestMain looks for goroutines and descriptors.
func TestSessionCloseFromAnyState(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	s := world(t, Config{Policy: Policy{Dirs: []string{dir}}})
	w := &conformWorld{s, dir}
	var callers []*Caller
	var blocked []<-chan error
	for _, cc := range conformCases() {
		for _, n := range here(t, cc.networks...) {
			sub, err := os.MkdirTemp(dir, "d")
			must(t, err)
			w.dir = sub
			k := cc.setup(t, w, n)
			c := &Caller{}
			callers = append(callers, c)
			blocked = append(blocked, start(func() error { return k.call(c) }))
		}
	}
	for _, c := range callers {
		untilWaiting(t, c)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(s.Close)
	}
	all.Wait()
	for _, done := range blocked {
		_ = ended(t, done) // closed, or what its other end's close gave it
	}
	if got := s.Sockets(); len(got) > 0 {
		t.Errorf("sockets left: %v", got)
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil || len(entries) > 0 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
	s.Close()
}

func TestNothingIsMadeAfterClose(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	s.Close()
	for _, n := range stack.Networks() {
		_, err := s.Socket(&Caller{}, n)
		wantCode(t, err, "CLOSED")
		_, _, err = s.Pair(&Caller{}, n)
		wantCode(t, err, "CLOSED")
	}
}

// Sockets are made by several tasks while the session is closed: none is left.
func TestCloseWhileSocketsAreMade(t *testing.T) {
	t.Parallel()
	inet := here(t, stack.UDP4, stack.UDP6)
	for range 5 {
		s := world(t, Config{})
		l := listener(t, s, stack.TCP4, "", 50)
		var all sync.WaitGroup
		for _, make := range []func(c *Caller) error{
			func(c *Caller) error { _, err := s.Socket(c, stack.TCP4); return err },
			func(c *Caller) error { _, _, err := s.Pair(c, stack.TCP4); return err },
			func(c *Caller) error { _, _, err := s.Pair(c, stack.Unix); return err },
			func(c *Caller) error { _, _, err := s.Pair(c, inet[len(inet)-1]); return err },
			func(c *Caller) error { _, err := l.Accept(c); return err },
			func(c *Caller) error {
				_, err := s.Dial(c, stack.Target{Network: "tcp", Host: "127.0.0.1", Port: localOf(l).Port}, DialOptions{})
				return err
			},
		} {
			all.Go(func() {
				c := &Caller{}
				for {
					if err := make(c); err != nil {
						if Code(err) != "CLOSED" && Code(err) != "ECONNREFUSED" && Code(err) != "ECONNRESET" && Code(err) != "EBADF" {
							t.Errorf("got %v", err)
						}
						return
					}
				}
			})
		}
		eventually(t, "some sockets", func() bool { return len(s.Sockets()) > 20 })
		s.Close()
		all.Wait()
		if got := s.Sockets(); len(got) > 0 {
			t.Fatalf("%d sockets left", len(got))
		}
	}
}

// Whoever looks while sockets come and go must see none of another's: the
// kernel gives the number of a descriptor to the next one at once.
func TestSnapshotWhileSocketsComeAndGo(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	stop := make(chan struct{})
	var all sync.WaitGroup
	for _, n := range here(t, stack.TCP4, stack.Unix, stack.UDP4, stack.TCP6) {
		all.Go(func() {
			c := &Caller{}
			for {
				select {
				case <-stop:
					return
				default:
				}
				a, b, err := s.Pair(c, n)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = a.Send(c, []byte("x"))
				_, _ = b.Recv(c, 1)
				_, _ = a.Reset(c), b.Close(c) // a close would fill the machine with TIME_WAIT
			}
		})
	}
	for range 50 {
		snap := s.Snapshot()
		if snap.Err != nil && !errors.Is(snap.Err, stack.ErrUnknown) {
			t.Error(snap.Err)
		}
		for _, v := range snap.Sockets {
			checkView(t, snap, v)
		}
		_, _ = s.Log.All()
	}
	close(stop)
	all.Wait()
}

// checkView looks for what cannot be: another family's address or a peer that
// is on another network.
func checkView(t *testing.T, snap Snapshot, v View) {
	t.Helper()
	if ip := v.State.Local.IP; ip.IsValid() && (v.Network.IsUnix() || ip.Is6() != v.Network.Is6()) {
		t.Errorf("a %s socket has the address %v", v.Network, v.State.Local)
	}
	for _, w := range snap.Sockets {
		if w.ID == v.Peer && w.Network != v.Network {
			t.Errorf("a %s socket has a %s socket as its peer", v.Network, w.Network)
		}
	}
	_ = v.Socket.Waiting()
	_, _ = v.Socket.Addresses()
}

func TestLimitOfSockets(t *testing.T) {
	t.Parallel()
	s := world(t, Config{MaxSockets: 4})
	l := listener(t, s, stack.TCP4, "", 9)
	dialed(t, s, l)
	_, _, err := s.Pair(&Caller{}, stack.Unix)
	must(t, err)
	_, err = s.Socket(&Caller{}, stack.TCP4)
	wantCode(t, err, "LIMIT")
	_, err = l.Accept(&Caller{Deadline: time.Now().Add(patience)})
	wantCode(t, err, "LIMIT")
	_, _, err = s.Pair(&Caller{}, stack.TCP4)
	wantCode(t, err, "LIMIT")
	if n := len(s.Sockets()); n != 4 {
		t.Errorf("%d sockets are open", n)
	}
	must(t, s.Find(2).Close(&Caller{}))
	_, err = s.Socket(&Caller{}, stack.TCP4)
	must(t, err)
}

func TestEndedSaysWhere(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	x := fresh(t, s, stack.TCP4)
	must(t, x.Bind(&Caller{}, loopback(stack.TCP4, 0)))
	at := localOf(x)
	must(t, x.Close(&Caller{Task: 4, Place: event.Place{Source: "x.lua", Line: 9}}))
	wantIs(t, x.Close(&Caller{Task: 5}), net.ErrClosed)
	wantIs(t, x.Reset(&Caller{Task: 5}), net.ErrClosed)
	if where, who := x.Ended(); where.Line != 9 || who != 4 {
		t.Errorf("ended at %v by %d", where, who)
	}
	if st := x.State(); st.Name != stack.Closed || st.Local != at || st.RecvQueue.Known() {
		t.Errorf("got %+v", st)
	}
	if x.Descriptor() != -1 || x.Peer() != nil || s.Find(x.ID) != nil {
		t.Error("the closed socket still has something")
	}
}

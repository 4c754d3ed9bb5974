package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// quietPair gives a connection whose ends have talked for so long that a receive
// need not ask first.
func quietPair(t testing.TB, s *Session) (a, b *Socket) {
	t.Helper()
	a, b = pairOf(t, s, stack.TCP4)
	for range quietFrom + 1 { // the last one looks for the other end
		talk(t, a, b)
		talk(t, b, a)
	}
	return a, b
}

// talk brings a byte from one end to the other.
func talk(t testing.TB, from, to *Socket) {
	t.Helper()
	sent(t, from, "x")
	if got, err := to.Recv(&Caller{}, 1); err != nil || string(got) != "x" {
		t.Fatalf("got %q, %v", got, err)
	}
}

// asks makes a receive on b wait, lets end end the wait, and gives how often the
// kernel was asked for bytes.
func asks(t testing.TB, b *Socket, end func()) int {
	t.Helper()
	c := &Caller{}
	done := start(func() error { _, err := b.Recv(c, 1); return err })
	untilWaiting(t, c)
	end()
	must(t, ended(t, done))
	read, _ := kernel.Tries(b.ep.Endpoint)
	return read
}

func TestQuietReceiveDoesNotAsk(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	if n := asks(t, b, func() { sent(t, a, "x") }); n != 2 {
		t.Errorf("a new connection: %d tries", n)
	}
	a, b = quietPair(t, s)
	for range 100 { // the machine may be slow
		talk(t, a, b)
		if asks(t, b, func() { sent(t, a, "x") }) == 1 {
			return
		}
	}
	t.Error("a quiet connection is asked in vain")
}

// What comes by no call of the session is seen all the same, after a while.
func TestQuietIsForAWhile(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := quietPair(t, s)
	talk(t, a, b)
	if b.unasked(b.quiet.last) == nil {
		t.Error("asks at once")
	}
	if b.unasked(b.quiet.last.Add(quietFor+1)) != nil {
		t.Error("does not ask after a while")
	}
	for what, change := range map[string]func(a, b *Socket){
		"bytes are on their way":     func(a, b *Socket) { sent(t, a, "x") },
		"the other end has finished": func(a, b *Socket) { must(t, a.Shutdown(&Caller{}, stack.ShutWrite)) },
		"the other end is closed":    func(a, b *Socket) { must(t, a.Close(&Caller{})) },
		"this end has finished":      func(a, b *Socket) { must(t, b.Shutdown(&Caller{}, stack.ShutRead)) },
		"the other cable is bad":     func(a, b *Socket) { must(t, a.Fault(&Caller{}, wire.BothSides, wire.Faults{Delay: 1})) },
		"this cable is bad":          func(a, b *Socket) { must(t, b.Fault(&Caller{}, wire.BothSides, wire.Faults{Delay: 1})) },
	} {
		a, b := quietPair(t, s)
		if !b.silent() {
			t.Fatal("not silent")
		}
		if change(a, b); b.silent() {
			t.Errorf("silent though %s", what)
		}
	}
}

// Only streams over TCP have an end that is found by addresses, and only one
// whose both ends are of the session.
func TestQuietNeedsBothEnds(t *testing.T) {
	t.Parallel()
	s, other := world(t, Config{}), world(t, Config{})
	l, err := other.Listen(&Caller{}, stack.Target{Network: "tcp", Host: "127.0.0.1"}, ListenOptions{})
	must(t, err)
	local, _ := l.Addresses()
	a, err := s.Dial(&Caller{}, stack.Target{Network: "tcp", Host: "127.0.0.1", Port: local.Port}, DialOptions{})
	must(t, err)
	b, err := l.Accept(&Caller{})
	must(t, err)
	for range 4 * quietFrom {
		talk(t, a, b)
		talk(t, b, a)
	}
	u, v := pairOf(t, s, stack.Unix)
	for range quietFrom {
		talk(t, u, v)
	}
	for _, x := range []*Socket{a, b, u, v} {
		if x.quiet.other.Load() != nil {
			t.Errorf("#%d %s has found an end", x.ID, x.Network)
		}
	}
}

var sink atomic.Int64

// A socket whose connection was reset has the addresses that it had. Its port may
// be another's by now.
func TestQuietFindsTheLiving(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l, err := s.Listen(&Caller{}, stack.Target{Network: "tcp", Host: "127.0.0.1"}, ListenOptions{})
	must(t, err)
	at, _ := l.Addresses()
	to := stack.Target{Network: "tcp", Host: "127.0.0.1", Port: at.Port}
	dead, err := s.Dial(&Caller{}, to, DialOptions{})
	must(t, err)
	from := localOf(dead)
	for range 10 { // the sockets are looked at in any order
		conn, err := l.Accept(&Caller{})
		must(t, err)
		must(t, conn.Reset(&Caller{}))
		next, err := s.Dial(&Caller{}, to, DialOptions{From: &stack.Target{Network: "tcp", Host: "127.0.0.1", Port: from.Port}})
		if err != nil {
			t.Skip("the port of a connection that was reset is somebody else's: ", err)
		}
		conn, err = l.Accept(&Caller{})
		must(t, err)
		if !conn.findOther() || conn.quiet.other.Load() != next {
			t.Fatal("found a socket whose connection is no more")
		}
		must(t, next.Close(&Caller{}))
		must(t, conn.Reset(&Caller{}))
		dead, err = s.Dial(&Caller{}, to, DialOptions{})
		must(t, err)
		from = localOf(dead)
	}
}

// However a call of another task falls between the last look and the wait, the
// receive sees it.
func TestQuietMissesNothing(t *testing.T) {
	t.Parallel()
	rounds := 300
	if testing.Short() {
		rounds = 60
	}
	for name, end := range map[string]func(a *Socket) error{
		"close":    func(a *Socket) error { return a.Close(&Caller{}) },
		"reset":    func(a *Socket) error { return a.Reset(&Caller{}) },
		"shutdown": func(a *Socket) error { return a.Shutdown(&Caller{}, stack.ShutWrite) },
		"fault": func(a *Socket) error {
			err := a.Fault(&Caller{}, wire.BothSides, wire.Faults{Slice: 1})
			_, sendErr := a.Send(&Caller{}, []byte("xx"))
			return errors.Join(err, sendErr, a.Close(&Caller{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			for i := range rounds {
				random := rand.New(rand.NewPCG(uint64(i), 1))
				a, b := quietPair(t, s)
				many := 20 + random.IntN(20)
				done := start(func() error { return takeAll(b, many) })
				for range many {
					sent(t, a, "x")
					spin(random.IntN(2000))
				}
				must(t, end(a))
				if err := ended(t, done); err != nil {
					t.Fatal(err)
				}
				_, _ = a.Close(&Caller{}), b.Close(&Caller{})
			}
		})
	}
}

// takeAll takes bytes one by one up to the end of the stream, be it a reset, which
// may throw bytes away.
func takeAll(b *Socket, many int) error {
	for n := 0; ; n++ {
		switch got, err := b.Recv(&Caller{}, 1); {
		case errors.Is(err, io.EOF) && n < many:
			return fmt.Errorf("the end came after %d of %d bytes", n, many)
		case err != nil:
			return nil
		case string(got) != "x":
			return fmt.Errorf("got %q", got)
		}
	}
}

func spin(n int) {
	for i := range n {
		sink.Store(int64(i))
	}
}

// A quiet wait ends as any: by its deadline, an interrupt, the socket's close.
func TestQuietWaitEnds(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	_, b := quietPair(t, s)
	_, err := b.Recv(&Caller{Deadline: time.Now().Add(time.Millisecond)}, 1)
	if !timedOut(err) {
		t.Errorf("deadline: %v", err)
	}
	for name, wake := range map[string]func(c *Caller, a, b *Socket){
		"interrupt": func(c *Caller, a, b *Socket) { c.Interrupt(context.Canceled) },
		"close":     func(c *Caller, a, b *Socket) { must(t, b.Close(&Caller{})) },
		"own end":   func(c *Caller, a, b *Socket) { must(t, b.Shutdown(&Caller{}, stack.ShutRead)) },
	} {
		a, b := quietPair(t, s)
		c := &Caller{}
		done := start(func() error { _, err := b.Recv(c, 1); return err })
		untilWaiting(t, c)
		wake(c, a, b)
		if err := ended(t, done); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

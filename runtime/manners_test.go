package runtime

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// A session of each manner brings every byte, once and in order, in both
// directions, on connections that dial, accept and pair made.
func TestManners(t *testing.T) {
	t.Parallel()
	for _, m := range wire.Manners() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{Faults: m.Faults})
			l := listener(t, s, stack.TCP4, "", 5)
			a := dialed(t, s, l)
			b := accepted(t, l)
			x, y := pairOf(t, s, stack.Unix)
			if m.Name == "reset" {
				_, err := a.Send(&Caller{}, make([]byte, 100))
				wantIs(t, err, syscall.ECONNRESET)
				return
			}
			for _, ends := range [][2]*Socket{{a, b}, {b, a}, {x, y}} {
				carry(t, ends[0], ends[1])
			}
		})
	}
}

// carry sends messages of all sizes and receives them by other sizes.
func carry(t *testing.T, from, to *Socket) {
	t.Helper()
	r := rand.New(rand.NewPCG(2, 3))
	want := make([]byte, 3000)
	for i := range want {
		want[i] = byte(r.Uint32())
	}
	c := &Caller{Deadline: time.Now().Add(patience)}
	done := start(func() error {
		for rest := want; len(rest) > 0; {
			n := min(len(rest), 1+r.IntN(100))
			if _, err := from.Send(c, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return from.Shutdown(c, stack.ShutWrite)
	})
	got, err := to.RecvAll(&Caller{Deadline: time.Now().Add(patience)}, 1<<20)
	if err = errors.Join(err, ended(t, done)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d of %d bytes came, %v", len(got), len(want), err)
	}
}

// Faults come and go at random while bytes flow: none is lost, none doubled,
// and every event is closed.
func TestFaultsComeAndGo(t *testing.T) {
	t.Parallel()
	for _, n := range streams {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			a, b := pairOf(t, s, n)
			stop, over := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(over)
				r := rand.New(rand.NewPCG(5, 6))
				for {
					select {
					case <-stop:
						return
					default:
					}
					f := []wire.Faults{{}, {Slice: 1 + r.IntN(9)}, {Halves: true}, {Glued: true}, {Stop: wire.After(0)},
						{Rate: 1000}, {Delay: time.Millisecond}}[r.IntN(7)]
					_ = []*Socket{a, b}[r.IntN(2)].Fault(&Caller{}, wire.Side(r.IntN(3)), f)
					time.Sleep(time.Duration(r.IntN(200)) * time.Microsecond) // at random
				}
			}()
			var both sync.WaitGroup
			both.Go(func() { carry(t, b, a) })
			both.Go(func() { carry(t, a, b) })
			both.Wait()
			close(stop)
			<-over
			must(t, a.Fault(&Caller{}, wire.BothSides, wire.Faults{}))
			must(t, b.Fault(&Caller{}, wire.BothSides, wire.Faults{}))
			events, _ := s.Log.All()
			for _, e := range events {
				if e.Call == "fault" && !e.Done() {
					t.Errorf("not closed: %+v", e)
				}
			}
		})
	}
}

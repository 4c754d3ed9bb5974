package runtime

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// manyPairs gives n pairs, ends by ends.
func manyPairs(t testing.TB, s *Session, n int) (near, far []*Socket) {
	t.Helper()
	for range n {
		a, b := pairOf(t, s, stack.Unix)
		near, far = append(near, a), append(far, b)
	}
	return near, far
}

// waiting makes a Wait that waits, and gives who does.
func waiting(t *testing.T, s *Session, socks []*Socket, want stack.Want) (*Caller, <-chan []Ready) {
	t.Helper()
	c, done := &Caller{}, make(chan []Ready, 1)
	go func() {
		ready, err := s.Wait(c, socks, want)
		if err != nil {
			t.Error(err)
		}
		done <- ready
	}()
	untilWaiting(t, c)
	return c, done
}

func within(t *testing.T, done <-chan []Ready, what string) []Ready {
	t.Helper()
	select {
	case r := <-done:
		return r
	case <-time.After(patience):
		t.Fatalf("%s: wait does not wake", what)
		return nil
	}
}

// Whatever makes one of many sockets ready wakes a Wait: bytes, an end, that it is
// closed here, that a fault lets something through.
func TestWaitWakes(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	near, far := manyPairs(t, s, 20)
	in := stack.Want{Read: true}
	for name, do := range map[string]func(i int){
		"bytes": func(i int) { sent(t, far[i], "x") },
		"end":   func(i int) { must(t, far[i].Shutdown(&Caller{}, stack.ShutWrite)) },
		"reset by a fault": func(i int) {
			must(t, near[i].Fault(&Caller{}, wire.RecvSide, wire.Faults{Reset: wire.After(0)}))
			sent(t, far[i], "x")
		},
		"close": func(i int) { must(t, near[i].Close(&Caller{})) },
		"bytes for a fault": func(i int) {
			must(t, near[i].Fault(&Caller{}, wire.RecvSide, wire.Faults{Slice: 1}))
			sent(t, far[i], "x")
		},
	} {
		_, first := waiting(t, s, near, in)
		_, second := waiting(t, s, near, in)
		do(7)
		for _, done := range []<-chan []Ready{first, second} {
			r := within(t, done, name)
			if len(r) != 1 || r[0].Socket != near[7] || r[0].Read == (r[0].Err != nil) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		_ = near[7].Close(&Caller{})
		near[7], far[7] = pairOf(t, s, stack.Unix)
	}
	c, done := waiting(t, s, near, in)
	near[3].mu.Lock()
	sets := len(near[3].sets)
	near[3].mu.Unlock()
	if w := near[3].Waiting(); sets > 0 && (len(w) != 1 || w[0].Call != "wait" || w[0].Socket != near[3]) {
		t.Errorf("the socket does not show who waits: %+v", w)
	}
	c.Interrupt(os.ErrDeadlineExceeded)
	if r := within(t, done, "interrupt"); len(r) != 0 {
		t.Errorf("%+v", r)
	}
}

// What Wait gives is what each socket says for itself, whatever sockets it is
// asked about, for reading, writing and both, in any order and again and again.
func TestWaitAgreesWithEach(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	near, far := manyPairs(t, s, 30)
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		i := rnd.IntN(len(near))
		switch rnd.IntN(4) {
		case 0:
			sent(t, far[i], "x")
		case 1:
			_, _ = near[i].Recv(now(), 10)
		case 2:
			_ = near[i].Close(&Caller{})
			near[i], far[i] = pairOf(t, s, stack.Unix)
		case 3:
			fill(t, near[i])
		}
		if rnd.IntN(3) == 0 {
			rnd.Shuffle(len(near), func(i, j int) { near[i], near[j], far[i], far[j] = near[j], near[i], far[j], far[i] })
		}
		socks := near[:1+rnd.IntN(len(near))]
		want := []stack.Want{{Read: true}, {Write: true}, {Read: true, Write: true}}[rnd.IntN(3)]
		got, err := s.Wait(&Caller{Deadline: time.Now().Add(time.Duration(rnd.IntN(2)) * time.Millisecond)}, socks, want)
		must(t, err)
		var expected []Ready
		for _, sock := range socks {
			r := Ready{Socket: sock, Read: want.Read && sock.ep.Poll(stack.Read), Write: want.Write && sock.ep.Poll(stack.Write)}
			if r.Read || r.Write {
				expected = append(expected, r)
			}
		}
		if len(got) != len(expected) {
			t.Fatalf("round %d: %d are ready, want %d", round, len(got), len(expected))
		}
		for i := range got {
			if got[i] != expected[i] {
				t.Fatalf("round %d: got %+v, want %+v", round, got[i], expected[i])
			}
		}
	}
}

// BenchmarkWait compares with one bare poll(2) over the same sockets, in the same
// run: ratio is how many polls a call costs.
func BenchmarkWait(b *testing.B) {
	s := world(b, Config{LogCap: 1000})
	near, far := manyPairs(b, s, 1000)
	fds := make([]unix.PollFd, len(near))
	for i, sock := range near {
		fds[i] = unix.PollFd{Fd: int32(sock.fd), Events: unix.POLLIN}
	}
	poll := func() { _, _ = unix.Poll(fds, 0) }
	b.Run("none ready, timeout 0", func(b *testing.B) {
		ratio(b, poll, func() { _, _ = s.Wait(now(), near, stack.Want{Read: true}) })
	})
	b.Run("echo, 1 of 1000 talks", func(b *testing.B) {
		talks, c := 500, &Caller{}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				ready, err := s.Wait(c, near, stack.Want{Read: true})
				if err != nil || len(ready) == 0 {
					return
				}
				data, err := ready[0].Socket.Recv(c, 100)
				if err != nil {
					return
				}
				_, _ = ready[0].Socket.Send(c, data)
			}
		}()
		ratio(b, poll, func() {
			sent(b, far[talks], "x")
			if _, err := far[talks].Recv(&Caller{}, 10); err != nil {
				b.Fatal(err)
			}
		})
		c.Interrupt(context.Canceled)
		<-done
	})
}

// ratio runs call b.N times, and base as often, and reports how they compare.
func ratio(b *testing.B, base, call func()) {
	b.Helper()
	var bases, calls time.Duration
	for range b.N {
		began := time.Now()
		base()
		then := time.Now()
		call()
		bases, calls = bases+then.Sub(began), calls+time.Since(then)
	}
	b.ReportMetric(float64(calls)/float64(bases), "ratio")
	b.ReportMetric(float64(calls.Microseconds())/float64(b.N), "µs/call")
}

package runtime

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

func TestCallsOverlapInTheLog(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	c := &Caller{Task: 7, Place: event.Place{Source: "x.lua", Line: 3}}
	done := start(func() error { _, err := b.Recv(c, 10); return err })
	untilWaiting(t, c)
	events, _ := s.Log.All()
	recv := events[len(events)-1]
	if recv.Call != "recv" || recv.Done() || recv.Task != 7 || recv.Place.String() != "x.lua:3" || recv.Socket != b.ID {
		t.Fatalf("under way: %+v", recv)
	}
	if w, _ := c.Waiting(); w.Socket != b || w.Call != "recv" || w.Place != c.Place || w.Since.Before(recv.Begin) {
		t.Errorf("waits: %+v", w)
	}
	sent(t, a, "hello")
	must(t, ended(t, done))
	recv, _ = s.Log.Get(recv.Seq)
	send, _ := s.Log.Get(recv.Seq + 1)
	if send.Call != "send" || !recv.Done() || !send.Begin.After(recv.Begin) || recv.End.Before(send.Begin) {
		t.Errorf("send %+v is not within recv %+v", send, recv)
	}
	if recv.Stream != (event.Range{From: 0, To: 5}) || send.Stream != recv.Stream || string(recv.Data) != "hello" || recv.N != 5 {
		t.Errorf("send %+v, recv %+v", send, recv)
	}
}

// Whatever the order of sends and receives, from however many tasks, the byte
// ranges in the log are those of the stream.
func TestRangesReassemble(t *testing.T) {
	t.Parallel()
	for _, n := range streams {
		for seed := range uint64(4) {
			t.Run(fmt.Sprint(n, "/", seed), func(t *testing.T) {
				t.Parallel()
				s := world(t, Config{})
				a, b := pairOf(t, s, n)
				small(t, a, b) // so that sends take several system calls
				var senders, takers sync.WaitGroup
				for i := range uint64(3) {
					senders.Go(func() { sendRandomly(a, rand.New(rand.NewPCG(seed, i))) })
					takers.Go(func() { takeRandomly(b, rand.New(rand.NewPCG(seed, i+10))) })
				}
				senders.Wait()
				must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
				takers.Wait()
				checkRanges(t, s, a, b)
			})
		}
	}
}

// sendRandomly sends pieces small enough for events to hold them whole, some
// with a deadline that may cut them.
func sendRandomly(s *Socket, r *rand.Rand) {
	c := &Caller{}
	for range 200 {
		piece := make([]byte, 1+r.IntN(event.PreviewBytes))
		for i := range piece {
			piece[i] = byte(r.IntN(256))
		}
		c.Deadline = time.Time{}
		if r.IntN(4) == 0 {
			c.Deadline = time.Now().Add(time.Duration(r.IntN(50)) * time.Microsecond)
		}
		_, _ = s.Send(c, piece)
	}
}

// takeRandomly receives in every way until the stream ends.
func takeRandomly(s *Socket, r *rand.Rand) {
	c := &Caller{}
	for {
		var err error
		switch r.IntN(4) {
		case 0:
			_, err = s.Peek(c, 1+r.IntN(event.PreviewBytes))
		case 1:
			_, err = s.RecvFrom(c, 1+r.IntN(event.PreviewBytes))
		case 2:
			_, err = s.RecvExactly(c, 1+r.IntN(event.PreviewBytes))
		default:
			_, err = s.Recv(c, 1+r.IntN(event.PreviewBytes))
		}
		if err != nil {
			return
		}
	}
}

// checkRanges puts the stream together from the sends and from the receives.
func checkRanges(t *testing.T, s *Session, a, b *Socket) {
	t.Helper()
	events, dropped := s.Log.All()
	if dropped > 0 {
		t.Fatalf("%d events dropped", dropped)
	}
	join := func(id int, calls ...string) []byte {
		var picked []event.Event
		for _, e := range events {
			if e.Socket == id && e.N > 0 && slices.Contains(calls, e.Call) {
				picked = append(picked, e)
			}
		}
		slices.SortFunc(picked, func(x, y event.Event) int { return int(x.Stream.From - y.Stream.From) })
		var out []byte
		for _, e := range picked {
			if e.Stream.From != int64(len(out)) || e.Stream.To-e.Stream.From != int64(e.N) || len(e.Data) != e.N {
				t.Fatalf("after %d bytes comes %+v", len(out), e)
			}
			out = append(out, e.Data...)
		}
		return out
	}
	out, in := join(a.ID, "send"), join(b.ID, "recv", "recvfrom")
	if !bytes.Equal(out, in) || int64(len(out)) != a.Sent() || a.Sent() != b.Received() {
		t.Errorf("%d bytes sent, %d received, the counters tell %d and %d", len(out), len(in), a.Sent(), b.Received())
	}
	for _, e := range events {
		if e.Call == "peek" && e.N > 0 && !bytes.Equal(e.Data, out[e.Stream.From:e.Stream.To]) {
			t.Errorf("peek saw something else than the stream has: %+v", e)
		}
	}
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	s := world(t, Config{LogCap: 10})
	a, b := pairOf(t, s, stack.Unix)
	c := &Caller{}
	done := start(func() error { _, err := b.Recv(c, 1); return err })
	untilWaiting(t, c)
	for range 24 {
		_ = a.Setopt(&Caller{}, stack.FindOption("rcvbuf"), stack.Value{Int: 9000})
	}
	sent(t, a, "x")
	must(t, ended(t, done)) // its own event is gone meanwhile
	events, dropped := s.Log.All()
	if len(events) != 10 || events[0].Seq != dropped+1 || dropped != 17 {
		t.Fatalf("%d events from %d on, %d dropped", len(events), events[0].Seq, dropped)
	}
	for i, e := range events {
		if e.Seq != dropped+1+int64(i) || !e.Done() || e.Call == "recv" {
			t.Errorf("event %d is %+v", i, e)
		}
	}
	if _, ok := s.Log.Get(dropped); ok {
		t.Error("a dropped event is still there")
	}
}

func TestWatchAndSince(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.Unix)
	_, version := s.Log.Since(0)
	changed, stop := s.Log.Watch()
	defer stop()
	c := &Caller{}
	done := start(func() error { _, err := b.Recv(c, 1); return err })
	<-changed
	untilWaiting(t, c)
	begun, version := s.Log.Since(version)
	if len(begun) != 1 || begun[0].Call != "recv" || begun[0].Done() {
		t.Fatalf("got %+v", begun)
	}
	if again, v := s.Log.Since(version); len(again) > 0 || v != version {
		t.Errorf("without a change: %+v, version %d", again, v)
	}
	sent(t, a, "x")
	must(t, ended(t, done))
	<-changed
	news, _ := s.Log.Since(version)
	if len(news) != 2 || news[0].Seq != begun[0].Seq || !news[0].Done() || news[1].Call != "send" {
		t.Errorf("got %+v", news)
	}
}

// lateStack gives sockets whose receives return only when they are released.
type lateStack struct {
	kernel.Stack
	release chan struct{}
}

type lateEndpoint struct {
	stack.Endpoint
	release chan struct{}
}

func (l lateStack) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := l.Stack.Socket(n)
	return lateEndpoint{ep, l.release}, err
}

func (l lateEndpoint) Recv(got *stack.Received, n int, peek bool, blocked func()) error {
	err := l.Endpoint.Recv(got, n, peek, blocked)
	<-l.release
	return err
}

// A call that ends after its session was reset must not write into the log of
// what came after, where its number may belong to another.
func TestResetOfASessionWithCallsUnderWay(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := world(t, Config{Stack: lateStack{release: release}})
	_, version := s.Log.Since(0)
	var blocked []<-chan error
	for range 5 {
		b := bound(t, s, stack.UDP4, "", "")
		c := &Caller{}
		blocked = append(blocked, start(func() error { _, err := b.Recv(c, 1); return err }))
		untilWaiting(t, c)
	}
	s.Reset()
	for i := range 6 { // the numbers of the old calls are taken again
		if x := fresh(t, s, stack.TCP4); x.ID != i+1 {
			t.Errorf("socket %d after the reset is number %d", i+1, x.ID)
		}
	}
	close(release)
	for _, done := range blocked {
		wantCode(t, ended(t, done), "CLOSED")
	}
	events, dropped := s.Log.All()
	for _, e := range events {
		if e.Call != "socket" || e.Err != nil {
			t.Errorf("got %+v", e)
		}
	}
	if news, _ := s.Log.Since(version); len(events) != 6 || len(news) != 6 || dropped != 0 {
		t.Errorf("%d events, %d of them new, %d dropped", len(events), len(news), dropped)
	}
}

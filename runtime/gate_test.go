package runtime

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	goruntime "runtime"
	"sync"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// queue starts n receives of one byte on a socket, one after the other.
func queue(t *testing.T, s *Socket, n int) (callers []*Caller, results []chan string) {
	t.Helper()
	for i := range n {
		c := &Caller{Task: i}
		r := make(chan string, 1)
		callers, results = append(callers, c), append(results, r)
		go func() {
			got, err := s.Recv(c, 1)
			if err != nil {
				got = []byte(Code(err))
			}
			r <- string(got)
		}()
		eventually(t, "the receive queues", func() bool { return len(s.Waiting()) == i+1 })
	}
	return callers, results
}

func TestFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.Unix)
	_, results := queue(t, b, 5)
	for i, want := range []string{"a", "b", "c", "d", "e"} {
		sent(t, a, want)
		if got := <-results[i]; got != want {
			t.Fatalf("receive %d got %q, want %q", i, got, want)
		}
	}
}

func TestQueueWithDeadlinesAndInterrupts(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.TCP4)
	callers, results := queue(t, b, 5)
	callers[0].Interrupt(os.ErrDeadlineExceeded) // the one inside
	callers[2].Interrupt(errStop)                // one that queues
	if got := <-results[2] + <-results[0]; got != "ERROR"+"TIMEOUT" {
		t.Fatalf("the interrupted ones got %s", got)
	}
	late := &Caller{Deadline: time.Now().Add(5 * time.Millisecond)}
	_, err := b.Recv(late, 1)
	wantCode(t, err, "TIMEOUT")
	for _, i := range []int{1, 3, 4} {
		sent(t, a, fmt.Sprint(i))
		if got := <-results[i]; got != fmt.Sprint(i) {
			t.Fatalf("receive %d got %q", i, got)
		}
	}
	if w := b.Waiting(); len(w) != 0 {
		t.Errorf("%d callers still wait", len(w))
	}
}

func TestCloseEndsTheWholeQueue(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	_, b := pairOf(t, s, stack.TCP4)
	callers, results := queue(t, b, 5)
	must(t, b.Close(&Caller{}))
	for i, r := range results {
		if got := <-r; got != "CLOSED" {
			t.Errorf("receive %d got %q", i, got)
		}
	}
	// a caller that was thrown out can be used again
	x, y := pairOf(t, s, stack.Unix)
	sent(t, x, "z")
	for _, c := range callers[1:2] {
		if got, err := y.Recv(c, 1); string(got) != "z" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	}
	eventually(t, "nobody waits", func() bool { return len(b.Waiting()) == 0 })
}

// Interrupts, deadlines and bytes come at random and at once: every byte is
// received once, every wait ends, and the socket is usable afterwards.
func TestInterruptsLoseNothing(t *testing.T) {
	t.Parallel()
	const takers, rounds = 4, 300
	for _, n := range streams {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			a, b := pairOf(t, s, n)
			var mu sync.Mutex
			var total int
			var all sync.WaitGroup
			stop := make(chan struct{})
			for i := range takers {
				c := &Caller{}
				all.Go(func() { hammer(t, b, c, rounds, func(k int) { mu.Lock(); total += k; mu.Unlock() }) })
				go func() {
					r := rand.New(rand.NewPCG(1, uint64(i)))
					for {
						select {
						case <-stop:
							return
						default:
							c.Interrupt(errStop)
							if r.IntN(2) == 0 {
								c.Reset()
							}
							time.Sleep(time.Duration(r.IntN(100)) * time.Microsecond) // at random
						}
					}
				}()
			}
			fed := 0
			done := make(chan struct{})
			go func() { all.Wait(); close(done) }()
			for open := true; open; {
				select {
				case <-done:
					open = false
				default:
					if int64(fed)-b.Received() < 100 {
						sent(t, a, "x")
						fed++
					}
					goruntime.Gosched()
				}
			}
			close(stop)
			must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
			rest, err := b.RecvAll(&Caller{}, 1<<20)
			if err != nil || total+len(rest) != fed {
				t.Errorf("%d bytes received and %d left (%v), want %d", total, len(rest), err, fed)
			}
		})
	}
}

// hammer receives one byte at a time, whatever ends the wait.
func hammer(t *testing.T, s *Socket, c *Caller, rounds int, count func(int)) {
	for i := range rounds {
		c.Reset()
		c.Deadline = time.Time{}
		if i%3 == 0 {
			c.Deadline = time.Now().Add(time.Duration(i) * time.Microsecond)
		}
		got, err := s.Recv(c, 1)
		count(len(got))
		switch {
		case err == nil, errors.Is(err, errStop):
		case errors.Is(err, os.ErrDeadlineExceeded):
			if c.Deadline.IsZero() {
				t.Error("a timeout without a deadline")
			}
		default:
			t.Errorf("got %v", err)
		}
	}
}

func TestPauseAndAwait(t *testing.T) {
	t.Parallel()
	c := &Caller{}
	must(t, c.Pause(time.Microsecond))
	done := start(func() error { return c.Pause(time.Hour) })
	untilWaiting(t, c)
	if w, _ := c.Waiting(); w.Call != "sleep" || w.Since.IsZero() {
		t.Errorf("got %+v", w)
	}
	c.Interrupt(errStop)
	wantIs(t, ended(t, done), errStop)
	wantIs(t, c.Pause(time.Hour), errStop)
	c.Reset()
	c.Deadline = time.Now()
	wantIs(t, c.Pause(time.Hour), os.ErrDeadlineExceeded)
}

package runtime

import (
	"fmt"
	"net/netip"
	"os"
	goruntime "runtime"
	"testing"
	"time"

	"sockpit/runtime/kernel/sockdiag"
	"sockpit/runtime/stack"
)

// A leakFlow makes sockets, uses them and ends them, many times over in one
// session. i tells the times apart.
type leakFlow struct {
	name string
	run  func(t testing.TB, w *leakWorld, i int)
}

// leakWorld is where flows run: a session with a folder, and a loopback net.
type leakWorld struct {
	*Session
	dir string
	net byte // 127.net.*.*
}

// at gives an address that few other flows use, so that ports in TIME_WAIT do
// not run out.
func (w *leakWorld) at(i int) stack.Address {
	return stack.Address{Network: stack.TCP4, IP: netip.AddrFrom4([4]byte{127, w.net, byte(i / 250), byte(i%250 + 1)})}
}

var leakFlows = []leakFlow{
	{"tcp, the client closes first", func(t testing.TB, w *leakWorld, i int) { leakTCP(t, w, i, (*Socket).Close, (*Socket).Close) }},
	{"tcp, reset", func(t testing.TB, w *leakWorld, i int) { leakTCP(t, w, i, (*Socket).Reset, (*Socket).Close) }},
	{"tcp, closed with a client in the queue", func(t testing.TB, w *leakWorld, i int) {
		l := leakListener(t, w, i)
		c := dialed(t, w.Session, l)
		sent(t, c, "never read")
		must(t, l.Close(&Caller{}))
		must(t, c.Reset(&Caller{}))
	}},
	{"udp", func(t testing.TB, w *leakWorld, _ int) { leakPair(t, w, stack.UDP4) }},
	{"pair of unix", func(t testing.TB, w *leakWorld, _ int) { leakPair(t, w, stack.Unix) }},
	{"pair of unixgram", func(t testing.TB, w *leakWorld, _ int) { leakPair(t, w, stack.Unixgram) }},
	{"unix path", func(t testing.TB, w *leakWorld, i int) { leakUnix(t, w, fmt.Sprintf("%s/%d", w.dir, i)) }},
	{"unix abstract", func(t testing.TB, w *leakWorld, i int) { leakUnix(t, w, fmt.Sprintf("@%s-%d", w.dir, i)) }},
	{"timed out", func(t testing.TB, w *leakWorld, i int) {
		l := leakListener(t, w, i)
		_, err := l.Accept(&Caller{Deadline: time.Now().Add(10 * time.Microsecond)})
		wantCode(t, err, "TIMEOUT")
		must(t, l.Close(&Caller{}))
	}},
	{"cancelled", func(t testing.TB, w *leakWorld, _ int) {
		a, b := pairOf(t, w.Session, stack.Unix)
		c := &Caller{}
		done := start(func() error { _, err := b.Recv(c, 1); return err })
		untilWaiting(t, c)
		c.Interrupt(errStop)
		wantIs(t, ended(t, done), errStop)
		must(t, a.Close(&Caller{}))
		must(t, b.Close(&Caller{}))
	}},
	{"closed while it waits", func(t testing.TB, w *leakWorld, _ int) {
		a, b := pairOf(t, w.Session, stack.Unix)
		c := &Caller{}
		done := start(func() error { _, err := b.RecvExactly(c, 1); return err })
		untilWaiting(t, c)
		must(t, b.Close(&Caller{}))
		wantCode(t, ended(t, done), "CLOSED")
		must(t, a.Close(&Caller{}))
	}},
	{"wait for two", func(t testing.TB, w *leakWorld, _ int) {
		a, b := pairOf(t, w.Session, stack.Unix)
		_, err := w.Wait(&Caller{Deadline: time.Now().Add(10 * time.Microsecond)}, []*Socket{a, b}, stack.Want{Read: true})
		must(t, err)
		must(t, a.Close(&Caller{}))
		must(t, b.Close(&Caller{}))
	}},
	{"session", func(t testing.TB, _ *leakWorld, _ int) {
		s := NewSession(Config{LogCap: 50})
		_, b := pairOf(t, s, stack.Unix)
		c := &Caller{}
		done := start(func() error { _, err := b.Recv(c, 1); return err })
		untilWaiting(t, c)
		s.Close()
		if ended(t, done) == nil { // closed, or the end: the other socket may have been closed first
			t.Error("a recv gave something")
		}
	}},
}

func leakListener(t testing.TB, w *leakWorld, i int) *Socket {
	t.Helper()
	l := fresh(t, w.Session, stack.TCP4)
	must(t, l.Bind(&Caller{}, w.at(i)))
	must(t, l.Listen(&Caller{}, 5))
	return l
}

func leakTCP(t testing.TB, w *leakWorld, i int, first, second func(*Socket, *Caller) error) {
	t.Helper()
	l := leakListener(t, w, i)
	c := dialed(t, w.Session, l)
	s := accepted(t, l)
	sent(t, c, "question")
	received(t, s, "question")
	sent(t, s, "answer")
	received(t, c, "answer")
	must(t, first(c, &Caller{}))
	_, _ = s.Recv(&Caller{Deadline: time.Now().Add(patience)}, 1)
	must(t, second(s, &Caller{}))
	must(t, l.Close(&Caller{}))
}

func leakPair(t testing.TB, w *leakWorld, n stack.Network) {
	t.Helper()
	a, b := pairOf(t, w.Session, n)
	sent(t, a, "x")
	_, err := b.Recv(&Caller{Deadline: time.Now().Add(patience)}, 10)
	must(t, err)
	must(t, a.Close(&Caller{}))
	must(t, b.Close(&Caller{}))
}

func leakUnix(t testing.TB, w *leakWorld, path string) {
	t.Helper()
	l := fresh(t, w.Session, stack.Unix)
	must(t, l.Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: path}))
	must(t, l.Listen(&Caller{}, 5))
	c := dialed(t, w.Session, l)
	s := accepted(t, l)
	sent(t, c, "x")
	received(t, s, "x")
	for _, sock := range []*Socket{c, s, l} {
		must(t, sock.Close(&Caller{}))
	}
}

// leakTimes is how often each flow runs, and the bytes that the heap may seem to
// grow a time: the short form also counts what a session keeps up to a bound.
func leakTimes() (n int, slope float64) {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 10_000, 32
	}
	return 300, 2500
}

// TestLeaks runs each flow many times and looks for what is left. It is not
// parallel: it counts everything the process has.
func TestLeaks(t *testing.T) {
	n, slope := leakTimes()
	for k, flow := range leakFlows {
		t.Run(flow.name, func(t *testing.T) {
			dir := shortDir(t)
			w := &leakWorld{NewSession(Config{LogCap: 50, Policy: Policy{Dirs: []string{dir}}}), dir, byte(100 + k)}
			defer w.Close()
			warm := max(50, n/4) // until what is bounded has its size
			for i := range warm {
				flow.run(t, w, i)
			}
			goroutines, files := goruntime.NumGoroutine(), len(openDescriptors())
			var heap []float64
			for i := range n {
				if i%(n/10) == 0 {
					heap = append(heap, heapNow())
				}
				flow.run(t, w, warm+i)
			}
			eventually(t, fmt.Sprintf("%d goroutines, as before", goroutines), func() bool { return goruntime.NumGoroutine() <= goroutines })
			if now := openDescriptors(); len(now) > files {
				t.Errorf("%d descriptors before, now %v", files, now)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%d files are left, such as %s", len(left), left[0].Name())
			}
			if open := len(w.Sockets()); open > 0 {
				t.Errorf("%d sockets are open in the session", open)
			}
			grows := slopeOf(append(heap, heapNow())) / float64(n/10)
			if grows > slope {
				t.Errorf("the heap grows by %.0f bytes a flow, more than %.0f", grows, slope)
			}
			states := restingOn(t, w.net)
			t.Logf("%d flows: 0 goroutines, descriptors, files; heap %+.1f bytes a flow; sockets left: %v", n, grows, states)
		})
	}
}

// heapNow is how many bytes live objects take.
func heapNow() float64 {
	goruntime.GC()
	goruntime.GC() // the first one only runs finalizers, and empties half of each pool
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// slopeOf fits a line and gives how much it rises a sample.
func slopeOf(y []float64) float64 {
	n, sx, sy, sxx, sxy := float64(len(y)), 0.0, 0.0, 0.0, 0.0
	for i, v := range y {
		x := float64(i)
		sx, sy, sxx, sxy = sx+x, sy+v, sxx+x*x, sxy+x*v
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// restingOn waits until the kernel has nothing on 127.net.*.* but TIME_WAIT, and
// gives how many of those.
func restingOn(t testing.TB, net byte) map[string]int {
	t.Helper()
	var states map[string]int
	eventually(t, "only TIME_WAIT is left", func() bool {
		states = map[string]int{}
		rows, err := sockdiag.Dump(sockdiag.Query{TCP: true})
		must(t, err)
		for _, r := range rows {
			for _, a := range []netip.AddrPort{r.Local, r.Remote} {
				if ip := a.Addr().Unmap(); ip.Is4() && ip.As4()[0] == 127 && ip.As4()[1] == net {
					states[r.State]++
				}
			}
		}
		return len(states)-min(1, states["TIME_WAIT"]) == 0
	})
	return states
}

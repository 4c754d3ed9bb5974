package runtime

import (
	"math/rand/v2"
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// What datagrams were sent is received, waits, or was dropped, and every byte of those
// that were received was given or cut off, whatever their sizes.
func TestDatagramsAddUp(t *testing.T) {
	t.Parallel()
	for range 3 {
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 5))
		s := world(t, Config{})
		for _, n := range []stack.Network{stack.UDP4, stack.Unixgram} {
			a, b := pairOf(t, s, n)
			must(t, b.Setopt(&Caller{}, stack.FindOption("rcvbuf"), stack.Value{Int: 4096}))
			var waiting []int // sizes
			var sent, received, bytes int64
			for range 200 {
				switch r.IntN(4) {
				case 0, 1:
					size := []int{0, 0, 1, 10, 500, 1000}[r.IntN(6)]
					before := b.State().Drops
					if _, err := a.Send(&Caller{Deadline: time.Now().Add(time.Millisecond)}, make([]byte, size)); err != nil {
						break // a Unix socket waits for room
					}
					sent, bytes = sent+1, bytes+int64(size)
					if b.State().Drops == before || n == stack.Unixgram {
						waiting = append(waiting, size)
					} else {
						bytes -= int64(size)
					}
				case 2:
					if len(waiting) > 0 {
						_, err := b.Peek(&Caller{}, r.IntN(20))
						must(t, err)
					}
				case 3:
					if len(waiting) > 0 {
						_, err := b.Recv(&Caller{}, r.IntN(600))
						must(t, err)
						received, waiting = received+1, waiting[1:]
					}
				}
				st := b.State()
				rest := int64(0)
				for _, size := range waiting {
					rest += int64(size)
				}
				if st.Datagrams != stack.Quantity(len(waiting)) || bytes != b.Received()+b.Cut()+rest ||
					n == stack.UDP4 && sent != received+int64(st.Datagrams)+int64(st.Drops) {
					t.Fatalf("seed %d, %s: %d sent and %d received, %v wait (%d), %v dropped; %d bytes, of which %d received, %d cut, %d wait",
						seed, n, sent, received, st.Datagrams, len(waiting), st.Drops, bytes, b.Received(), b.Cut(), rest)
				}
			}
		}
	}
}

// Urgent data stops FIONREAD and a receive, but what is behind it waits too: the field,
// the table and a look at this socket alone say so alike.
func TestUrgentDataWaits(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	l, err := s.Socket(&Caller{}, stack.TCP4)
	must(t, err)
	must(t, l.Bind(&Caller{}, loopback(stack.TCP4, 0)))
	must(t, l.Listen(&Caller{}, 1))
	c, err := net.Dial("tcp", localOf(l).String())
	must(t, err)
	defer c.Close()
	a, err := l.Accept(&Caller{})
	must(t, err)
	raw, err := c.(*net.TCPConn).SyscallConn()
	must(t, err)
	must(t, raw.Control(func(fd uintptr) {
		err = unix.Send(int(fd), []byte("abc!"), unix.MSG_OOB)
		if err == nil {
			_, err = syscall.Write(int(fd), []byte("efghij"))
		}
	}))
	must(t, err)
	eventually(t, "all has come", func() bool { return s.Snapshot().Sockets[1].State.RecvQueue == 10 })
	for what, st := range map[string]stack.State{"alone": a.State(), "in the table": s.Snapshot().Sockets[1].State} {
		if st.RecvQueue != 10 || !st.Urgent || st.Mark != 3 {
			t.Errorf("%s: %v wait, the mark at %v", what, st.RecvQueue, st.Mark)
		}
	}
	if got, err := a.Recv(&Caller{}, 100); string(got) != "abc" || err != nil {
		t.Fatalf("got %q, %v", got, err)
	}
	for what, st := range map[string]stack.State{"alone": a.State(), "in the table": s.Snapshot().Sockets[1].State} {
		if st.RecvQueue != 7 || !st.Urgent || st.Mark != 0 {
			t.Errorf("at the mark, %s: %v wait, the mark at %v", what, st.RecvQueue, st.Mark)
		}
	}
}

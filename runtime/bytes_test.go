package runtime

import (
	"bytes"
	"errors"
	"io"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// eachStream runs a test on a pair of every stream network.
func eachStream(t *testing.T, networks []stack.Network, test func(t *testing.T, s *Session, a, b *Socket)) {
	t.Parallel()
	for _, n := range networks {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			a, b := pairOf(t, s, n)
			test(t, s, a, b)
		})
	}
}

func recvString(t *testing.T, s *Socket) string {
	t.Helper()
	got, err := s.Recv(&Caller{Deadline: time.Now().Add(patience)}, 1000)
	must(t, err)
	return string(got)
}

func TestHalfClose(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "last")
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
		received(t, b, "last")
		_, err := b.Recv(&Caller{}, 10)
		wantIs(t, err, io.EOF)
		sent(t, b, "answer")
		received(t, a, "answer")
		_, err = a.Send(&Caller{}, []byte("x"))
		wantIs(t, err, syscall.EPIPE)
		wantCode(t, err, "EPIPE")
	})
}

func TestResetReachesTheOtherEnd(t *testing.T) {
	eachStream(t, []stack.Network{stack.TCP4, stack.TCP6}, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "before")
		arrived(t, b, 6)
		c := &Caller{}
		must(t, a.Reset(&Caller{}))
		eventually(t, "the other end is closed", func() bool { return b.State().Name == stack.Closed })
		got, err := b.Recv(c, 10)
		if err == nil { // Linux gives what had arrived first
			if string(got) != "before" {
				t.Fatalf("got %q", got)
			}
			_, err = b.Recv(c, 10)
		}
		wantIs(t, err, syscall.ECONNRESET)
		_, err = b.Send(c, []byte("x"))
		wantIs(t, err, syscall.EPIPE)
	})
}

func TestCloseWithUnreadBytesResets(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "unread")
		arrived(t, b, 6)
		must(t, b.Close(&Caller{}))
		_, err := a.Recv(&Caller{Deadline: time.Now().Add(patience)}, 10)
		wantIs(t, err, syscall.ECONNRESET)
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	for _, n := range here(t, streams...) {
		l := listener(t, s, n, dir, 1)
		at := localOf(l)
		if n == stack.Unix {
			at.Path += "missing"
		}
		must(t, l.Close(&Caller{}))
		c := fresh(t, s, n)
		err := c.Connect(&Caller{}, at)
		if n == stack.Unix {
			wantIs(t, err, syscall.ENOENT)
			continue
		}
		ce := wantCode(t, err, "ECONNREFUSED")
		if ce.Target != at.String() || ce.Op != "connect" {
			t.Errorf("got %+v", ce)
		}
		if _, remote := c.Addresses(); !remote.IsZero() {
			t.Errorf("a refused socket has the remote address %v", remote)
		}
		// the same socket can try again
		l2 := fresh(t, s, n)
		must(t, l2.Bind(&Caller{}, loopback(n, 0)))
		must(t, l2.Listen(&Caller{}, 1))
		must(t, c.Connect(&Caller{Deadline: time.Now().Add(patience)}, localOf(l2)))
		sent(t, c, "hello")
		received(t, accepted(t, l2), "hello")
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	for _, n := range here(t, stack.Networks()...) {
		first := fresh(t, s, n)
		must(t, first.Bind(&Caller{}, someAddress(t, n, dir)))
		if n.IsStream() {
			must(t, first.Listen(&Caller{}, 1))
		}
		wantIs(t, fresh(t, s, n).Bind(&Caller{}, localOf(first)), syscall.EADDRINUSE)
		must(t, first.Close(&Caller{}))
	}
}

func TestLargeSendTellsHowFarItCame(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		n, err := a.Send(&Caller{Deadline: time.Now().Add(20 * time.Millisecond)}, make([]byte, 64<<20))
		ce := wantCode(t, err, "TIMEOUT")
		if n == 0 || ce.Sent != n || a.Sent() != int64(n) {
			t.Fatalf("send gave %d, the error tells %d, the socket %d", n, ce.Sent, a.Sent())
		}
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
		got, err := b.RecvAll(&Caller{}, 64<<20)
		if len(got) != n || err != nil {
			t.Fatalf("%d bytes arrived (%v), want %d", len(got), err, n)
		}
	})
}

func TestListenerDoesNotTalk(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	for _, n := range here(t, streams...) {
		l := listener(t, s, n, dir, 1)
		_, err := l.Send(&Caller{}, []byte("x"))
		wantIs(t, err, stack.ErrMisuse)
		_, err = l.Recv(&Caller{}, 1)
		wantIs(t, err, stack.ErrMisuse)
		_, err = fresh(t, s, n).Recv(&Caller{}, 1)
		if !errors.Is(err, syscall.ENOTCONN) && !errors.Is(err, syscall.EINVAL) {
			t.Errorf("recv on a fresh %s socket gave %v", n, err)
		}
	}
}

// Large receives are given the buffer they came in: no other may have it too.
func TestLargeReceivesShareNoBuffer(t *testing.T) {
	eachStream(t, []stack.Network{stack.Unix}, func(t *testing.T, s *Session, a, b *Socket) {
		const size, rounds = 40 << 10, 20
		done := start(func() (err error) {
			for i := range rounds {
				if err == nil {
					_, err = a.Send(&Caller{}, bytes.Repeat([]byte{byte(i)}, size))
				}
			}
			return err
		})
		var got [][]byte
		for range rounds {
			arrived := func() bool { return b.State().RecvQueue >= size }
			eventually(t, "a whole piece waits", arrived)
			piece, err := b.Recv(&Caller{}, size)
			must(t, err)
			got = append(got, piece)
		}
		must(t, ended(t, done))
		for i, piece := range got {
			if !bytes.Equal(piece, bytes.Repeat([]byte{byte(i)}, size)) {
				t.Fatalf("piece %d was overwritten", i)
			}
		}
	})
}

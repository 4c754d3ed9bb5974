package runtime

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// eachStream runs a test on a pair of every stream network.
func eachStream(t *testing.T, networks []Network, test func(t *testing.T, s *Session, a, b *Socket)) {
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
		must(t, a.Shutdown(&Caller{}, ShutWrite))
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
	eachStream(t, []Network{TCP4, TCP6}, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "before")
		arrived(t, b, 6)
		c := &Caller{}
		must(t, a.Reset(&Caller{}))
		eventually(t, "the other end is closed", func() bool { return b.State().Name == "CLOSED" })
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
	for _, n := range streams {
		l := listener(t, s, n, dir, 1)
		at := localOf(l)
		if n == Unix {
			at.Path += "missing"
		}
		must(t, l.Close(&Caller{}))
		c := fresh(t, s, n)
		err := c.Connect(&Caller{}, at)
		if n == Unix {
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
	for _, n := range Networks() {
		first := fresh(t, s, n)
		must(t, first.Bind(&Caller{}, someAddress(t, n, dir)))
		if n.IsStream() {
			must(t, first.Listen(&Caller{}, 1))
		}
		wantIs(t, fresh(t, s, n).Bind(&Caller{}, localOf(first)), syscall.EADDRINUSE)
		must(t, first.Close(&Caller{}))
	}
}

func TestEndInTheMiddleKeepsBytes(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "half")
		must(t, a.Shutdown(&Caller{}, ShutWrite))
		for _, call := range []func() ([]byte, error){
			func() ([]byte, error) { return b.RecvExactly(&Caller{}, 10) },
			func() ([]byte, error) { return b.RecvUntil(&Caller{}, []byte("\n"), 100) },
		} {
			_, err := call()
			wantIs(t, err, io.ErrUnexpectedEOF)
			if ce := wantCode(t, err, "EOF"); ce.Kept != 4 || b.Kept() != 4 {
				t.Fatalf("the error tells %d kept bytes, the socket %d, want 4", ce.Kept, b.Kept())
			}
		}
		if got, err := b.Peek(&Caller{}, 2); string(got) != "ha" || err != nil {
			t.Errorf("peek gave %q, %v", got, err)
		}
		if _, err := b.Peek(&Caller{}, -1); Code(err) != "ARGUMENT" {
			t.Errorf("peek of -1 bytes gave %v", err)
		}
		if m, err := b.RecvFrom(&Caller{}, 1); string(m.Data) != "h" || err != nil {
			t.Errorf("recvfrom gave %q, %v", m.Data, err)
		}
		if got := recvString(t, b); got != "alf" {
			t.Errorf("got %q, want %q", got, "alf")
		}
		_, err := b.RecvExactly(&Caller{}, 10)
		wantIs(t, err, io.EOF)
	})
}

func TestTimeoutInTheMiddleKeepsBytes(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "ab")
		c := &Caller{}
		done := start(func() error { _, err := b.RecvExactly(c, 4); return err })
		untilWaiting(t, c)
		c.Interrupt(errStop)
		wantIs(t, ended(t, done), errStop)
		sent(t, a, "cd\nrest")
		got, err := b.RecvUntil(&Caller{}, []byte("\n"), 100)
		if string(got) != "abcd\n" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
		received(t, b, "rest")
		sent(t, a, "x")
		_, err = b.RecvExactly(&Caller{Deadline: time.Now()}, 9)
		wantCode(t, err, "TIMEOUT")
		must(t, b.Close(&Caller{}))
		_, err = b.Recv(&Caller{}, 10)
		wantIs(t, err, net.ErrClosed) // not the byte that was kept
	})
}

func TestRecvUntil(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		c := &Caller{}
		var got []byte
		done := start(func() (err error) {
			got, err = b.RecvUntil(c, []byte("\r\n\r\n"), 100)
			return err
		})
		untilWaiting(t, c)
		sent(t, a, "head\r\n")
		eventually(t, "the first half is taken", func() bool { return b.Received() == 6 })
		sent(t, a, "\r\nbody")
		must(t, ended(t, done))
		if string(got) != "head\r\n\r\n" {
			t.Fatalf("got %q", got)
		}
		arrived(t, b, 4) // the body is still the kernel's
		if b.Kept() != 0 || b.Received() != 8 {
			t.Errorf("%d bytes kept, %d received", b.Kept(), b.Received())
		}
		received(t, b, "body")
	})
}

func TestRecvUntilLimit(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "12345\n67890")
		arrived(t, b, 11)
		_, err := b.RecvUntil(&Caller{}, []byte("\n"), 4)
		if ce := wantCode(t, err, "LIMIT"); ce.Kept != 5 {
			t.Errorf("kept %d, want 5", ce.Kept)
		}
		_, err = b.RecvUntil(&Caller{}, []byte("\n"), 4)
		wantCode(t, err, "LIMIT")
		got, err := b.RecvUntil(&Caller{}, []byte("\n"), 5)
		if string(got) != "12345\n" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
		received(t, b, "67890")

		// the same with bytes that an earlier call left
		sent(t, a, "12345\n67890")
		_, err = b.RecvExactly(&Caller{Deadline: time.Now().Add(time.Millisecond)}, 99)
		wantCode(t, err, "TIMEOUT")
		_, err = b.RecvUntil(&Caller{}, []byte("\n"), 4)
		wantCode(t, err, "LIMIT")
		got, err = b.RecvUntil(&Caller{}, []byte("\n"), 5)
		if string(got) != "12345\n" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
		received(t, b, "67890")
	})
}

func TestRecvAllLimit(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, strings.Repeat("x", 100))
		must(t, a.Shutdown(&Caller{}, ShutWrite))
		_, err := b.RecvAll(&Caller{}, 99)
		if ce := wantCode(t, err, "LIMIT"); ce.Kept != 100 {
			t.Errorf("kept %d, want 100", ce.Kept)
		}
		got, err := b.RecvAll(&Caller{}, 100)
		if len(got) != 100 || err != nil {
			t.Fatalf("got %d bytes, %v", len(got), err)
		}
		got, err = b.RecvAll(&Caller{}, 100)
		if len(got) != 0 || err != nil {
			t.Fatalf("at the end got %d bytes, %v", len(got), err)
		}
	})
}

// The line a RecvUntil saw may be gone when it takes it: another receive was
// quicker. It must not give a line without its end, nor lose what follows.
func TestRecvUntilFromManyTasks(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		const lines, takers = 200, 4
		results := make(chan []byte, lines)
		done := start(func() error {
			for range takers {
				go func() {
					c := &Caller{}
					for {
						line, err := b.RecvUntil(c, []byte("\n"), 100)
						if err != nil {
							return
						}
						results <- line
					}
				}()
			}
			return nil
		})
		must(t, ended(t, done))
		total := 0
		for i := range lines {
			line := strings.Repeat("x", i%7) + "\n"
			total += len(line)
			sent(t, a, line)
		}
		got := 0
		for range lines {
			line := <-results
			got += len(line)
			if n := bytes.Count(line, []byte("\n")); n != 1 || line[len(line)-1] != '\n' {
				t.Fatalf("got the line %q", line)
			}
		}
		if got != total {
			t.Errorf("got %d bytes, want %d", got, total)
		}
	})
}

func TestLargeSendTellsHowFarItCame(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		n, err := a.Send(&Caller{Deadline: time.Now().Add(20 * time.Millisecond)}, make([]byte, 64<<20))
		ce := wantCode(t, err, "TIMEOUT")
		if n == 0 || ce.Sent != n || a.Sent() != int64(n) {
			t.Fatalf("send gave %d, the error tells %d, the socket %d", n, ce.Sent, a.Sent())
		}
		must(t, a.Shutdown(&Caller{}, ShutWrite))
		got, err := b.RecvAll(&Caller{}, 64<<20)
		if len(got) != n || err != nil {
			t.Fatalf("%d bytes arrived (%v), want %d", len(got), err, n)
		}
	})
}

func TestListenerDoesNotTalk(t *testing.T) {
	t.Parallel()
	s, dir := own(t)
	for _, n := range streams {
		l := listener(t, s, n, dir, 1)
		_, err := l.Send(&Caller{}, []byte("x"))
		wantIs(t, err, syscall.ENOTCONN)
		_, err = l.Recv(&Caller{}, 1)
		wantIs(t, err, syscall.ENOTCONN)
		_, err = fresh(t, s, n).Recv(&Caller{}, 1)
		if !errors.Is(err, syscall.ENOTCONN) && !errors.Is(err, syscall.EINVAL) {
			t.Errorf("recv on a fresh %s socket gave %v", n, err)
		}
	}
}

// Large receives are given the buffer they came in: no other may have it too.
func TestLargeReceivesShareNoBuffer(t *testing.T) {
	eachStream(t, []Network{Unix}, func(t *testing.T, s *Session, a, b *Socket) {
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

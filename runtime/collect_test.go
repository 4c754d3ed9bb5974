package runtime

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

func TestEndInTheMiddleKeepsBytes(t *testing.T) {
	eachStream(t, streams, func(t *testing.T, s *Session, a, b *Socket) {
		sent(t, a, "half")
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
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
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
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

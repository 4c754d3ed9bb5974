package runtime

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/clock/clocktest"
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// hidden is the kernel without Abort, as another stack may be.
type hidden struct{ kernel.Stack }

func (h hidden) Socket(n stack.Network) (stack.Endpoint, error) {
	ep, err := h.Stack.Socket(n)
	return struct{ stack.Endpoint }{ep}, err
}

func (h hidden) Pair(n stack.Network) (stack.Endpoint, stack.Endpoint, error) {
	a, b, err := h.Stack.Pair(n)
	return struct{ stack.Endpoint }{a}, struct{ stack.Endpoint }{b}, err
}

func TestFaultReset(t *testing.T) {
	t.Parallel()
	for _, answering := range []stack.Stack{kernel.Stack{}, hidden{}} {
		s := world(t, Config{Stack: answering})
		a, b := pairOf(t, s, stack.TCP4)
		setFault(t, a, wire.SendSide, wire.Faults{Reset: wire.After(3)})
		c := &Caller{}
		done := start(func() error { _, err := a.Recv(c, 10); return err })
		untilWaiting(t, c)
		n, err := a.Send(&Caller{}, []byte("abcdef"))
		if n != 3 || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("send gave %d, %v", n, err)
		}
		wantIs(t, ended(t, done), syscall.ECONNRESET)
		_, err = a.Send(&Caller{}, []byte("x"))
		wantIs(t, err, syscall.EPIPE)
		_, err = a.Recv(&Caller{}, 1)
		wantIs(t, err, io.EOF)
		if ready, err := s.Wait(&Caller{}, []*Socket{a}, stack.Want{Read: true, Write: true}); len(ready) != 1 || err != nil {
			t.Errorf("got %v, %v", ready, err)
		}
		eventually(t, "the other end meets the reset", func() bool {
			_, err := b.Recv(&Caller{Deadline: time.Now().Add(patience)}, 10)
			return errors.Is(err, syscall.ECONNRESET)
		})
		wantNote(t, a, "reset: ended the connection after 3 bytes")
		if answering == (kernel.Stack{}) && a.State().Name != stack.Closed {
			t.Errorf("the kernel calls it %s", a.State().Name)
		}
		must(t, a.Close(&Caller{}))
	}
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.Unix)
	setFault(t, b, wire.RecvSide, wire.Faults{Reset: wire.After(0)})
	sent(t, a, "x")
	_, err := b.Recv(&Caller{}, 1)
	wantIs(t, err, syscall.ECONNRESET)
	_, err = a.Recv(&Caller{Deadline: time.Now().Add(patience)}, 1)
	wantIs(t, err, io.EOF)
}

func TestFaultGlued(t *testing.T) {
	t.Parallel()
	for _, n := range streams {
		clk := clocktest.New() // on a busy machine the time between two sends may be longer than what is held may wait
		s := world(t, Config{Clock: clk})
		a, b := pairOf(t, s, n)
		setFault(t, a, wire.BothSides, wire.Faults{Glued: true})
		one := func(text string) {
			t.Helper()
			if got := <-recvOne(b); got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		}
		sent(t, a, "a")
		sent(t, a, "b")
		sent(t, a, "c")
		go func() { _, _ = a.Recv(&Caller{}, 1) }() // flushes; ends with the session
		one("abc")
		sent(t, a, "d")
		sent(t, a, "e")
		clk.Next()
		one("de")
		big := strings.Repeat("x", 2000) // more than is ever held
		sent(t, a, "f")
		sent(t, a, big)
		received(t, b, "f"+big)
		sent(t, a, "g")
		setFault(t, a, wire.BothSides, wire.Faults{})
		clk.Next()
		one("g")
		setFault(t, a, wire.BothSides, wire.Faults{Glued: true})
		sent(t, a, "h")
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
		one("h")
		one("EOF")
		if a.Sent() != b.Received() {
			t.Errorf("sent %d, received %d", a.Sent(), b.Received())
		}
	}
}

func recvOne(s *Socket) <-chan string {
	got := make(chan string, 1)
	data, err := s.Recv(&Caller{Deadline: time.Now().Add(patience)}, 100)
	if err != nil {
		data = []byte(err.Error())
	}
	got <- string(data)
	return got
}

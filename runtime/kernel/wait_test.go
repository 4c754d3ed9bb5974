//go:build unix

package kernel

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// socketOf makes an endpoint that is closed at the end of the test.
func socketOf(t *testing.T, n stack.Network) *endpoint {
	t.Helper()
	ep, err := Stack{}.Socket(n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ep.Close() })
	return ep.(*endpoint)
}

// The kernel says that a Unix datagram socket can be written to as long as its
// own buffer has room, also when the receiver has none: that must not be
// believed at every turn of the processor.
func TestSendToAFullReceiverDoesNotSpin(t *testing.T) {
	t.Parallel()
	to := stack.Address{Network: stack.Unixgram, Path: filepath.Join(t.TempDir(), "to")}
	if err := socketOf(t, stack.Unixgram).Bind(to); err != nil {
		t.Fatal(err)
	}
	from := socketOf(t, stack.Unixgram)
	if err := from.SetDeadline(stack.Write, time.Now().Add(200*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	var err error
	for err == nil { // the last one finds the queue full
		_, err = from.Send([]byte("x"), to, func() {})
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	if _, n := Tries(from); n < 2 || n > 60 {
		t.Errorf("%d tries in 200 ms", n)
	}
}

// A pollerWatch calls begins whenever a wait in the poller begins.
type pollerWatch struct {
	syscall.RawConn
	begins func()
}

func (w pollerWatch) Read(f func(uintptr) bool) error {
	w.begins()
	return w.RawConn.Read(f)
}

// A send right after the look of Received.Silent must be seen: the look is taken
// only when the poller looks out already.
func TestSilentIsAskedAfterThePoller(t *testing.T) {
	t.Parallel()
	a, b, err := Stack{}.Pair(stack.Unix)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	defer b.Close()
	e := b.(*endpoint)
	polls, looks := false, 0
	e.raw = pollerWatch{e.raw, func() { polls = true }}
	if _, err := a.Send([]byte("x"), stack.Address{}, nil); err != nil {
		t.Fatal(err)
	}
	got := &stack.Received{Silent: func() bool {
		if looks++; !polls {
			t.Error("it looks before the poller does")
		}
		return false
	}}
	if err := e.Recv(got, 1, false, func() {}); err != nil || string(got.Data) != "x" || looks != 1 {
		t.Errorf("got %q after %d looks, %v", got.Data, looks, err)
	}
}

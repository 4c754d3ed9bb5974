package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// A conformCase is one call that may wait, in a state in which it must.
type conformCase struct {
	name     string
	networks []stack.Network
	setup    func(t *testing.T, w *conformWorld, n stack.Network) conformCall
}

// A conformCall is the call, on which socket, and what ends its wait well.
type conformCall struct {
	on      *Socket
	several bool // the call is on several sockets, none of which has a say in how long
	call    func(c *Caller) error
	proceed func(t *testing.T) // makes the call succeed
}

// conformWorld is a fresh session with a folder for Unix sockets.
type conformWorld struct {
	*Session
	dir string
}

// testStack runs the whole suite on a stack. Every Stack must pass.
func testStack(t *testing.T, stack stack.Stack, networks []stack.Network) {
	for _, cc := range conformCases() {
		for _, n := range networks {
			if !containsNetwork(cc.networks, n) {
				continue
			}
			for _, how := range endings {
				t.Run(fmt.Sprintf("%s/%s/%s", cc.name, n, how.name), func(t *testing.T) {
					t.Parallel()
					needs(t, n)
					dir := shortDir(t)
					s := world(t, Config{Stack: stack, Policy: Policy{Dirs: []string{dir}}})
					how.run(t, cc.setup(t, &conformWorld{s, dir}, n))
				})
			}
		}
	}
}

func TestKernelConforms(t *testing.T) {
	t.Parallel()
	testStack(t, kernel.Stack{}, stack.Networks())
}

func containsNetwork(list []stack.Network, n stack.Network) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// endings are the ways in which a wait ends.
var endings = []struct {
	name string
	run  func(t *testing.T, k conformCall)
}{
	{"success", endSuccess},
	{"interrupt_before", endInterruptBefore},
	{"interrupt_during", endInterruptDuring},
	{"interrupt_and_reset", endInterruptReset},
	{"deadline", endDeadline},
	{"deadline_then_success", endDeadlineThenSuccess},
	{"timeout_of_socket", endSocketTimeout},
	{"closed_during", endClosedDuring},
	{"closed_before", endClosedBefore},
	{"reset_during", endResetDuring},
}

func endSuccess(t *testing.T, k conformCall) {
	blocks, resumes := 0, 0
	c := &Caller{Block: func() { blocks++ }, Resume: func() { resumes++ }}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	k.proceed(t)
	must(t, ended(t, done))
	if blocks != 1 || resumes != 1 {
		t.Errorf("Block was called %d times, Resume %d, want once each", blocks, resumes)
	}
	if w, ok := c.Waiting(); ok {
		t.Errorf("the caller still waits: %+v", w)
	}
}

func endInterruptBefore(t *testing.T, k conformCall) {
	c := &Caller{}
	c.Interrupt(context.Canceled)
	wantIs(t, ended(t, start(func() error { return k.call(c) })), context.Canceled)
	usable(t, c, k)
}

func endInterruptDuring(t *testing.T, k conformCall) {
	c := &Caller{}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	c.Interrupt(context.Canceled)
	wantIs(t, ended(t, done), context.Canceled)
	usable(t, c, k)
}

// endInterruptReset takes the interrupt back before the call can have seen it.
func endInterruptReset(t *testing.T, k conformCall) {
	c := &Caller{}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	c.Interrupt(context.Canceled)
	c.Reset()
	wantIs(t, ended(t, done), context.Canceled)
	usable(t, c, k)
}

// usable makes the call again after one that failed, and lets it succeed.
func usable(t *testing.T, c *Caller, k conformCall) {
	t.Helper()
	c.Reset()
	c.Deadline = time.Time{}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	k.proceed(t)
	must(t, ended(t, done))
}

func endDeadline(t *testing.T, k conformCall) {
	c := &Caller{Deadline: time.Now().Add(5 * time.Millisecond)}
	wantTimeout(t, ended(t, start(func() error { return k.call(c) })))
	usable(t, c, k)
}

// endDeadlineThenSuccess lets what the call waits for come after the deadline,
// before the call is made again: a deadline that stuck would refuse it.
func endDeadlineThenSuccess(t *testing.T, k conformCall) {
	c := &Caller{Deadline: time.Now().Add(-time.Second)}
	wantTimeout(t, ended(t, start(func() error { return k.call(c) })))
	c.Deadline = time.Now().Add(patience)
	k.proceed(t)
	must(t, ended(t, start(func() error { return k.call(c) })))
}

func endSocketTimeout(t *testing.T, k conformCall) {
	if k.several {
		t.Skip("the call is no socket's own")
	}
	k.on.SetTimeout(5 * time.Millisecond)
	c := &Caller{}
	wantTimeout(t, ended(t, start(func() error { return k.call(c) })))
	if !c.Deadline.IsZero() {
		t.Error("the socket's limit stayed on the caller")
	}
	k.on.SetTimeout(0)
	usable(t, c, k)
}

// errNothingReady is a wait that ended with nothing ready: not an error of Wait.
var errNothingReady = errors.New("nothing ready")

func wantTimeout(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, os.ErrDeadlineExceeded) && err != errNothingReady {
		t.Fatalf("got error %v, want a timeout", err)
	}
}

func endClosedDuring(t *testing.T, k conformCall) {
	c := &Caller{}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	must(t, k.on.Close(&Caller{}))
	wantIs(t, ended(t, done), net.ErrClosed)
}

func endClosedBefore(t *testing.T, k conformCall) {
	must(t, k.on.Close(&Caller{}))
	wantIs(t, ended(t, start(func() error { return k.call(&Caller{}) })), net.ErrClosed)
	wantIs(t, k.on.Close(&Caller{}), net.ErrClosed)
}

func endResetDuring(t *testing.T, k conformCall) {
	if !k.on.Network.IsTCP() {
		t.Skip("only TCP has a reset")
	}
	c := &Caller{}
	done := start(func() error { return k.call(c) })
	untilWaiting(t, c)
	must(t, k.on.Reset(&Caller{}))
	wantIs(t, ended(t, done), net.ErrClosed)
}

// eofIsGood is for calls that io.EOF ends well.
func eofIsGood(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

package runtime

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// receives are the calls that wait for a datagram; each gives io.EOF when none
// will come.
var receives = map[string]func(*Socket, *Caller) ([]byte, error){
	"recv": func(s *Socket, c *Caller) ([]byte, error) { return s.Recv(c, 10) },
	"peek": func(s *Socket, c *Caller) ([]byte, error) { return s.Peek(c, 10) },
	"recvfrom": func(s *Socket, c *Caller) ([]byte, error) {
		m, err := s.RecvFrom(c, 10)
		return m.Data, err
	},
	"wait": func(s *Socket, c *Caller) ([]byte, error) {
		ready, err := s.session.Wait(c, []*Socket{s}, stack.Want{Read: true})
		if err != nil || len(ready) == 0 {
			return nil, errors.Join(err, fmt.Errorf("%d sockets are ready", len(ready)))
		}
		return nil, io.EOF
	},
}

// Shutdown of receiving ends the receives of a datagram socket, those that wait
// and those to come, after what has come before; of sending it does not.
func TestShutdownEndsDatagrams(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(*testing.T, *Session, string) *Socket{
		"unixgram bound": func(t *testing.T, s *Session, dir string) *Socket {
			return bound(t, s, stack.Unixgram, dir, fmt.Sprint(len(s.Sockets())))
		},
	}
	for _, n := range here(t, stack.UDP4, stack.UDP6, stack.Unixgram) {
		kinds[string(n)+" pair"] = func(t *testing.T, s *Session, _ string) *Socket { _, b := pairOf(t, s, n); return b }
	}
	for _, n := range here(t, stack.UDP4, stack.UDP6) {
		kinds[string(n)+" bound"] = func(t *testing.T, s *Session, dir string) *Socket { return bound(t, s, n, dir, "") }
	}
	s, dir := own(t)
	for kind, newSocket := range kinds {
		for call, receive := range receives {
			for _, how := range []stack.How{stack.ShutRead, stack.ShutWrite, stack.ShutBoth} {
				name := fmt.Sprintf("%s, %s, %v", kind, call, how)
				before := newSocket(t, s, dir)
				_ = before.Shutdown(&Caller{}, how) // an unconnected UDP socket is told ENOTCONN, and ends all the same
				if how == stack.ShutWrite {
					if _, err := receive(before, now()); errors.Is(err, io.EOF) {
						t.Errorf("%s: %v", name, err)
					}
					continue
				}
				endsAtOnce(t, name+", before", start(func() error { _, err := receive(before, &Caller{}); return err }))
				while, c := newSocket(t, s, dir), &Caller{}
				done := start(func() error { _, err := receive(while, c); return err })
				untilWaiting(t, c)
				_ = while.Shutdown(&Caller{}, how)
				endsAtOnce(t, name+", while", done)
			}
		}
	}
}

func endsAtOnce(t *testing.T, name string, done <-chan error) {
	t.Helper()
	select {
	case err := <-done:
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v, want the end", name, err)
		}
	case <-time.After(patience):
		t.Fatalf("%s: waits for ever", name)
	}
}

// What came before the end is received first, also empty datagrams.
func TestShutdownLeavesWhatCame(t *testing.T) {
	t.Parallel()
	for _, n := range here(t, stack.UDP4, stack.UDP6, stack.Unixgram) {
		a, b := pairOf(t, world(t, Config{}), n)
		sent(t, a, "one")
		sent(t, a, "")
		must(t, b.Shutdown(&Caller{}, stack.ShutRead))
		for _, want := range []string{"one", ""} {
			if got, err := b.Recv(&Caller{Deadline: time.Now().Add(patience)}, 10); err != nil || string(got) != want {
				t.Errorf("%s: got %q, %v, want %q", n, got, err, want)
			}
		}
		if _, err := b.Recv(&Caller{Deadline: time.Now().Add(patience)}, 10); !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v", n, err)
		}
	}
}

package runtime

import (
	"testing"

	"sockpit/runtime/stack"
)

var (
	streams   = []stack.Network{stack.TCP4, stack.TCP6, stack.Unix}
	datagrams = []stack.Network{stack.UDP4, stack.UDP6, stack.Unixgram}
)

// conformCases are the calls that may wait.
func conformCases() []conformCase {
	return []conformCase{
		{"accept", streams, setupAccept},
		{"connect", streams, setupConnect},
		{"recv", stack.Networks(), receiving("x", func(s *Socket, c *Caller) error {
			_, err := s.Recv(c, 100)
			return err
		})},
		{"recvfrom", datagrams, receiving("x", func(s *Socket, c *Caller) error {
			_, err := s.RecvFrom(c, 100)
			return err
		})},
		{"peek", stack.Networks(), receiving("x", func(s *Socket, c *Caller) error {
			_, err := s.Peek(c, 100)
			return err
		})},
		{"recv_exactly", streams, receiving("four", func(s *Socket, c *Caller) error {
			_, err := s.RecvExactly(c, 4)
			return err
		})},
		{"recv_until", streams, receiving("line\n", func(s *Socket, c *Caller) error {
			_, err := s.RecvUntil(c, []byte("\n"), 100)
			return err
		})},
		{"recv_all", streams, setupRecvAll},
		{"send", []stack.Network{stack.TCP4, stack.TCP6, stack.Unix, stack.Unixgram}, setupSend},
		{"sendto", []stack.Network{stack.Unixgram}, setupSendTo},
		{"wait", stack.Networks(), setupWait},
		{"wait_write", streams, setupWaitWrite},
	}
}

func setupAccept(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	l := listener(t, w.Session, n, w.dir, 8)
	return conformCall{
		on: l,
		call: func(c *Caller) error {
			_, err := l.Accept(c)
			return err
		},
		proceed: func(t *testing.T) { dialed(t, w.Session, l) },
	}
}

// setupConnect fills the backlog of a listener, so that the kernel keeps the
// next client waiting.
func setupConnect(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	l := listener(t, w.Session, n, w.dir, 0)
	dialed(t, w.Session, l)
	s := fresh(t, w.Session, n)
	return conformCall{
		on:   s,
		call: func(c *Caller) error { return s.Connect(c, localOf(l)) },
		// The kernel sends the SYN again one second later.
		proceed: func(t *testing.T) { accepted(t, l) },
	}
}

// receiving is a receive on one end of a pair; message is what ends it well.
func receiving(message string, call func(s *Socket, c *Caller) error) func(*testing.T, *conformWorld, stack.Network) conformCall {
	return func(t *testing.T, w *conformWorld, n stack.Network) conformCall {
		a, b := pairOf(t, w.Session, n)
		return conformCall{
			on:      a,
			call:    func(c *Caller) error { return call(a, c) },
			proceed: func(t *testing.T) { sent(t, b, message) },
		}
	}
}

func setupRecvAll(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	a, b := pairOf(t, w.Session, n)
	sent(t, b, "some")
	return conformCall{
		on: a,
		call: func(c *Caller) error {
			_, err := a.RecvAll(c, 100)
			return eofIsGood(err)
		},
		proceed: func(t *testing.T) { must(t, b.Shutdown(&Caller{}, stack.ShutWrite)) },
	}
}

// drain takes what the other end was sent, until the session ends.
func drain(s *Socket) {
	go func() {
		for {
			if _, err := s.Recv(&Caller{}, 1<<20); err != nil {
				return
			}
		}
	}()
}

func setupSend(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	a, b := pairOf(t, w.Session, n)
	if n.IsStream() {
		small(t, a, b)
		fill(t, a)
	} else {
		fillDatagrams(t, a, stack.Address{})
	}
	return conformCall{
		on: a,
		call: func(c *Caller) error {
			_, err := a.Send(c, []byte("x"))
			return err
		},
		proceed: func(t *testing.T) { drain(b) },
	}
}

// fillDatagrams sends until the receiver's queue is full.
func fillDatagrams(t *testing.T, s *Socket, to stack.Address) {
	t.Helper()
	c := &Caller{}
	done := start(func() error {
		for {
			if _, err := s.SendTo(c, []byte("x"), to); err != nil {
				return err
			}
		}
	})
	untilWaiting(t, c)
	c.Interrupt(errStop)
	wantIs(t, ended(t, done), errStop)
}

// setupSendTo fills the receiver's queue from another sender: then the kernel
// does not tell this one when there is room again.
func setupSendTo(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	to := fresh(t, w.Session, n)
	must(t, to.Bind(&Caller{}, someAddress(t, n, w.dir)))
	at := localOf(to)
	fillDatagrams(t, fresh(t, w.Session, n), at)
	s := fresh(t, w.Session, n)
	return conformCall{
		on: s,
		call: func(c *Caller) error {
			_, err := s.SendTo(c, []byte("x"), at)
			return err
		},
		proceed: func(t *testing.T) { drain(to) },
	}
}

func setupWait(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	a, b := pairOf(t, w.Session, n)
	other, _ := pairOf(t, w.Session, n)
	return conformCall{
		on:      a,
		several: true,
		call:    func(c *Caller) error { return waitFor(w.Session, c, []*Socket{other, a}, false) },
		proceed: func(t *testing.T) { sent(t, b, "x") },
	}
}

func setupWaitWrite(t *testing.T, w *conformWorld, n stack.Network) conformCall {
	a, b := pairOf(t, w.Session, n)
	small(t, a, b)
	fill(t, a)
	return conformCall{
		on:      a,
		several: true,
		call:    func(c *Caller) error { return waitFor(w.Session, c, []*Socket{a}, true) },
		proceed: func(t *testing.T) { drain(b) },
	}
}

// waitFor makes an error of a wait that finds nothing ready.
func waitFor(s *Session, c *Caller, socks []*Socket, write bool) error {
	ready, err := s.Wait(c, socks, stack.Want{Read: true, Write: write})
	if err == nil && len(ready) == 0 {
		return errNothingReady
	}
	if err == nil && ready[0].Err != nil {
		return ready[0].Err
	}
	return err
}

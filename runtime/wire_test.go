package runtime

import (
	"os"
	"strings"
	"testing"
	"time"

	"sockpit/runtime/stack"
	"sockpit/runtime/wire"
)

// notes gives what the faults of a socket did, "slice: handed on …".
func notes(s *Socket) []string {
	var out []string
	events, _ := s.session.Log.All()
	for _, e := range events {
		if e.Call == "fault" && e.Socket == s.ID && e.Note != "" {
			out = append(out, e.Arg+": "+e.Note)
		}
	}
	return out
}

func wantNote(t *testing.T, s *Socket, want string) {
	t.Helper()
	for _, n := range notes(s) {
		if n == want {
			return
		}
	}
	t.Errorf("no event %q among %q", want, notes(s))
}

func setFault(t *testing.T, s *Socket, side wire.Side, f wire.Faults) {
	t.Helper()
	must(t, s.Fault(&Caller{}, side, f))
}

// recvs gives what each receive of at most 100 bytes gave, until none is there.
func recvs(t *testing.T, s *Socket) []string {
	t.Helper()
	var out []string
	for s.endpoint().Poll(stack.Read) {
		got, err := s.Recv(&Caller{Deadline: time.Now().Add(patience)}, 100)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(got))
	}
	return out
}

func onStreams(t *testing.T, f func(t *testing.T, s *Session, a, b *Socket)) {
	for _, n := range streams {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			s := world(t, Config{})
			a, b := pairOf(t, s, n)
			f(t, s, a, b)
		})
	}
}

func TestFaultsThatCut(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		setFault(t, b, wire.RecvSide, wire.Faults{Slice: 3})
		sent(t, a, "abcdefgh")
		arrived(t, b, 8)
		if got := strings.Join(recvs(t, b), "|"); got != "abc|def|gh" {
			t.Errorf("slice: got %s", got)
		}
		wantNote(t, b, "slice: handed on 3 bytes, at most 3 at a time, in 1 piece")
		setFault(t, b, wire.BothSides, wire.Faults{Halves: true})
		sent(t, a, "abcdefghi")
		arrived(t, b, 9)
		if got := strings.Join(recvs(t, b), "|"); got != "abcde|fghi" {
			t.Errorf("halves: got %s", got)
		}
		setFault(t, b, wire.BothSides, wire.Faults{})
		sent(t, a, "whole")
		arrived(t, b, 5)
		if got := strings.Join(recvs(t, b), "|"); got != "whole" {
			t.Errorf("got %s", got)
		}
		setFault(t, a, wire.SendSide, wire.Faults{Slice: 2})
		sent(t, a, "abcde")
		received(t, b, "abcde")
		wantNote(t, a, "slice: handed on 5 bytes, at most 2 at a time, in 3 pieces")
		if b.Received() != a.Sent() || a.Sent() != 27 {
			t.Errorf("sent %d, received %d", a.Sent(), b.Received())
		}
	})
}

// A peek sees what a receive would give, and what it saw need not wait again.
func TestFaultsAndPeek(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		setFault(t, b, wire.RecvSide, wire.Faults{Slice: 2, Delay: time.Millisecond})
		sent(t, a, "one\ntwo\nrest")
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
		c := &Caller{Deadline: time.Now().Add(patience)}
		for _, want := range []string{"one\n", "two\n"} {
			if got, err := b.RecvUntil(c, []byte("\n"), 100); string(got) != want {
				t.Fatalf("got %q, %v", got, err)
			}
		}
		if got, err := b.Peek(c, 10); string(got) != "re" {
			t.Errorf("got %q, %v", got, err)
		}
		if got, err := b.RecvAll(c, 100); string(got) != "rest" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		wantNote(t, b, "delay: the end of the stream came 1ms later")
	})
}

func TestFaultStop(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		setFault(t, b, wire.RecvSide, wire.Faults{Stop: wire.After(3)})
		sent(t, a, "abcdef")
		received(t, b, "abc")
		c := &Caller{}
		done := start(func() error { _, err := b.Recv(c, 10); return err })
		untilWaiting(t, c)
		wantNote(t, b, "stop: holds 3 bytes back")
		if b.endpoint().Poll(stack.Read) {
			t.Error("ready, though nothing passes")
		}
		if st := b.State(); st.RecvQueue != 3 {
			t.Errorf("the kernel has %v bytes, want 3", st.RecvQueue)
		}
		c.Interrupt(errStop)
		wantIs(t, ended(t, done), errStop)
		wantNote(t, b, "stop: held 3 bytes back")
		_, err := b.Recv(&Caller{Deadline: time.Now().Add(time.Millisecond)}, 10)
		wantIs(t, err, os.ErrDeadlineExceeded)
		c.Reset()
		done = start(func() error { _, err := b.RecvExactly(c, 3); return err })
		untilWaiting(t, c)
		setFault(t, b, wire.RecvSide, wire.Faults{})
		must(t, ended(t, done))

		setFault(t, a, wire.SendSide, wire.Faults{Stop: wire.After(8)})
		n, err := a.Send(&Caller{Deadline: time.Now().Add(time.Millisecond)}, []byte("ghi"))
		if n != 2 || !timedOut(err) {
			t.Errorf("send gave %d, %v", n, err)
		}
		if a.endpoint().Poll(stack.Write) {
			t.Error("room to send, though nothing passes")
		}
		done = start(func() error { _, err := a.Send(&Caller{}, []byte("i")); return err })
		eventually(t, "the send waits", func() bool { return len(a.Waiting()) == 1 })
		must(t, a.Close(&Caller{}))
		wantIs(t, ended(t, done), ErrClosed)
	})
}

// A fault is for calls that wait already, too; their deadlines and interrupts
// hold as before.
func TestFaultWhileACallWaits(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		c := &Caller{Deadline: time.Now().Add(patience)}
		var got []byte
		done := start(func() (err error) { got, err = b.Recv(c, 10); return err })
		untilWaiting(t, c)
		setFault(t, b, wire.RecvSide, wire.Faults{Stop: wire.After(0)})
		sent(t, a, "abc")
		eventually(t, "the fault is met", func() bool { return len(notes(b)) > 0 })
		setFault(t, b, wire.RecvSide, wire.Faults{Slice: 2})
		if err := ended(t, done); err != nil || string(got) != "ab" {
			t.Fatalf("got %q, %v", got, err)
		}
		received(t, b, "c")
		for _, end := range []func(c *Caller){
			func(c *Caller) { c.Interrupt(os.ErrDeadlineExceeded) },
			func(c *Caller) {},
		} {
			waits := make(chan struct{})
			c := &Caller{Deadline: time.Now().Add(5 * time.Millisecond), Block: func() { close(waits) }}
			done := start(func() error { _, err := b.Recv(c, 1); return err })
			<-waits
			setFault(t, b, wire.BothSides, wire.Faults{Stop: wire.After(0)})
			end(c)
			wantIs(t, ended(t, done), os.ErrDeadlineExceeded)
			setFault(t, b, wire.BothSides, wire.Faults{})
		}
		sent(t, a, "d") // no deadline is left behind
		received(t, b, "d")
	})
}

func TestFaultDrop(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		setFault(t, a, wire.SendSide, wire.Faults{Drop: wire.After(2)})
		sent(t, a, "abcd")
		sent(t, a, "ef")
		if a.Sent() != 2 {
			t.Errorf("the kernel took 2 bytes, and sent is %d", a.Sent())
		}
		wantNote(t, a, "drop: threw 2 bytes away")
		setFault(t, a, wire.BothSides, wire.Faults{})
		setFault(t, b, wire.RecvSide, wire.Faults{Drop: wire.After(3)})
		sent(t, a, "ghi")
		must(t, a.Shutdown(&Caller{}, stack.ShutWrite))
		got, err := b.RecvAll(&Caller{Deadline: time.Now().Add(patience)}, 100)
		if string(got) != "abg" || err != nil || b.Received() != 5 {
			t.Errorf("got %q, %v; received %d", got, err, b.Received())
		}
	})
}

// Time passes in a fault as it says, at least, and is not paid twice.
func TestFaultsThatTakeTime(t *testing.T) {
	t.Parallel()
	onStreams(t, func(t *testing.T, s *Session, a, b *Socket) {
		const by = 40 * time.Millisecond
		setFault(t, b, wire.RecvSide, wire.Faults{Delay: by})
		sent(t, a, "abc")
		arrived(t, b, 3)
		began := time.Now()
		_, err := b.Recv(&Caller{Deadline: began.Add(by / 4)}, 10)
		wantIs(t, err, os.ErrDeadlineExceeded)
		ready, err := s.Wait(&Caller{Deadline: began.Add(patience)}, []*Socket{b}, stack.Want{Read: true})
		if took := time.Since(began); len(ready) != 1 || err != nil || took < by {
			t.Errorf("ready %v after %v, %v", ready, took, err)
		}
		if got := recvs(t, b); len(got) != 1 || got[0] != "abc" {
			t.Errorf("got %q", got)
		}
		wantNote(t, b, "delay: held 3 bytes back")
		wantNote(t, b, "delay: 3 bytes came 40ms later")
		setFault(t, b, wire.RecvSide, wire.Faults{})
		setFault(t, a, wire.SendSide, wire.Faults{Rate: 1000})
		began = time.Now()
		sent(t, a, strings.Repeat("x", 80))
		if took := time.Since(began); took < 80*time.Millisecond {
			t.Errorf("80 bytes at 1,000 a second took %v", took)
		}
		wantNote(t, a, "rate: handed on 80 bytes in 80ms")
	})
}

func TestFaultRefuses(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	a, b := pairOf(t, s, stack.UDP4)
	wantCode(t, a.Fault(&Caller{}, wire.BothSides, wire.Faults{Slice: 1}), "MISUSE")
	l := listener(t, s, stack.TCP4, "", 1)
	wantCode(t, l.Fault(&Caller{}, wire.BothSides, wire.Faults{Slice: 1}), "MISUSE")
	must(t, b.Close(&Caller{}))
	x := fresh(t, s, stack.TCP4)
	must(t, x.Close(&Caller{}))
	wantCode(t, x.Fault(&Caller{}, wire.BothSides, wire.Faults{Slice: 1}), "CLOSED")
}

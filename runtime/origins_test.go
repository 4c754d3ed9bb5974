package runtime

import (
	"slices"
	"strconv"
	"testing"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// calls gives what a log has whole, and checks that nothing is there twice or in
// disorder, and that what is missing is counted.
func wholeCalls(t *testing.T, l *event.Log) (calls []string) {
	t.Helper()
	events, dropped := l.Whole()
	last := int64(0)
	for i := range events {
		e := &events[i]
		if e.Seq <= last {
			t.Errorf("event %d after %d", e.Seq, last)
		}
		last = e.Seq
		calls = append(calls, e.Call+" "+strconv.Itoa(e.Socket)+" "+strconv.Itoa(e.Made))
	}
	if all := l.Next() - 1; dropped+int64(len(events)) != all {
		t.Errorf("%d events and %d dropped of %d", len(events), dropped, all)
	}
	return calls
}

// A log that has dropped its beginning still says how the sockets were made that
// its events are about, and forgets that with the events of their close.
func TestOrigins(t *testing.T) {
	t.Parallel()
	const capacity = 20
	s := world(t, Config{LogCap: capacity})
	c := &Caller{Task: 1}
	l := listener(t, s, stack.TCP4, "", 5)
	a, b, err := s.Pair(c, stack.Unix)
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan *Socket)
	go func() { // an accept whose event is dropped while it waits
		sock, _ := l.Accept(&Caller{Task: 2})
		waits <- sock
	}()
	eventually(t, "the accept waits", func() bool { return len(l.Waiting()) == 1 })
	talk := func(n int) {
		for range n {
			if _, err := a.Send(c, []byte("x")); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Recv(c, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	talk(capacity)
	select {
	case <-s.Log.Full():
	default:
		t.Error("the log does not say that it is full")
	}
	at, _ := l.Addresses()
	client, err := s.Dial(c, stack.Target{Network: "tcp", Host: at.IP.String(), Port: at.Port}, DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	server := <-waits
	talk(capacity)
	calls := wholeCalls(t, s.Log)
	for _, want := range []string{"socket 1 1", "listen 1 0", "socketpair 2 3", "connect " + strconv.Itoa(client.ID) + " 0", "accept 1 " + strconv.Itoa(server.ID)} {
		if !slices.Contains(calls, want) {
			t.Errorf("no %q in %q", want, calls)
		}
	}
	for _, sock := range []*Socket{client, server, l} {
		_ = sock.Close(c)
	}
	talk(capacity)
	if calls := wholeCalls(t, s.Log); calls[0] != "socketpair 2 3" || len(calls) != capacity+1 {
		t.Errorf("of closed sockets there still is %q", calls)
	}
}

package explain

import (
	"errors"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// A call of several receives began with the first of them, and none of the call
// before belongs to it.
func TestBegan(t *testing.T) {
	t.Parallel()
	s := runtime.NewSession(runtime.Config{})
	t.Cleanup(s.Close)
	a, b, err := s.Pair(&runtime.Caller{}, stack.Unix)
	if err != nil {
		t.Fatal(err)
	}
	send := func(data string) {
		if _, err := a.Send(&runtime.Caller{}, []byte(data)); err != nil {
			t.Error(err)
		}
	}
	changed, stop := s.Log.Watch()
	defer stop()
	receives := func(n int) (events []event.Event) {
		for {
			all, _ := s.Log.All()
			events = events[:0]
			for _, e := range all {
				if e.Call == "recv" {
					events = append(events, e)
				}
			}
			if len(events) >= n {
				return events
			}
			<-changed
		}
	}
	c := &runtime.Caller{}
	send("before")
	if _, err := b.RecvExactly(c, 6); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := b.RecvExactly(c, 5)
		done <- err
	}()
	receives(2)
	send("ab")
	receives(3)
	send("c")
	receives(4)
	c.Interrupt(errors.New("enough"))
	var ce *runtime.CallError
	if err := <-done; !errors.As(err, &ce) || ce.Kept != 3 {
		t.Fatalf("got %v", err)
	}
	last, _ := s.Log.Get(ce.Event)
	f := &Facts{Session: s}
	if got, want := f.began(&last, 3), receives(4)[1].Begin; !got.Equal(want) {
		t.Errorf("it began %v before the last receive, want %v", last.Begin.Sub(got), last.Begin.Sub(want))
	}
}

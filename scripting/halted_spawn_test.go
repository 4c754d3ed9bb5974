package scripting

import (
	"testing"
	"time"

	"sockpit/runtime"
)

// A task that is told to end after its call has succeeded, and before it goes
// on, starts no other: whoever ends all tasks would miss that one, and wait for
// it for ever. Torture found it: spawn(serve, accept(l)).
func TestStoppedTaskSpawnsNothing(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	if r := h.Eval(`a, b = pair("tcp") t = spawn(function() recv(b) spawn(recv, b) end)`, 80); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	end := time.Now().Add(4 * time.Second)
	received := func() bool {
		events, _ := h.Session.Log.All()
		last := events[len(events)-2] // the send is the last
		return last.Call == "recv" && last.Done()
	}
	for began := false; !began; { // until the task waits
		h.With(func() {
			for _, task := range h.sortedTasks() {
				_, waits := task.Waiting()
				began = began || waits && task != h.prompt.task
			}
		})
		if time.Now().After(end) {
			t.Fatal("the task does not wait")
		}
	}
	h.With(func() {
		for _, s := range h.Session.Sockets() {
			if s.Peer() != nil && len(s.Waiting()) == 0 {
				if _, err := s.Send(&runtime.Caller{}, []byte("x")); err != nil {
					t.Error(err)
				}
				break
			}
		}
		changed, stop := h.Session.Log.Watch()
		defer stop()
		for late := time.After(time.Until(end)); !received(); {
			select {
			case <-changed:
			case <-late:
				t.Error("the task does not receive")
				return
			}
		}
		for _, task := range h.sortedTasks() {
			task.Interrupt(errClosing)
		}
	})
	done := make(chan struct{})
	go func() {
		h.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Until(end)):
		t.Fatal("a task is left that nobody has told to end")
	}
}

package runtime

import (
	"os"
	goruntime "runtime"
	"sync"
	"testing"

	"sockpit/runtime/stack"
)

// TestManyBlocked has many callers wait in recv at once, which then all end.
func TestManyBlocked(t *testing.T) {
	const callers = 5000
	sockets := 50
	if os.Getenv("SOCKPIT_LONG") != "" {
		sockets = callers
	}
	s := NewSession(Config{LogCap: 50})
	defer s.Close()
	var ends []*Socket
	for range sockets {
		_, b := pairOf(t, s, stack.Unix)
		ends = append(ends, b)
	}
	goroutines, heap := goruntime.NumGoroutine(), heapNow()
	all := make([]*Caller, callers)
	var done sync.WaitGroup
	for i := range all {
		c := &Caller{Task: i}
		all[i] = c
		done.Go(func() {
			if _, err := ends[i%sockets].Recv(c, 1); err == nil {
				t.Error("a recv gave something")
			}
		})
	}
	for _, c := range all {
		untilWaiting(t, c)
	}
	t.Logf("%d callers blocked on %d sockets, %.1f KB each", callers, sockets, (heapNow()-heap)/callers/1024)
	for i, c := range all {
		if i%2 == 0 {
			c.Interrupt(errStop)
		}
	}
	s.Close()
	done.Wait()
	eventually(t, "their goroutines are gone", func() bool { return goruntime.NumGoroutine() <= goroutines })
}

package scripting

import (
	"net"
	goruntime "runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/kernel"
	"sockpit/runtime/stack"
)

// A countingStack counts the dumps of the kernel's tables.
type countingStack struct {
	stack.Stack
	dumps atomic.Int64
}

func (s *countingStack) Dump(q stack.DumpQuery) ([]stack.Row, error) {
	s.dumps.Add(1)
	return s.Stack.Dump(q)
}

// Whoever watches a server that waits for clients sleeps: nothing is asked while
// nothing changes, and the kernel is not asked because a client has talked.
func TestIdleServerIsNotLookedAt(t *testing.T) {
	t.Parallel()
	stack := &countingStack{Stack: kernel.Stack{}}
	told := make(chan Stuck, 10)
	h, rec := newHost(t, Config{EndDeadlocks: true, OnStuck: func(s Stuck) { told <- s }, Session: runtime.Config{Stack: stack}})
	done := make(chan Outcome, 1)
	go func() {
		done <- h.Run("server.lua", `local l = listen(0) print(l.local_port)
while true do
  local c = accept(l)
  spawn(function() for line in function() return recv(c) end do send(c, line) end close(c) end)
end`)
	}()
	if s := <-told; s.Deadlock || !strings.Contains(s.Outside, "accept on l") {
		t.Fatalf("told %+v", s)
	}
	port := strings.TrimSpace(rec.String())
	var watchers []*dozer
	h.With(func() { watchers = []*dozer{h.run.lookout.dozer, h.meter.dozer} })
	rests := func() {
		t.Helper()
		for by := time.Now().Add(20 * time.Second); !watchers[0].asleep.Load() || !watchers[1].asleep.Load(); goruntime.Gosched() {
			if time.Now().After(by) {
				t.Fatal("somebody watches who should sleep")
			}
		}
	}
	rests()
	before := stack.dumps.Load()
	buf := make([]byte, 10)
	for range 5 {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, _ = c.Write([]byte("x"))
		if n, err := c.Read(buf); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		rests()
	}
	if n := stack.dumps.Load() - before; n != 0 {
		t.Errorf("the kernel was asked %d times", n)
	}
	h.Interrupt(ErrInterrupted)
	<-done
}

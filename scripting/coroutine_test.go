package scripting

import (
	goruntime "runtime"
	"testing"
)

// A coroutine made at one line of the prompt is resumed at another (L4).
func TestCoroutineOverLines(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	h.Eval(`co = coroutine.create(function() for i = 1, 3 do sleep(0.0005) coroutine.yield(i) end end)`, 80)
	for _, want := range []string{"1", "2", "3"} {
		r := h.Eval(`select(2, coroutine.resume(co))`, 80)
		if r.Failed != nil || len(r.Values) != 1 || r.Values[0] != want {
			t.Errorf("got %v, %v, want %s", r.Values, r.Failed, want)
		}
	}
}

// Abandoned coroutines cost no goroutines, and no memory once collected (L4).
func TestAbandonedCoroutines(t *testing.T) {
	h, _ := newHost(t, Config{})
	before := goruntime.NumGoroutine()
	r := h.Eval(`for i = 1, 5000 do coroutine.wrap(function() coroutine.yield() end)() end`, 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	if after := goruntime.NumGoroutine(); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

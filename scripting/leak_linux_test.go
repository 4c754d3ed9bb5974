package scripting

import (
	"fmt"
	"os"
	goruntime "runtime"
	"testing"
	"time"

	"sockpit/scripting/luatest"
)

// leakCount is how many flows run, and the bytes the heap may grow a flow.
func leakCount() (n int, slope float64) {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 10_000, 64
	}
	return 300, 1000
}

// TestLeaks runs each flow of tasks many times, and hosts too, and looks for
// what is left. It is not parallel: it counts everything the process has.
func TestLeaks(t *testing.T) {
	n, slope := leakCount()
	for _, flow := range luatest.Cases(t, "testdata/leaks.lua") {
		t.Run(flow.Name, func(t *testing.T) {
			c := Config{}
			c.Session.LogCap = 50
			h := newWorld(c)
			defer h.Close()
			batch := fmt.Sprintf("for _ = 1, %d do\n%s\nend", n/10, flow.Source)
			noLeak(t, n, slope, func() {
				if r := h.Eval(batch, 80); r.Failed != nil {
					t.Fatal(r.Failed)
				}
			})
			if open := len(h.Session.Sockets()); open > 0 {
				t.Errorf("%d sockets are open", open)
			}
			if len(h.tasks) > 0 || len(h.run.failed) > 0 {
				t.Errorf("the host remembers %d tasks, %d failures", len(h.tasks), len(h.run.failed))
			}
		})
	}
	t.Run("host", func(t *testing.T) {
		noLeak(t, n/10, 10*slope, func() {
			for range n / 100 {
				h := newWorld(Config{})
				o := h.Run("t.lua", `
local a, b = pair("unix")
local l = listen(0)
spawn(recv, b)
spawn(accept, l)
x = {l, a, b}`)
				h.Close()
				if !o.OK() || len(o.Open) != 3 {
					t.Fatalf("%d failures, %d left open", len(o.Failures), len(o.Open))
				}
			}
		})
	})
}

// noLeak calls do, which makes n/10 flows, some times to warm up and ten times
// while it looks.
func noLeak(t *testing.T, n int, slope float64, do func()) {
	t.Helper()
	for range 3 {
		do()
	}
	goroutines, files := goruntime.NumGoroutine(), descriptors()
	var heap []float64
	for range 10 {
		heap = append(heap, heapNow())
		do()
	}
	heap = append(heap, heapNow())
	for end := time.Now().Add(20 * time.Second); goruntime.NumGoroutine() > goroutines; goruntime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines before, %d now", goroutines, goruntime.NumGoroutine())
		}
	}
	if now := descriptors(); now > files {
		t.Errorf("%d descriptors before, %d now", files, now)
	}
	grows := (heap[10] - heap[4]) / 6 / float64(n/10) // the first ones may still warm up
	if grows > slope {
		t.Errorf("the heap grows by %.0f bytes a flow, more than %.0f", grows, slope)
	}
	t.Logf("%d flows: 0 goroutines, 0 descriptors, heap %+.1f bytes a flow", n, grows)
}

func descriptors() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// heapNow is how many bytes live objects take.
func heapNow() float64 {
	goruntime.GC()
	goruntime.GC()
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// TestManyTasks has 5,000 tasks blocked in recv at once, which then all end.
func TestManyTasks(t *testing.T) {
	sockets := 50
	if os.Getenv("SOCKPIT_LONG") != "" {
		sockets = 5000
	}
	h := newWorld(Config{})
	goroutines, heap := goruntime.NumGoroutine(), heapNow()
	r := h.Eval(fmt.Sprintf(`
ends, all = {}, {}
for i = 1, %d do local a, b = pair("unix") ends[i] = b end
for i = 1, 5000 do all[i] = spawn(recv, ends[i %% #ends + 1]) end
for _, t in ipairs(all) do expect.eventually(function() return t.waits == "recv" end, 20) end`, sockets), 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	t.Logf("5000 tasks blocked on %d sockets, %.1f KB each", sockets, (heapNow()-heap)/5000/1024)
	if n := len(h.World().Tasks); n != 5000 {
		t.Errorf("%d tasks are shown", n)
	}
	h.Close()
	for end := time.Now().Add(20 * time.Second); goruntime.NumGoroutine() > goroutines; goruntime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines before, %d after", goroutines, goruntime.NumGoroutine())
		}
	}
}

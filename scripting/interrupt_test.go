package scripting

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luatest"
)

// signaller is a Printer that tells when "go" was printed.
type signaller struct{ gone chan struct{} }

func (s *signaller) Print(text string) {
	if text == "go\n" {
		s.gone <- struct{}{}
	}
}

func (s *signaller) Show(any) {}

// interruptible makes a host with the sockets that testdata/endless.lua wants.
func interruptible(t *testing.T) (*Host, *signaller) {
	t.Helper()
	s := &signaller{make(chan struct{}, 1)}
	h := newWorld(Config{Out: s})
	t.Cleanup(h.Close)
	h.With(func() { h.root.SetGlobal("name", lua.LString(t.Name())) })
	r := h.Eval(`l = listen(0) a, b = pair("unix") full = "unix://@sockpit-test-" .. name:gsub("%W", "") .. now()
		listen(full, {backlog = 0})`, 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	return h, s
}

// interrupt runs an entry that never ends, interrupts it, and gives how long it went on.
func interrupt(t *testing.T, h *Host, s *signaller, entry string) time.Duration {
	t.Helper()
	done := make(chan Result, 1)
	go func() { done <- h.Eval(entry, 80) }()
	select {
	case <-s.gone:
	case r := <-done:
		t.Fatalf("ended by itself: %v, %v", r.Values, r.Failed)
	}
	began := time.Now()
	h.Interrupt(ErrInterrupted)
	select {
	case r := <-done:
		if r.Failed == nil || !errors.Is(r.Failed, ErrInterrupted) {
			t.Errorf("gave %v, failed with %v", r.Values, r.Failed)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("goes on")
	}
	return time.Since(began)
}

// Ctrl-C ends whatever runs, soon, and the sockets are usable afterwards.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	const times = 4
	for _, entry := range luatest.Cases(t, "testdata/endless.lua") {
		t.Run(entry.Name, func(t *testing.T) {
			t.Parallel()
			h, s := interruptible(t)
			var took []time.Duration
			for range times {
				took = append(took, interrupt(t, h, s, entry.Source))
				if t.Failed() {
					return
				}
			}
			if worst := slices.Max(took); worst > 2*time.Second { // the machine may be busy; the figure is BenchmarkInterrupt's
				t.Errorf("took %v", worst)
			}
			r := h.Eval(`reset(a) reset(b) a, b = pair("unix") send(a, "x") c = dial(l.local_port) return recv(b), accept(l, {timeout = 5}).remote_port == c.local_port`, 80)
			if r.Failed != nil || strings.Join(r.Values, " ") != `"x" true` {
				t.Errorf("afterwards: %v, %v", r.Values, r.Failed)
			}
		})
	}
}

// An interrupt that comes while nothing runs is over with the next entry.
func TestInterruptOfNothing(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	h.Interrupt(ErrInterrupted)
	if r := h.Eval("1 + 1", 80); r.Failed != nil || r.Values[0] != "2" {
		t.Errorf("gave %v, %v", r.Values, r.Failed)
	}
}

// A bound is no end of the world: 5,000 tasks, waiting and running, end at once.
func TestInterruptAll(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	r := h.Eval(`l = listen(0)
		for i = 1, 4900 do spawn(sleep, math.huge) end
		for i = 1, 50 do spawn(function() while true do end end) end
		for i = 1, 50 do spawn(accept, l) end`, 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	began := time.Now()
	h.interruptAll(ErrInterrupted)
	h.running.Wait()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if r := h.Eval(`#tasks()`, 80); r.Failed != nil || r.Values[0] != "1" {
		t.Errorf("afterwards: %v, %v", r.Values, r.Failed)
	}
}

// BenchmarkInterrupt gives the 99th percentile of the time from Ctrl-C to the
// prompt, over all of testdata/endless.lua.
func BenchmarkInterrupt(b *testing.B) {
	t := &testing.T{}
	s := &signaller{make(chan struct{}, 1)}
	h := newWorld(Config{Out: s})
	defer h.Close()
	if r := h.Eval(`l = listen(0) a, b = pair("unix") full = "unix://@sockpit-bench-" .. l.local_port listen(full, {backlog = 0})`, 80); r.Failed != nil {
		b.Fatal(r.Failed)
	}
	var took []time.Duration
	entries := luatest.Cases(b, "testdata/endless.lua")
	for b.Loop() {
		for _, entry := range entries {
			took = append(took, interrupt(t, h, s, entry.Source))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
}

package scripting

import (
	"errors"
	"testing"

	"sockpit/scripting/limit"
)

// A line that reached the limit of memory leaves what it holds to the next, which
// can drop it. Other tests would take memory beside it, so it does not run in parallel.
func TestLimitCanBeLeft(t *testing.T) {
	h, _ := newHost(t, Config{Limits: limit.Limits{Memory: 32 << 20}})
	limited := func(entry string) bool {
		t.Helper()
		r := h.Eval(entry, 80)
		if r.Failed != nil && !isLimit(r.Failed) {
			t.Fatalf("%s: %v", entry, r.Failed)
		}
		return r.Failed != nil
	}
	if !limited("all = {} for i = 1, 1e7 do all[i] = {i} end") {
		t.Fatal("no limit was reached")
	}
	if limited("x = 1") || limited("for i = 1, 100000 do local s = 'x' .. i end") {
		t.Error("nothing runs any more")
	}
	if !limited("for i = 1, 1e7 do all[#all + 1] = {i} end") {
		t.Error("what is held above the limit has none")
	}
	if limited("all = nil") {
		t.Error("what is held can't be dropped")
	}
	if limited("all = {} for i = 1, 50000 do all[i] = {i} end") {
		t.Error("what was dropped is still charged")
	}
	var l *limit.Error
	if errors.As(h.meter.memory(), &l) {
		t.Error(l)
	}
}

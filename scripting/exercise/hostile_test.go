package exercise

import (
	"context"
	"strings"
	"testing"
	"time"
)

// A program that resets whom it accepts listens all the same: nothing is said
// of another address or port. Whether the dial or the first receive meets the
// reset is a matter of time.
func TestResetAtOnce(t *testing.T) {
	t.Parallel()
	e := exerciseOf(t, "greet.lua")
	for range 10 {
		v := judged(t, e, "local l = listen(PORT) while true do reset(accept(l)) end")
		failsWith(t, v, "reset")
		if v != nil && strings.Contains(v.Failed.Error(), "has this port") {
			t.Fatalf("it listens where it should, and is told: %s", v.Failed.Error())
		}
	}
}

// A check that somebody does not want to wait for any more ends at once.
func TestCancelledCheck(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan Verdict)
	go func() {
		done <- Judge(ctx, exerciseOf(t, "greet.lua"), Program{Text: "while true do end"}, 0, "whole", Options{})
	}()
	cancel()
	select {
	case v := <-done:
		if v.Broken == nil {
			t.Errorf("got %v, want that it was cancelled", v.Failed)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it goes on")
	}
}

// A fault of the check itself is not the learner's.
func TestBrokenCheck(t *testing.T) {
	t.Parallel()
	e := read(t, "checks = { { \"bad\", function(t)\n  t:run()\n  t:nothing()\nend } }")
	v := Judge(t.Context(), e, Program{}, 0, "whole", Options{})
	if v.Broken == nil || !strings.Contains(v.Broken.Error(), "test.lua:3") {
		t.Errorf("got %v, want an error with the check's own line", v.Broken)
	}
}

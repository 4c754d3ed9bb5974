package scripting

import (
	"strings"
	"testing"
)

// run runs a script on a host of its own.
func run(t *testing.T, text string) Outcome {
	t.Helper()
	h, _ := newHost(t, Config{})
	return h.Run("t.lua", text)
}

// pass runs a script that must not fail.
func pass(t *testing.T, text string) {
	t.Helper()
	passOn(t, Config{}, text)
}

// passOn runs a script that must not fail on a host of that configuration.
func passOn(t *testing.T, c Config, text string) (*Host, *recorder) {
	t.Helper()
	h, rec := newHost(t, c)
	o := h.Run("t.lua", text)
	if s := rec.stuck.Load(); s != nil && s.Deadlock {
		t.Errorf("a script that goes on was called stuck: %s", s.Report.Why)
	}
	for _, f := range o.Failures {
		t.Errorf("%v\n  | %s\n  %s", f, f.Source, f.Hint)
	}
	if o.OK() && strings.Contains(text, "expect") && o.Met == 0 {
		t.Error("no expectation was reached")
	}
	return h, rec
}

// fails runs a script that must fail and gives its first failure.
func fails(t *testing.T, text string) *Failure {
	t.Helper()
	return failsOn(t, Config{}, text)
}

func failsOn(t *testing.T, c Config, text string) *Failure {
	t.Helper()
	h, _ := newHost(t, c)
	o := h.Run("t.lua", text)
	if o.OK() {
		t.Fatalf("no failure of:\n%s", text)
	}
	return o.Failures[0]
}

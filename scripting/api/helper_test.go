package api

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sockpit/scripting"
	"sockpit/scripting/luavm"
)

func TestMain(m *testing.M) {
	luavm.NewState(16).Close() // settings of the library's for all states, before a test makes one by itself
	goleak.VerifyTestMain(m)
}

// A recorder is a Printer that keeps what it is given.
type recorder struct {
	mu    sync.Mutex
	text  string
	shown []any
	stuck atomic.Pointer[scripting.Stuck] // told last
}

func (r *recorder) Print(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text += s
}

func (r *recorder) Show(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = append(r.shown, v)
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text
}

// newHost makes a host that is closed with the test, and gives what it printed.
func newHost(t *testing.T, c scripting.Config) (*scripting.Host, *recorder) {
	t.Helper()
	rec := &recorder{}
	c.Out = rec
	if c.Limits.Time == 0 {
		c.Limits.Time = 30 * time.Second
	}
	if c.OnStuck == nil {
		c.OnStuck = func(s scripting.Stuck) { rec.stuck.Store(&s) }
	}
	h := New(c)
	t.Cleanup(h.Close)
	return h, rec
}

// run runs a script on a host of its own.
func run(t *testing.T, text string) scripting.Outcome {
	t.Helper()
	h, _ := newHost(t, scripting.Config{})
	return h.Run("t.lua", text)
}

// pass runs a script that must not fail.
func pass(t *testing.T, text string) {
	t.Helper()
	passOn(t, scripting.Config{}, text)
}

// passOn runs a script that must not fail on a host of that configuration.
func passOn(t *testing.T, c scripting.Config, text string) (*scripting.Host, *recorder) {
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
func fails(t *testing.T, text string) *scripting.Failure {
	t.Helper()
	return failsOn(t, scripting.Config{}, text)
}

func failsOn(t *testing.T, c scripting.Config, text string) *scripting.Failure {
	t.Helper()
	h, _ := newHost(t, c)
	o := h.Run("t.lua", text)
	if o.OK() {
		t.Fatalf("no failure of:\n%s", text)
	}
	return o.Failures[0]
}

// readTestdata gives the text of a file of testdata.
func readTestdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

package scripting

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sockpit/runtime/record"
)

func TestMain(m *testing.M) {
	if os.Getenv(listenerEnv) != "" {
		listenForTest()
		return
	}
	goleak.VerifyTestMain(m)
}

// newHost makes a host that is closed with the test, and gives what it printed.
func newHost(t *testing.T, c Config) (*Host, *recorder) {
	t.Helper()
	rec := &recorder{}
	c.Out = rec
	if c.Limits.Time == 0 {
		c.Limits.Time = 30 * time.Second
	}
	if c.OnStuck == nil {
		c.OnStuck = func(s Stuck) { rec.stuck.Store(&s) }
	}
	h := New(c)
	t.Cleanup(h.Close)
	return h, rec
}

// Every example of the API runs and what it expects holds.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, f := range Functions() {
		if f.Example == "" {
			continue
		}
		t.Run(f.Title(), func(t *testing.T) {
			t.Parallel()
			h, _ := newHost(t, Config{})
			o := h.Run(f.Title(), f.Example)
			for _, fail := range o.Failures {
				t.Errorf("%v\n%s", fail, fail.Hint)
			}
			readsBack(t, h)
			if o.Skipped {
				t.Skip(o.Reason)
			}
		})
	}
}

// readsBack checks that what a session did can be saved and is taken for a log.
func readsBack(t *testing.T, h *Host) {
	t.Helper()
	var l record.Log
	l.Events, l.Dropped = h.Session.Log.All()
	if _, err := record.Read(bytes.NewReader(record.Encode(l))); err != nil {
		t.Errorf("its log is refused: %v", err)
	}
}

// What the table says of each function has the form that help and the
// reference expect.
func TestFunctionTexts(t *testing.T) {
	t.Parallel()
	third := regexp.MustCompile(`^[a-z]+(s|es)[ ,]`)
	for _, f := range Functions() {
		if !third.MatchString(f.Summary) || strings.HasSuffix(f.Summary, ".") || strings.Contains(f.Summary, "\n") {
			t.Errorf("%s: summary %q: want one line in the third person, without a full stop", f.Title(), f.Summary)
		}
		if f.Group == "" || f.run == nil {
			t.Errorf("%s lacks a group or a function", f.Title())
		}
		for _, p := range f.Params {
			if p.Means == "" && p.Type != "..." {
				t.Errorf("%s: parameter %s says nothing", f.Title(), p.Name)
			}
		}
	}
}

package api

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"sockpit/runtime/record"
	"sockpit/scripting"
)

// Every example of the API runs and what it expects holds.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, f := range Functions() {
		if f.Example == "" {
			continue
		}
		t.Run(f.Title(), func(t *testing.T) {
			t.Parallel()
			config := scripting.Config{}
			if f.Group == "network" {
				config.NewStack = VirtualNetwork(false)
			}
			h, _ := newHost(t, config)
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
func readsBack(t *testing.T, h *scripting.Host) {
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
		if f.Group == "" || f.Run == nil {
			t.Errorf("%s lacks a group or a function", f.Title())
		}
		for _, p := range f.Params {
			if p.Means == "" && p.Type != "..." {
				t.Errorf("%s: parameter %s says nothing", f.Title(), p.Name)
			}
		}
	}
}

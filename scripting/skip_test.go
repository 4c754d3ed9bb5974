package scripting

import (
	"errors"
	"testing"

	"sockpit/scripting/luatest"
)

// A scenario that skips ends there, whoever says it and whatever stands around it,
// and it has not failed unless something had failed before.
func TestSkip(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Cases(t, "testdata/skips.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			h, rec := newHost(t, Config{})
			o := h.Run("skip.lua", c.Source+` print("went on")`)
			if !o.Skipped || o.Reason != "no x" || !o.OK() || o.Main != nil {
				t.Errorf("got %+v", o)
			}
			if rec.String() != "" {
				t.Errorf("it has printed %q", rec)
			}
		})
	}
	h, _ := newHost(t, Config{})
	if o := h.Run("after.lua", `t = spawn(error, "wrong") expect.eventually(function() return t.done end) skip("no x")`); o.OK() {
		t.Error("a task that had failed is forgotten")
	}
	if o := h.Run("again.lua", `expect(true)`); o.Skipped || !o.OK() {
		t.Errorf("the next run: %+v", o)
	}
	var skip *SkipError
	r := h.Eval(`skip("no x")`, 80)
	if r.Failed == nil || !errors.As(r.Failed, &skip) || r.Failed.Message != "skipped: no x" {
		t.Errorf("at the prompt: %v", r.Failed)
	}
}

package scripting

import (
	"errors"
	"testing"
)

// A scenario that skips ends there, whoever says it and whatever stands around it,
// and it has not failed unless something had failed before.
func TestSkip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, script string }{
		{"main part", `skip("no x")`},
		{"in pcall", `pcall(skip, "no x")`},
		{"in xpcall", `xpcall(function() skip("no x") end, function(e) return e end)`},
		{"in try", `try(skip, "no x")`},
		{"in expect.error", `expect.error("", skip, "no x")`},
		{"in expect.eventually", `expect.eventually(function() skip("no x") end)`},
		{"in a coroutine", `coroutine.wrap(function() skip("no x") end)()`},
		{"in a function that sorts", `table.sort({3, 2, 1}, function() skip("no x") end)`},
		{"in a task that is joined", `join(spawn(skip, "no x"))`},
		{"in a task while the main part waits", `spawn(skip, "no x") accept(listen(0))`},
		{"in a task while the main part computes", `spawn(skip, "no x") while true do end`},
		{"while another task waits", `spawn(function() accept(listen(0)) end) sleep(0) skip("no x")`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, rec := newHost(t, Config{})
			o := h.Run("skip.lua", c.script+` print("went on")`)
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

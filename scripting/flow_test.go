package scripting

import (
	"strings"
	"testing"

	"sockpit/runtime/timeline"
)

// A socket is called in a diagram as the variable that got it; one that a task
// made is not called as the variable that got the task.
func TestFlowNames(t *testing.T) {
	t.Parallel()
	h, rec := newHost(t, Config{})
	o := h.Run("names.lua", `local l = listen(0)
local t = spawn(dial, l.local_port)
local u = spawn(function() local s = accept(l) close(s) end)
join(t) join(u)
diagram("tasks")`)
	if !o.OK() {
		t.Fatal(o.Failures)
	}
	d, ok := rec.shown[len(rec.shown)-1].(Diagram)
	if !ok || d.By != timeline.Tasks {
		t.Fatalf("shown: %+v", rec.shown)
	}
	var names []string
	for _, e := range d.Flow.Ends {
		names = append(names, e.Name)
	}
	if got, want := strings.Join(names, " "), "l client s"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

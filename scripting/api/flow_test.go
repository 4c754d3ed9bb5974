package api

import (
	"strings"
	"testing"

	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// A socket is called in a diagram as the variable that got it; one that a task
// made is not called as the variable that got the task.
func TestFlowNames(t *testing.T) {
	t.Parallel()
	h, rec := newHost(t, scripting.Config{})
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

// A fault that was set says what it is, one that hit what it did.
func TestFlowFaults(t *testing.T) {
	t.Parallel()
	h, rec := newHost(t, scripting.Config{})
	o := h.Run("faults.lua", `local a, b = pair("tcp")
fault(a, {slice = 2})
send(a, "hello")
recv_exactly(b, 5)
diagram()`)
	if !o.OK() {
		t.Fatal(o.Failures)
	}
	var said []string
	for _, it := range rec.shown[0].(Diagram).Flow.Items {
		if it.Call == "fault" {
			said = append(said, it.Text)
		}
	}
	if got := strings.Join(said, "|"); got != "both: slice 2|slice: handed on 5 bytes, at most 2 at a time, in 3 pieces" {
		t.Errorf("said %s", got)
	}
}

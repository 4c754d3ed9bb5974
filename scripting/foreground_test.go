package scripting

import "testing"

// arg has the script's name at 0 and the words behind it from 1, as in lua5.1,
// however the script is started; who types has no script.
func TestArg(t *testing.T) {
	t.Parallel()
	const script = `return arg[-1], arg[0], arg[1], arg[2], #arg`
	h, _ := newHost(t, Config{Args: []string{"a", "b"}})
	typed(t, h, script, `nil; nil; "a"; "b"; 2`)
	if o := h.RunScript(Script{Name: "dir/x.lua", Text: `expect.equal({arg[-1] or 0, arg[0], arg[1], #arg}, {0, "dir/x.lua", "a", 2})`}); !o.OK() {
		t.Error(o.Failures[0])
	}
	want := [5]string{"nil", `"y.lua"`, `"c"`, "nil", "1"}
	if r := h.Source(Script{Name: "y.lua", Text: script}, []string{"c"}, 80); r.Failed != nil || [5]string(r.Values) != want {
		t.Errorf("got %v, %v, want %v", r.Values, r.Failed, want)
	}
	task, failed := h.SourceBeside(Script{Name: "y.lua", Text: script}, []string{"c"})
	if failed != nil {
		t.Fatal(failed)
	}
	<-task.Done()
	if got := h.Values(task, 80); [5]string(got) != want {
		t.Errorf("beside the prompt: got %v, want %v", got, want)
	}
}

package scripting

import (
	"slices"
	"strings"
	"testing"

	"sockpit/scripting/luatest"
)

// A task that fails by itself is told of once; one that was joined, or was
// ended on purpose, is not.
func TestFailedTasks(t *testing.T) {
	t.Parallel()
	const failing = "local t = spawn(function()\n  error('lost')\nend)\n"
	for _, c := range []struct {
		text string
		want []string
	}{
		{failing + "sleep(0.01)", []string{"t.lua:2: lost"}},
		{failing + failing + "sleep(0.01)", []string{"t.lua:2: lost", "t.lua:5: lost"}},
		{failing + "join(t)", []string{"t.lua:2: lost"}},
		{failing + "print(pcall(join, t))", nil},
		{failing + "print(try(join, t)) print(try(join, t))", nil},
		{failing + "expect.eventually(function() return t.done end) print(try(join, t))", nil},
		{failing + "error('main')", []string{"t.lua:4: main"}},
		{"local t = spawn(sleep, 100) cancel(t) sleep(0.01)", nil},
		{"local t = spawn(sleep, 100) cancel(t) join(t)", []string{"t.lua:1: the task was cancelled"}},
		{"local t = spawn(sleep, 100)", nil},
		{"local t = spawn(function() while true do end end)", nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			o := run(t, c.text)
			var got []string
			for _, f := range o.Failures {
				got = append(got, f.Error())
			}
			if strings.HasSuffix(c.text, "error('main')") && len(got) > 1 { // the task may have run before
				got = got[:1]
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Tracebacks name the lines, from the innermost to the main chunk.
func TestTraceback(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Cases(t, "testdata/traces.lua") {
		f := fails(t, c.Source)
		var got []string
		for _, frame := range f.Trace {
			got = append(got, itoa(frame.Place.Line)+" "+frame.Function)
		}
		if s := strings.Join(got, ", "); s != c.Text("trace") {
			t.Errorf("%s:\n got %s\nwant %s", c.Source, s, c.Text("trace"))
		}
	}
}

package scripting

import (
	"slices"
	"strings"
	"testing"
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
	for _, c := range []struct{ text, want string }{
		{"local function f()\n  error('x')\nend\nlocal function g()\n  f()\nend\ng()",
			"2 function f, 5 function g, 7 main chunk"},
		{"local function f()\n  recv(5)\nend\nf()", "2 function f, 4 main chunk"},
		{"local co = coroutine.wrap(function()\n  local x\n  x.y = 1\nend)\nlocal function use()\n  co()\nend\nuse()",
			"3 coroutine of line 1, 6 function use, 8 main chunk"},
		{"local function f()\n  error({})\nend\nlocal ok, e = pcall(f)\nerror(e)", "2 function of line 1, 4 main chunk"},
		{"local t = spawn(function()\n  error('x')\nend)\njoin(t)", "2 function of line 1, 4 main chunk"},
		{"local t = setmetatable({}, {__index = function()\n  error('x')\nend})\nprint(t.x)", "2 function of line 1, 4 main chunk"},
		{"table.sort({2, 1}, function()\n  error('x')\nend)", "2 function of line 1, 1 main chunk"},
		{"pcall(function()\n  pcall(error)\nend)\nerror('x')", "4 main chunk"},
	} {
		f := fails(t, c.text)
		var got []string
		for _, frame := range f.Trace {
			got = append(got, itoa(frame.Place.Line)+" "+frame.Function)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, s, c.want)
		}
	}
}

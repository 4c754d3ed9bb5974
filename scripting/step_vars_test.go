package scripting

import (
	"fmt"
	"strings"
	"testing"

	"sockpit/runtime/event"
)

// variables gives those of the selected task's line, in short: "~n=2" has another
// value than at the line before, "^t=…" is captured, "$l=…" a global.
func (p *stepped) variables() string {
	p.t.Helper()
	p.at()
	vars, err := p.s.Variables()
	if err != nil {
		return err.Error()
	}
	signs := map[string]string{"local": "", "captured": "^", "global": "$"}
	var parts []string
	for _, v := range vars {
		parts = append(parts, v.News+signs[v.Kind]+v.Name+"="+v.Value)
	}
	return strings.Join(parts, " ")
}

// Each line of a script has its variables, and those that the line before has
// changed are marked: in the call that the task is in, whatever was called
// meanwhile.
func TestVariables(t *testing.T) {
	t.Parallel()
	p := stepInto(t, `local n, list = 1, {}
local function add(x)
  n = n + x
  list[#list + 1] = x
  return n
end
add(2)
g = add(3)
local e, f = pair("unix")
do local n = "inner" list.name = n
  n = nil
end
for i = 1, 2 do
  g = g + i
end
print = add
setmetatable(list, {__tostring = function() g = "ran" end, __index = function() g = "ran" end})
g = {list, [e] = add}
`)
	for _, c := range []struct {
		line int
		move Move
		want string
	}{
		{1, Into, ""},
		{2, Over, "+n=1 +list={} +add=nil"},
		{7, Into, "n=1 list={} ~add=function at x.lua:2"},
		{3, Into, "^n=1 ^list={} x=2"},
		{4, Into, "~^n=3 ^list={} x=2"},
		{5, Into, "^n=3 ~^list={2} x=2"},
		{8, Into, "~n=3 ~list={2} add=function at x.lua:2"},
		{3, Out, "^n=3 ^list={2} x=3"},
		{9, Over, "~n=6 ~list={2, 3} add=function at x.lua:2 +$g=6"},
		{10, Over, "n=6 list={2, 3} add=function at x.lua:2 +e=socket #1 +f=socket #2 $g=6"},
		{11, Over, `~n="inner" ~list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 $g=6`},
		{13, Over, `~n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 $g=6`},
		{14, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 +i=1 $g=6`},
		{13, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 i=1 ~$g=7`},
		{14, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 ~i=2 $g=7`},
		{13, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 i=2 ~$g=9`},
		{16, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 $g=9`},
		{17, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 +$print=function at x.lua:2 $g=9`},
		{18, Over, `n=6 list={2, 3, name = "inner"} add=function at x.lua:2 e=socket #1 f=socket #2 $print=function at x.lua:2 $g=9`},
	} {
		if got, want := p.at(), fmt.Sprintf("1>%d", c.line); got != want {
			t.Fatalf("at %s, want %s", got, want)
		}
		if got := p.variables(); got != c.want {
			t.Errorf("line %d:\ngot  %s\nwant %s", c.line, got, c.want)
		}
		p.move(c.move)
	}
	if got := p.variables(); got != ErrNobodyStands.Error() {
		t.Errorf("at the end: %s", got)
	}
}

// A value is written in short in a time that does not grow with it.
func TestBriefIsBounded(t *testing.T) {
	t.Parallel()
	p := stepInto(t, `local t = {} for i = 1, 1e5 do t[i] = {i} end
local m = {} for i = 1, 1e5 do m["k" .. i] = t end
t[3] = t
local s = ("\27[31m\n"):rep(1e5)
print(1)
`)
	p.at()
	if err := p.s.RunTo(event.Place{Source: "x.lua", Line: 5}); err != nil {
		t.Fatal(err)
	}
	if at := p.at(); at != "1>5" {
		t.Fatal(at)
	}
	vars, err := p.s.Variables()
	if err != nil || len(vars) != 3 {
		t.Fatal(vars, err)
	}
	for _, v := range vars {
		if len(v.Value) > 600 || strings.ContainsAny(v.Value, "\x1b\n") || !strings.Contains(v.Value, "…") && !strings.Contains(v.Value, "...") {
			t.Errorf("%s has %d bytes: %.200q", v.Name, len(v.Value), v.Value)
		}
	}
}

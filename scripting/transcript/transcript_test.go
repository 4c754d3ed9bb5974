package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// bound is the event of a socket that got a port.
func bound(port uint16) event.Event {
	return event.Event{Call: "bind", Arg: fmt.Sprintf("127.0.0.1:%d", port), Local: stack.Address{Port: port}}
}

// saved gives the text of a scenario between its head and its end.
func saved(t *testing.T, s *Session) string {
	t.Helper()
	made, err := s.Scenario("t.lua")
	if err != nil {
		t.Fatal(err)
	}
	_, text, head := strings.Cut(made.Text(), "-- Run:   sockpit run t.lua\n")
	text, _, end := strings.Cut(text, "\nfor _, s in ipairs(sockets())")
	if !head || !end {
		t.Fatalf("no head or no end in\n%s", made.Text())
	}
	return text
}

// What was typed, as the lines of a scenario.
func TestScenario(t *testing.T) {
	t.Parallel()
	refused := &Failure{Code: "ECONNREFUSED", Message: "dial: connection refused"}
	for name, c := range map[string]struct {
		session Session
		want    string
	}{
		"a port is a variable, and what came of a line is stated": {Session{
			Entries: []Entry{
				{Text: "l = listen(9000)", Acted: true, Step: "l listens", States: []State{{"l", "LISTEN"}}},
				{Text: "c = dial(9000)", Acted: true, Step: "c connects"},
				{Text: `send(c, "hi")`, Acted: true, Step: "c sends", Values: true, Results: []Value{{Literal: "2"}}},
				{Text: "l.local_port", Values: true, Results: []Value{{Literal: "9000"}}},
				{Text: "c.local_port", Values: true, Results: []Value{{Literal: "41234"}}},
			},
			Events: []event.Event{bound(9000), {Call: "connect", Arg: "127.0.0.1:9000", Local: stack.Address{Port: 41234}}},
		}, `
step("l listens")
l = listen(0)
local port_9000 = l.local_port
expect.state(l, "LISTEN")

step("c connects")
c = dial(port_9000)

step("c sends")
expect.equal(send(c, "hi"), 2)
expect.eventually(function() return l.local_port == port_9000 end, 1, "l.local_port is port_9000")
`},
		"what failed fails again, a slip of the pen is left out": {Session{
			Entries: []Entry{
				{Text: "lisen(1)", Failed: &Failure{Message: "no function called lisen"}},
				{Text: "x = = 1"},
				{Text: "while true do end", Failed: &Failure{Interrupted: true}},
				{Text: `error("boom")`, Acted: true, Failed: &Failure{Message: "boom"}},
				{Text: "dial(\"[::1]:1\")", Acted: true, Step: "a client connects", Failed: refused},
				{Text: "_error.code", Values: true, Results: []Value{{Literal: `"ECONNREFUSED"`}}},
			},
		}, `_error = expect.error("", function() -- boom
  return error("boom")
end)

step("a client connects, and fails: ECONNREFUSED")
_error = expect.error("ECONNREFUSED", function()
  return dial("[::1]:1")
end)
expect.eventually(function() return _error.code == "ECONNREFUSED" end, 1, "_error.code is \"ECONNREFUSED\"")
`},
		"locals that others see are globals, and values are as they were": {Session{
			Entries: []Entry{
				{Text: "local n = 3"},
				{Text: "local m"},
				{Text: "n = n + 1"},
				{Text: "local n = 10 -- again"},
				{Text: "= n, m", Values: true, Results: []Value{{Literal: "10"}, {Literal: "nil"}}},
				{Text: "return {n}", Values: true, Results: []Value{{Literal: "{10}"}}},
				{Text: "f()", Values: true, Results: []Value{{Size: 5000}, {Code: "EOF"}}},
			},
		}, `n = 3
local m
n = n + 1
n = 10 -- again
expect.equal({n, m}, {10, nil})
expect.equal({n}, {10})
do
  local v1, v2 = f()
  expect.equal(#v1, 5000)
  expect.equal(v2.code, "EOF")
end
`},
	} {
		if got := saved(t, &c.session); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// What ran in the background, and files that were run.
func TestScenarioOfTasks(t *testing.T) {
	t.Parallel()
	task := func(id int, text string, then Task) Entry {
		then.ID = id
		return Entry{Text: text, Task: &then, Busy: true}
	}
	text := saved(t, &Session{
		Init: "function twice(x) return 2 * x end\n",
		Entries: []Entry{
			task(2, "recv(s)", Task{Ended: true, Results: []Value{{Literal: `"hi"`}}}),
			task(3, "accept(l)", Task{Ended: true, Failed: &Failure{Code: "CLOSED"}}),
			task(4, "f()", Task{Ended: true, Stopped: true, Failed: &Failure{Code: "INTERRUPTED"}}),
			task(5, "g()", Task{}),
			{Text: "x = 1\n", Script: true},
			{Text: "error('x')", Script: true, Failed: &Failure{Message: "x"}},
		},
	})
	for _, want := range []string{
		"do -- the init file of the prompt\nfunction twice(x) return 2 * x end\nend\n",
		"local function rest()",
		"task_2 = spawn(function()\n  return recv(s)\nend)\nrest()\n",
		"expect.equal(join(task_2), \"hi\")\n",
		"expect.error(\"CLOSED\", join, task_3)\n",
		"do -- what was run\n(function(...)\nx = 1\nend)()\nend\n",
		"try(function(...)\nerror('x')\nend)\n",
		"cancel(t.task)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, not := range []string{"join, task_4", "join(task_4", "task_5)"} {
		if strings.Contains(text, not) {
			t.Errorf("%q in\n%s", not, text)
		}
	}
}

// An expectation that does not hold each time is taken out; a line that is none
// stays.
func TestWeaken(t *testing.T) {
	t.Parallel()
	s := &Session{Entries: []Entry{{Text: "x = 1"}, {Text: "f()", Values: true, Results: []Value{{Literal: "5"}}}}}
	made, err := s.Scenario("t.lua")
	if err != nil {
		t.Fatal(err)
	}
	at := func(part string) int {
		before, _, found := strings.Cut(made.Text(), part)
		if !found {
			t.Fatalf("no %s in\n%s", part, made.Text())
		}
		return 1 + strings.Count(before, "\n")
	}
	if made.Weaken(at("x = 1")) {
		t.Error("a statement was weakened")
	}
	if line := at("expect.equal(f(), 5)"); !made.Weaken(line) || made.Weaken(line) {
		t.Error("an expectation is weakened once")
	}
	if text := made.Text(); strings.Contains(text, "expect.equal") || !strings.Contains(text, "\nf()\n") {
		t.Errorf("got\n%s", text)
	}
}

// What was typed, as an exercise has it.
func TestExercise(t *testing.T) {
	t.Parallel()
	s := &Session{
		Entries: []Entry{
			{Text: "l = listen(9000)", Acted: true},
			{Text: `c = dial("127.0.0.1:9000")`, Acted: true},
			{Text: "l.state", Values: true, Results: []Value{{Literal: `"LISTEN"`}}},
			{Text: "dial(1)", Acted: true, Failed: &Failure{Code: "ECONNREFUSED"}},
			{Text: "s = accept(l)", Acted: true, Task: &Task{ID: 2}},
		},
		Events: []event.Event{bound(9000)},
	}
	lines, err := s.Exercise()
	want := []string{"l = listen(PORT)", `c = dial("127.0.0.1:" .. PORT)`, "spawn(function() s = accept(l) end)"}
	if err != nil || !slices.Equal(lines, want) {
		t.Errorf("got %q, %v", lines, err)
	}
	if _, err := (&Session{Entries: []Entry{{Text: "x"}}}).Exercise(); !errors.Is(err, ErrNothingTyped) {
		t.Errorf("of a look: %v", err)
	}
	if _, err := (&Session{}).Scenario("t.lua"); !errors.Is(err, ErrNothingTyped) {
		t.Errorf("of nothing: %v", err)
	}
}

// What the last call that says something was for.
func TestStepText(t *testing.T) {
	t.Parallel()
	variables := map[int]string{1: "l", 2: "s"}
	for want, calls := range map[string][]event.Event{
		"l listens": {{Call: "bind", Socket: 1, Via: "listen"}, {Call: "listen", Socket: 1}, {Call: "getsockopt", Socket: 1}},
		"l accepts a client: s is its end of the connection": {{Call: "accept", Socket: 1, Made: 2}},
		"the server accepts":            {{Call: "accept", Socket: 7}},
		"s reads the end of the stream": {{Call: "recv", Socket: 2, EOF: true}},
		"a client connects":             {{Call: "socket", Socket: 3, Via: "dial"}},
		"":                              {{Call: "setsockopt", Socket: 1}},
	} {
		if got := StepText(calls, variables); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

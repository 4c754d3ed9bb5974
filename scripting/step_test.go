package scripting

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"sockpit/runtime/event"
)

// A stepped is a script that runs step by step.
type stepped struct {
	t    *testing.T
	host *Host
	s    *Stepper
	done chan Outcome
}

func stepInto(t *testing.T, text string) *stepped {
	t.Helper()
	h := newWorld(Config{Dir: t.TempDir(), OnStuck: func(Stuck) {}, EndDeadlocks: true})
	p := &stepped{t: t, host: h, s: h.Stepper(), done: make(chan Outcome, 1)}
	go func() { p.done <- h.Run("x.lua", text) }()
	t.Cleanup(func() {
		p.s.Quit()
		h.Close()
	})
	return p
}

// look waits until nothing moves any more, and gives what there is; ok is false
// if the script has ended.
func (p *stepped) look() (st Standing, ok bool) {
	p.t.Helper()
	late := time.After(20 * time.Second)
	for {
		if st = p.s.Look(); st.Settled && len(st.Steps) > 0 {
			return st, true
		}
		select {
		case o := <-p.done:
			p.done <- o
			return st, false
		case <-p.s.Changed():
		case <-time.After(time.Millisecond):
		case <-late:
			p.t.Fatalf("it does not come to stand: %+v", st.Steps)
		}
	}
}

// at gives where all tasks are: "1>4 2:accept@6" says that task 1 stands at line
// 4 and is the selected one, and 2 waits in accept at line 6.
func (p *stepped) at() string {
	p.t.Helper()
	st, ok := p.look()
	if !ok {
		return "over"
	}
	var parts []string
	for _, one := range st.Steps {
		mark := "="
		if one.ID == st.Selected {
			mark = ">"
		}
		text := fmt.Sprintf("%d%s%d", one.ID, mark, one.Place.Line)
		if !one.Stands {
			text = fmt.Sprintf("%d:%s@%d", one.ID, one.Waits, one.Place.Line)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func (p *stepped) move(m Move) string {
	p.t.Helper()
	p.at()
	if err := p.s.Move(m); err != nil {
		return err.Error()
	}
	return p.at()
}

// TestMoves makes moves in a script, and says where they lead.
func TestMoves(t *testing.T) {
	t.Parallel()
	text := `step("begin")
local l = listen(0)
local t = spawn(function()
  local s = accept(l)
  local line = recv_line(s)
  send(s, line .. "\n")
  close(s)
end)
local function talk(c, text)
  send(c, text .. "\n")
  return recv_line(c)
end
local c = dial(l.local_port)
expect.equal(talk(c, "hello"),
  "hello")
local n = 0
while n < 3 do n = n + 1 end
for i = 1, 2 do
  n = n + (pcall(print) and 1 or 0)
end
close(c)
join(t)
step("end")
close(l)
`
	tests := []struct {
		name, moves, want string
	}{
		{"into", "iiiiiiiiiiii", "1>2 1>3 1>9,2=4 1>13,2=4 1>14,2=4 1>10,2=4 1>11,2=4 1:recv_line@11,2>4 1:recv_line@11,2>5 1:recv_line@11,2>6 1=16,2>7 1>16"},
		{"over", "nnnnnnnn", "1>2 1>3 1>9,2=4 1>13,2=4 1>14,2=4 1:recv_line@11,2>4 1:recv_line@11,2>5 1:recv_line@11,2>6"},
		{"out", "nnnniioi", "1>2 1>3 1>9,2=4 1>13,2=4 1>14,2=4 1>10,2=4 1:recv_line@11,2>4 1:recv_line@11,2>5"},
		{"out of main is to its end, or to where it waits", "oo", "1:recv_line@11,2>4 over"},
		{"to the next step", "sss", "1>2 1>24 over"},
		{"run", "r", "over"},
		{"over a loop on one line", "nnnnnn" + "nn" + "nnnnnnn", "1>2 1>3 1>9,2=4 1>13,2=4 1>14,2=4 1:recv_line@11,2>4 1:recv_line@11,2>5 1:recv_line@11,2>6 1=16,2>7 1>16 1>17 1>17 1>17 1>17 1>18"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := stepInto(t, text)
			if got := p.at(); got != "1>1" {
				t.Fatalf("it begins at %s", got)
			}
			var at []string
			for _, m := range test.moves {
				at = append(at, strings.ReplaceAll(p.move(map[rune]Move{'i': Into, 'n': Over, 'o': Out, 'r': Run, 's': ToStep}[m]), " ", ","))
			}
			if got := strings.Join(at, " "); got != test.want {
				t.Errorf("%s leads to\n%s, want\n%s", test.moves, got, test.want)
			}
		})
	}
}

// server and client of the tests below: line 3 is run by task 2.
const talking = `local l = listen(0)
local t = spawn(function()
  local s = accept(l, {timeout = 0.05})
  local total = 0
  for i = 1, 3 do
    local n = tonumber(recv_line(s))
    total = total + n
  end
  send(s, total .. "\n")
end)
local c = dial(l.local_port)
for i = 1, 3 do
  send(c, 10 * i .. "\n")
end
answer = recv_line(c)
`

func TestBreakpoints(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		b    Breakpoint
		want string // where it stops, one after the other: regular expressions, for how far the other task comes meanwhile is chance
		hits int
		why  string
	}{
		{"line", Breakpoint{Place: event.Place{Source: "x.lua", Line: 7}}, `1\S+ 2>7|1\S+ 2>7|1\S+ 2>7|over`, 3, "breakpoint 1 at x.lua:7"},
		{"condition", Breakpoint{Place: event.Place{Source: "x.lua", Line: 7}, If: "n == 20 and total == 10"}, `1\S+ 2>7|over`, 1, "breakpoint 1 at x.lua:7 if n == 20 and total == 10"},
		{"call", Breakpoint{Call: "send", If: "i == 3"}, `1>13 2\S+|over`, 1, "breakpoint 1 before send if i == 3"},
		{"condition that fails", Breakpoint{Call: "send", If: "i.x.y"}, `1>13 2\S+`, 1, "breakpoint 1 before send if i.x.y: i is 1: it has no x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := stepInto(t, talking)
			p.at()
			if _, err := p.s.Break(test.b); err != nil {
				t.Fatal(err)
			}
			for i, want := range strings.Split(test.want, "|") {
				if got := p.move(Run); !regexp.MustCompile("^" + want + "$").MatchString(got) {
					t.Errorf("stop %d: %s, want %s", i+1, got, want)
				}
				if i == 0 {
					st, _ := p.look()
					if one := st.Selection(); one == nil || one.Why != test.why {
						t.Errorf("it stopped for %+v, want %s", one, test.why)
					}
				}
			}
			if got := p.s.Breakpoints()[0].Hits; got != test.hits {
				t.Errorf("%d hits, want %d", got, test.hits)
			}
		})
	}
}

// A call by try is a call.
func TestBreakpointBehindTry(t *testing.T) {
	t.Parallel()
	p := stepInto(t, "local a, b = pair('tcp')\nsend(a, 'xy')\nlocal got = try(recv, b, 1)\nlocal more = try(recv, b, 1)\nexpect.equal(got .. more, 'xy')")
	p.at()
	if _, err := p.s.Break(Breakpoint{Call: "recv"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1>3", "1>4", "over"} {
		if got := p.move(Run); got != want {
			t.Fatalf("stop at %s, want %s", got, want)
		}
	}
}

// Breakpoints that can never be reached are refused, with what to say instead.
func TestBadBreakpoints(t *testing.T) {
	t.Parallel()
	p := stepInto(t, talking)
	p.at()
	for _, test := range []struct {
		b    Breakpoint
		want string
	}{
		{Breakpoint{Place: event.Place{Source: "x.lua", Line: 8}}, "nothing begins at line 8 of x.lua: the next line that does is 9"},
		{Breakpoint{Place: event.Place{Source: "x.lua", Line: 99}}, "nothing begins at line 99 of x.lua, or behind it"},
		{Breakpoint{Place: event.Place{Source: "y.lua", Line: 1}}, "no file called y.lua is loaded"},
		{Breakpoint{Call: "recvline"}, "no function called recvline. Did you mean recv_line?"},
		{Breakpoint{Call: "recv", If: "n =="}, "the script ends in the middle"},
	} {
		if _, err := p.s.Break(test.b); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %s", test.b, err, test.want)
		}
	}
	if err := p.s.Clear(1); err == nil {
		t.Error("a breakpoint that is not there is cleared")
	}
}

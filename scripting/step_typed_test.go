package scripting

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"sockpit/runtime/event"
)

// What is typed sees the variables of the line where a task stands, sets them,
// and leaves the task there.
func TestTyped(t *testing.T) {
	t.Parallel()
	p := stepInto(t, talking)
	p.at()
	if err := p.s.RunTo(event.Place{Source: "x.lua", Line: 7}); err != nil {
		t.Fatal(err)
	}
	if got := p.at(); got != "1:recv_line@15 2>7" {
		t.Fatal(got)
	}
	for _, test := range []struct{ text, want string }{
		{"n, total, i", "10 0 1"},
		{"l.state", `"LISTEN"`}, // captured
		{"n = 100", ""},
		{"total = total + 5; fresh = 1", ""},
		{"n + total + fresh", "106"},
		{"t == nil, c", "true nil"}, // not in sight there
		{"nosuch.field", "! nosuch is nil"},
		{"1 +", "! "},
		{"s:send('early ')", "6"},
		{"local f = function() return n end; keep = f", ""},
		{"keep()", "100"},
	} {
		r, err := p.s.Type(test.text, 80)
		got := strings.Join(r.Values, " ")
		if r.Failed != nil {
			got = "! " + r.Failed.Message
		}
		if err != nil || got != test.want && !(test.want != "" && test.want[0] == '!' && strings.HasPrefix(got, test.want)) {
			t.Errorf("%s: %s, %v, want %s", test.text, got, err, test.want)
		}
	}
	if got := p.at(); got != "1:recv_line@15 2>7" {
		t.Errorf("after typing: %s", got)
	}
	p.move(Run)
	if o := <-p.done; !o.OK() {
		t.Error(o.Failures[0])
	}
	var answer string
	p.host.With(func() { answer = p.host.root.GetGlobal("answer").String() })
	if answer != "early 155" { // 100 + 5 + 20 + 30
		t.Errorf("answer is %s", answer)
	}
}

// Two that type at once don't wake the same task: one of them finds that nobody
// stands, or that the first is over.
func TestTypedAtOnce(t *testing.T) {
	t.Parallel()
	p := stepInto(t, "local n = 1\nlocal m = 2\n")
	p.at()
	for range 50 {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				r, err := p.s.Type("1 + 1", 80)
				if err == nil && strings.Join(r.Values, " ") != "2" || err != nil && !errors.Is(err, ErrNobodyStands) {
					t.Errorf("typing gave %v, %v", r, err)
				}
			})
		}
		all.Wait()
	}
	p.move(Run)
}

// A wait that was typed ends with Interrupt, and the task still stands.
func TestTypedWait(t *testing.T) {
	t.Parallel()
	p := stepInto(t, "local l = listen(0)\nl.backlog = 1\n")
	p.at()
	p.move(Into)
	ended := make(chan Result)
	go func() {
		r, _ := p.s.Type("accept(l)", 80)
		ended <- r
	}()
	for {
		if st := p.s.Look(); len(st.Steps) == 1 && st.Steps[0].Waits == "accept" {
			break
		}
	}
	p.s.Interrupt()
	if r := <-ended; r.Failed == nil || !errors.Is(r.Failed, ErrInterrupted) {
		t.Errorf("got %+v", r)
	}
	if got := p.at(); got != "1>2" {
		t.Errorf("it stands at %s", got)
	}
}

// No patience runs out while a task stands: the server's accept has 50 ms, and
// the client stands for much longer before it dials.
func TestNoHurry(t *testing.T) {
	t.Parallel()
	p := stepInto(t, talking)
	p.at()
	for _, want := range []string{"1>2", "1>11 2=3"} {
		if got := p.move(Into); got != want {
			t.Fatalf("at %s, want %s", got, want)
		}
	}
	if err := p.s.Select(2); err != nil {
		t.Fatal(err)
	}
	if got := p.move(Into); got != "1>11 2:accept@3" {
		t.Fatalf("at %s", got)
	}
	began := time.Now()
	for time.Since(began) < 300*time.Millisecond {
		p.s.Look()
	}
	if got := p.move(Into); got != "1>12 2=4" {
		t.Errorf("after a while: %s", got)
	}
	if err := p.s.Select(7); err == nil || !strings.Contains(err.Error(), "no task 7") {
		t.Error(err)
	}
}

// A loop is stopped where it is.
func TestPause(t *testing.T) {
	t.Parallel()
	p := stepInto(t, "local n = 0\nwhile true do\n  n = n + 1\nend\n")
	p.at()
	if err := p.s.Move(Run); err != nil {
		t.Fatal(err)
	}
	p.s.Pause()
	if got := p.at(); got != "1>2" && got != "1>3" {
		t.Errorf("at %s", got)
	}
	p.s.Quit()
	if o := <-p.done; o.OK() || !errors.Is(o.Failures[0], ErrInterrupted) {
		t.Errorf("%+v", o)
	}
}

// A deadlock is told though somebody steps; not while a task stands.
func TestSteppedDeadlock(t *testing.T) {
	t.Parallel()
	p := stepInto(t, "local a, b = pair('tcp')\nspawn(function()\n  recv(a)\nend)\nrecv(b)\n")
	for _, want := range []string{"1>1", "1>2", "1>5 2=3", "1:recv@5 2>3"} {
		if got := p.at(); got != want {
			t.Errorf("at %s, want %s", got, want)
		}
		_ = p.s.Move(Into)
	}
	o := <-p.done
	var dead *DeadlockError
	if o.OK() || !errors.As(o.Failures[0], &dead) {
		t.Errorf("%+v", o)
	}
}

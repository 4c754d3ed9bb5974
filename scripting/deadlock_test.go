package scripting

import (
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"sockpit/scripting/luatest"
)

// A run in which every task waits for another ends, and says who for whom.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	for _, d := range luatest.Cases(t, "testdata/deadlocks.lua") {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			h, _ := newHost(t, Config{EndDeadlocks: true})
			o := h.Run("d.lua", d.Source)
			if o.OK() {
				t.Fatal("it went on")
			}
			e, ok := o.Failures[0].Err.(*Error)
			if !ok || e.Code != "DEADLOCK" {
				t.Fatalf("got %v", o.Failures[0])
			}
			if text := o.Failures[0].Message + "\n" + o.Failures[0].Hint; !regexp.MustCompile("(?s)" + d.Text("says")).MatchString(text) {
				t.Errorf("got:\n%s\nwant a match of %s", text, d.Text("says"))
			}
		})
	}
}

// Two tasks that both receive are reported at once, by the event log's clock.
// A machine that is busy with other things may be late a few times.
func TestDeadlockAtOnce(t *testing.T) {
	t.Parallel()
	const limit, tries = 200 * time.Millisecond, 10
	script := luatest.Cases(t, "testdata/deadlocks.lua")[0].Source
	var took []time.Duration
	for range tries {
		told := make(chan time.Time, 1)
		h, _ := newHost(t, Config{EndDeadlocks: true, OnStuck: func(Stuck) { told <- time.Now() }})
		h.Run("d.lua", script)
		at := <-told
		last := time.Time{}
		events, _ := h.Session.Log.All()
		for _, e := range events {
			if e.Call == "recv" && e.Begin.After(last) {
				last = e.Begin
			}
		}
		if last.IsZero() {
			t.Fatal("nobody received")
		}
		took = append(took, at.Sub(last))
		if took[len(took)-1] <= limit {
			t.Logf("reported %v after the last task blocked", took)
			return
		}
	}
	t.Errorf("reported %v after the last task blocked: none within %v", took, limit)
}

// Waits that somebody outside may end are told once and end nothing.
func TestOutsideMayCome(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct{ script, want string }{
		"a client":   {`local l = listen(0) print("P=" .. l.local_port) spawn(accept, l) accept(l)`, `accept on l at d.lua:1 for a client: another program may still dial 127.0.0.1:<P>`},
		"a datagram": {`local u = listen("udp://0") print("P=" .. u.local_port) recvfrom(u)`, `recvfrom on u at d.lua:1 for a datagram: another program may still send one to 127.0.0.1:<P>`},
		"one of two": {`local a, b = pair("tcp") local l = listen(0) print("P=" .. l.local_port) spawn(recv, a) accept(l)`, `everything waits: accept on l at d.lua:1 for a client: another program may still dial 127.0.0.1:<P>$`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			told := make(chan Stuck, 10)
			h, rec := newHost(t, Config{EndDeadlocks: true, OnStuck: func(s Stuck) { told <- s }})
			done := make(chan Outcome, 1)
			go func() { done <- h.Run("d.lua", s.script) }()
			got := <-told
			h.Interrupt(ErrInterrupted)
			<-done
			if got.Deadlock || len(told) > 0 {
				t.Errorf("told %+v and %d more", got, len(told))
			}
			matchPrinted(t, got.Outside, s.want, rec)
		})
	}
}

// Waits that a time, the kernel or a person will end are told of nobody.
func TestNoDeadlock(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Cases(t, "testdata/waits.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			passOn(t, Config{EndDeadlocks: true}, c.Source)
		})
	}
}

// Busy scripts, looked at all the time instead of only after a while of quiet:
// at no moment may any of them look as if nothing could go on.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()
	for _, c := range luatest.Cases(t, "testdata/busy.lua") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for range alarmRuns(t) {
				h, _ := newHost(t, Config{})
				done := make(chan struct{})
				var looking sync.WaitGroup
				looks, alarms := 0, ""
				looking.Go(func() {
					for alarms == "" {
						select {
						case <-done:
							return
						default:
							looks++
							h.With(func() { alarms = h.alarm() })
						}
					}
				})
				o := h.Run("t.lua", c.Source)
				close(done)
				looking.Wait()
				for _, f := range o.Failures {
					t.Fatal(f, f.Hint)
				}
				if alarms != "" {
					t.Fatalf("after %d looks: %s", looks, alarms)
				}
				h.Close()
			}
		})
	}
}

// alarm looks once and gives what would be told if all were quiet for long.
func (h *Host) alarm() string {
	before := h.waits()
	if len(before) == 0 {
		return ""
	}
	r, ok := h.hang(nil)
	if again := h.waits(); !ok || !same(before, again) {
		return ""
	}
	return r.Why
}

func alarmRuns(t *testing.T) int {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 100
	}
	return 1
}

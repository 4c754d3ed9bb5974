package scripting

import (
	"strings"
	"testing"
	"time"
)

// waits are calls that wait, by what why names them, on sockets that prepared made.
const prepared = `a, b = pair("tcp") u = socket("udp") bind(u, 0) l = listen(0) ch = channel() full = listen(0, {backlog = 0})
filler = dial(full.local_port) expect.eventually(function() return full.accept_queue == 1 end)
x, y = pair("unix") t = spawn(sleep, 999) much = ("x"):rep(1e7)`

var waitingCalls = map[string]string{
	"accept": "accept(l)", "recv": "recv(a)", "recv_line": "recv_line(a)", "recv_exactly": "recv_exactly(x, 5)", "recv_all": "recv_all(a)",
	"recvfrom": "recvfrom(u)", "send": "send(x, much)", "dial": "dial(full.local_port)", "sleep": "sleep(999)", "join": "join(t)",
	"get": "ch:get()", "put": "ch:put(1)", "peek": "peek(a)",
}

// stopWays end what is typed while it waits, and what why says of them.
var stopWays = []struct {
	name, says string
	stop       func(t *testing.T, h *Host, call string)
}{
	{"Ctrl-C", "was stopped by Ctrl-C", func(t *testing.T, h *Host, call string) {
		done := make(chan struct{})
		go func() { defer close(done); h.Eval(call, 60) }()
		untilWaits(t, h, 1)
		h.Interrupt(ErrInterrupted)
		<-done
	}},
	{"a limit", "was ended: the run took more than", func(t *testing.T, h *Host, call string) {
		limits := h.Limits()
		limits.Time = 200 * time.Millisecond
		h.SetLimits(limits)
		h.Eval(call, 60)
		limits.Time = 0
		h.SetLimits(limits)
	}},
	{"cancel", "was ended by cancel", func(t *testing.T, h *Host, call string) {
		task, failed := h.Background(call)
		if failed != nil {
			t.Fatal(failed)
		}
		untilWaits(t, h, task.ID)
		task.Interrupt(errCancelled)
		<-task.Done()
	}},
}

// untilWaits waits until a task waits in a call.
func untilWaits(t *testing.T, h *Host, id int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		var waits bool
		h.With(func() {
			if task := h.tasks[id]; task != nil {
				_, waits = task.Waiting()
			}
		})
		if waits {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
	t.Fatal("it does not wait")
}

// Whatever ends a call that waits, why explains it afterwards as if it still waited.
func TestWhyOfWhatWasStopped(t *testing.T) {
	t.Parallel()
	for name, call := range waitingCalls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, way := range stopWays {
				h, _ := newHost(t, Config{})
				if r := h.Eval(prepared, 60); r.Failed != nil {
					t.Fatal(r.Failed)
				}
				way.stop(t, h, call)
				text := ""
				for _, r := range h.Why() {
					text += r.What + "\n" + r.Why + "\n" + r.Try + "\n"
				}
				what, rest, _ := strings.Cut(text, "\n")
				if !strings.Contains(what, "waited in "+name) || !strings.Contains(what, way.says) || !strings.Contains(what, call) {
					t.Errorf("%s: it is told as %q", way.name, what)
				}
				if why, _, _ := strings.Cut(rest, "\n"); why == "" {
					t.Errorf("%s: no reason is given:\n%s", way.name, text)
				}
				if name == "dial" && !strings.Contains(text, "the accept queue of full is full") {
					t.Errorf("%s: that the queue is full is not told:\n%s", way.name, text)
				}
				h.Eval("x = = 1", 60)
				h.Eval("error('later')", 60)
				if first := h.Why()[0]; !strings.Contains(first.What, "later") {
					t.Errorf("%s: after an error it is still told: %q", way.name, first.What)
				}
			}
		})
	}
}

// A run that is stopped while it waits for nothing is not said to have waited.
func TestWhyOfABusyStop(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	h.Eval("function f() while true do n = (n or 0) + 1 end end", 60)
	done := make(chan struct{})
	go func() { defer close(done); h.Eval("f()", 60) }()
	for ran := false; !ran; {
		h.With(func() { ran = h.root.GetGlobal("n").String() != "nil" })
	}
	h.Interrupt(ErrInterrupted)
	<-done
	if r := h.Why()[0]; !strings.Contains(r.What, "was stopped by Ctrl-C") || strings.Contains(r.What, "waited") {
		t.Errorf("it is told as %q", r.What)
	}
}

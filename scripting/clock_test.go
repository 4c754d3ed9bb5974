package scripting

import (
	"strings"
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock/clocktest"
)

// Waits are as long as the session's clock says: hours of it take no time here.
func TestSessionClock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, script, want string }{
		{"a pause", `local t = now() sleep(3600) print(now() - t)`, "3600"},
		{"a join that gives up", `local w = spawn(function() channel():get() end) local t = now() print((select(2, try(join, w, {timeout = 3600}))).code, now() - t)`, "TIMEOUT\t3600"},
		{"a get that gives up", `local ch = channel() local t = now() print((select(2, try(ch.get, ch, {timeout = 60}))).code, now() - t)`, "TIMEOUT\t60"},
		{"a fault that is late", `local a, b = pair("tcp") fault(b, {delay = 600}) local t = now() send(a, "x") print(recv(b), now() - t)`, "x\t600"},
		{"bytes that are glued", `local a, b = pair("tcp") fault(a, {glued = true}) send(a, "x") print(recv(b))`, "x"},
		{"what comes about at last", `local t = now() expect.eventually(function() return now() - t > 0.3 end, 0.5) print(now() - t < 0.31)`, "true"},
		{"what does not come about", `local t = now() print((select(2, try(expect.eventually, function() end, 60))).code, now() - t)`, "EXPECTATION\t60"},
		{"the time of a call", `local a, b = pair("tcp") sleep(5) send(a, "x") print(events{call = "send"}[1].time)`, "5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := clocktest.New()
			rec := &recorder{}
			h := newWorld(Config{Out: rec, Session: runtime.Config{Clock: clock}}) // nobody watches: that takes timers too
			t.Cleanup(h.Close)
			done := make(chan Outcome, 1)
			go func() { done <- h.Run("x.lua", test.script) }()
			for late := time.After(20 * time.Second); ; {
				select {
				case <-clock.Armed():
					clock.Next()
					continue
				case <-late:
					t.Fatal("it waits by another clock")
				case o := <-done:
					if !o.OK() {
						t.Fatal(o.Failures[0])
					}
				}
				break
			}
			if got := strings.TrimSpace(rec.String()); got != test.want {
				t.Errorf("printed %q, want %q", got, test.want)
			}
		})
	}
}

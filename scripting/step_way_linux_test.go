package scripting

import (
	"fmt"
	"testing"
)

// What one task has sent and the kernel has not yet brought to the other is
// waited for, however long it is on its way: here the network is down when it is
// sent, and the kernel tries again a fifth of a second later.
func TestStepperWaitsForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	if !enter(t, "network") {
		return
	}
	for _, test := range []struct{ name, waits, moves, call string }{
		{"bytes", `recv(b)`, `send(a, "x")`, "send"},
		{"bytes for who waits no longer than", `recv(b, {timeout = 60})`, `send(a, "x")`, "send"},
		{"bytes of several receives", `recv_exactly(b, 1)`, `send(a, "x")`, "send"},
		{"bytes for a wait for several", `wait{b}`, `send(a, "x")`, "send"},
		{"the end of one direction", `recv(b)`, `shutdown(a, "write")`, "shutdown"},
		{"the end", `recv(b)`, `close(a)`, "close"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := stepInto(t, fmt.Sprintf(`local a, b = pair("tcp")
spawn(function()
  %s
  step("came")
end)
%s
step("sent")`, test.waits, test.moves))
			p.move(Into)
			p.move(Into)
			if err := p.s.Select(2); err != nil {
				t.Fatal(err)
			}
			p.move(Into)
			if err := setLoopback(0); err != nil {
				t.Skip(err)
			}
			before := p.calls(test.call)
			if err := p.s.Move(Into); err != nil {
				t.Fatal(err)
			}
			for p.calls(test.call) == before {
				<-p.s.Changed() // task 1 has come to its next line
			}
			if err := loopbackUp(); err != nil {
				t.Fatal(err)
			}
			if got := p.at(); got != "1>7 2=4" {
				t.Errorf("it comes to stand at %s", got)
			}
		})
	}
}

// calls counts the calls of that name that have ended.
func (p *stepped) calls(name string) (n int) {
	events, _ := p.host.Session.Log.All()
	for i := range events {
		if events[i].Call == name && events[i].Done() {
			n++
		}
	}
	return n
}

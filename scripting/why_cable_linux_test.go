package scripting

import (
	"fmt"
	"net"
	"testing"
)

// TestWhyCableCut: where nothing arrives any more, ETIMEDOUT is the kernel's verdict, with
// what led to it, and until then no deadlock is called.
func TestWhyCableCut(t *testing.T) {
	if !enter(t, "network") {
		return // a process of its own has seen to it
	}
	cutter, err := net.Listen("tcp", "127.0.0.1:0") // who dials it cuts the cable
	if err != nil {
		t.Fatal(err)
	}
	defer cutter.Close()
	cut := make(chan error, 1)
	go func() {
		_, err := cutter.Accept()
		if err == nil {
			err = setLoopback(0)
		}
		cut <- err
	}()
	c := whyCase{"", fmt.Sprintf(`l = listen(0)
local function pairOf() local c = dial(l.local_port) return c, accept(l) end
a, b = pairOf() c, d = pairOf() e, f = pairOf()
for name, v in pairs{keepalive = true, keepidle = 1, keepintvl = 1, keepcnt = 2} do setopt(a, name, v) end
setopt(c, "user_timeout", 1.5)
dial(%d) expect.eventually(function() return not try(dial, %[1]d, {timeout = 0.01}) end)
send(c, "are you there?") send(e, "are you?")
t = spawn(function() local _, err = try(recv, c) return err end)
local _, err = try(recv, a) why(err) why(a) local _, err = try(send, a, "x") why(err)
why(join(t)) why(c)
local _, err = try(recv, e, {timeout = 0.01}) why(err) why(e) why(f)`, cutter.Addr().(*net.TCPAddr).Port),
		`recv: a: connection timed out \(ETIMEDOUT\).*2 keepalives got no answer, and so the kernel gave the connection up \(keepalive set by task 1 at why.lua:4\). ETIMEDOUT is the kernel's verdict` +
			`.*a: CLOSED\n.*2 keepalives got no answer` +
			`.*send: a: .*recv at why.lua:9 met ETIMEDOUT` +
			`.*recv: c: connection timed out.*Nobody acknowledged what c sent: the kernel sent it again \d+ times, and then gave the connection up \(user_timeout is 1.5 s, set by task 1 at why.lua:5\)` +
			`.*c: CLOSED\n.*Nobody acknowledged` +
			`.*recv: e: timed out.*8 bytes that e sent have not been acknowledged: the kernel sent them again \d+ times so far.*keepalive` +
			`.*e: nobody acknowledges what was sent`,
		"is alive|have finished|was reset"}
	stuck := make(chan Stuck, 9)
	c.run(t, Config{EndDeadlocks: true, OnStuck: func(s Stuck) { stuck <- s }})
	select {
	case err := <-cut:
		if err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("nobody has cut the cable")
	}
	for len(stuck) > 0 {
		if s := <-stuck; s.Deadlock {
			t.Errorf("a deadlock was called: %s", s.Report.Why)
		}
	}
}

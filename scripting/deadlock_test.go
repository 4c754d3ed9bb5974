package scripting

import (
	"os"
	"regexp"
	"sync"
	"testing"
	"time"
)

// Scripts in which nothing can go on, and what is said of them.
var deadlocks = []struct{ name, script, want string }{
	{"both receive", `local a, b = pair("tcp")
spawn(function()
  recv(a)
end)
recv(b)`,
		`task 1 waits in recv on b at d.lua:5 for a to send; task 2 waits in recv on a at d.lua:3 for b to send. All receive, and nobody sends`},
	{"both receive after they have talked", `local l = listen(0) local c = dial(l.local_port) local s = accept(l)
local t = spawn(function() for i = 1, 3 do send(c, "ping") recv(c) end recv(c) end)
for i = 1, 3 do recv(s) send(s, "pong") end
recv(s)`,
		`task 1 waits in recv on s at d.lua:4 for c to send; task 2 waits in recv on c at d.lua:2 for s to send`},
	{"both receive, by other calls", `local a, b = pair("tcp") send(a, "half a line") send(b, "abc")
spawn(recv_exactly, a, 10)
recv_line(b)`,
		`task 1 waits in recv_line on b at d.lua:3 for a to send; task 2 waits in recv_exactly on a at d.lua:2 for b`},
	{"both receive on Unix sockets", `local a, b = pair("unix") spawn(recv, a) recv(b)`,
		`task 1 waits in recv on b at d.lua:1 for a to send; task 2 waits in recv on a`},
	{"both receive datagrams", `local a, b = pair("udp") spawn(recv, a) recv(b)`,
		`task 1 waits in recv on b at d.lua:1 for a to send; task 2 waits in recv on a`},
	{"one alone receives", `local a, b = pair("tcp") recv(b)`,
		`deadlock: the only task waits.*task 1 waits in recv on b at d.lua:1 for a to send`},
	{"the other waits for the end", `local l = listen(0) local c = dial(l.local_port) local s = accept(l) send(c, "question")
spawn(recv_all, s)
recv(c)`,
		`task 1 waits in recv on c at d.lua:3 for s to send; task 2 waits in recv_all on s at d.lua:2 for c to send.*shutdown\(s\)`},
	{"nobody accepts", `local l = listen(0)
local c = dial(l.local_port) send(c, "question")
recv(c)`,
		`task 1 waits in recv on c at d.lua:3 for whoever accepts it from l to send`},
	{"nobody accepts who has said all", `local l = listen(0)
local c = dial(l.local_port) send(c, "question") shutdown(c, "write")
recv(c)`,
		`task 1 waits in recv on c at d.lua:3 for whoever accepts it from l to send`},
	{"half closed", `local a, b = pair("tcp") shutdown(a, "write") expect.equal(recv(b), nil)
recv(a)`,
		`task 1 waits in recv on a at d.lua:2 for b to send`},
	{"both send", `local a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
spawn(function() send(a, ("x"):rep(1e7)) end)
send(b, ("x"):rep(1e7))`,
		`task 1 waits in send on b at d.lua:3 for a to receive: both buffers are full, \d{4,} bytes here, \d{4,} bytes at a; task 2 waits in send on a at d.lua:2 .*All send, and nobody receives`},
	{"both send on Unix sockets", `local a, b = pair("unix")
spawn(function() send(a, ("x"):rep(1e7)) end)
send(b, ("x"):rep(1e7))`,
		`task 1 waits in send on b at d.lua:3 for a to receive: .*\d{4,} bytes at a; task 2 waits in send on a at d.lua:2`},
	{"nobody receives", `local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
send(a, ("x"):rep(1e7))`,
		`task 1 waits in send on a at d.lua:2 for b to receive: both buffers are full`},
	{"two send on one socket", `local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
spawn(send, a, ("x"):rep(1e7))
send(a, ("x"):rep(1e7))`,
		`task 1 waits in send on a at d.lua:3.*task 2 waits in send on a at d.lua:2`},
	{"join of a task that joins", `local main, t
t = spawn(function() join(main) end)
main = spawn(function() join(t) end)
join(main)`,
		`task 1 waits in join at d.lua:4 for the end of task 3; task 2 waits in join at d.lua:2 for the end of task 3; task 3 waits in join at d.lua:3 for the end of task 2`},
	{"a channel that nobody puts into", `local ch = channel()
ch:get()`,
		`task 1 waits in get at d.lua:2 for a value that nobody puts`},
	{"a channel that nobody gets from", `local ch = channel(1) ch:put(1)
ch:put(2)`,
		`task 1 waits in put at d.lua:2 for somebody to get`},
	{"a channel and a socket", `local a, b = pair("tcp") local ch = channel()
spawn(function() ch:put(recv(a)) end)
send(b, ch:get())`,
		`task 1 waits in get at d.lua:3.*task 2 waits in recv on a at d.lua:2 for b to send`},
	{"wait for several", `local a, b = pair("tcp") local c, d = pair("tcp")
wait{a, c}`,
		`task 1 waits in wait at d.lua:2`},
	{"a fault stops the sender", `local a, b = pair("tcp") fault(a, {stop = 0})
spawn(send, a, "x")
recv(b)`,
		`task 1 waits in recv on b at d.lua:3.*task 2 waits in send on a at d.lua:2: fault\(a, {stop=…}\) lets nothing pass`},
	{"a fault stops it", `local a, b = pair("tcp") send(a, "x") fault(b, {stop = 0})
recv(b)`,
		`task 1 waits in recv on b at d.lua:2: fault\(b, {stop=…}\) lets nothing pass`},
	{"a fault has thrown it away", `local a, b = pair("tcp") fault(b, {drop = 0}) send(a, "x")
recv(b)`,
		`task 1 waits in recv on b at d.lua:2 for a to send`},
}

// A run in which every task waits for another ends, and says who for whom.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	for _, d := range deadlocks {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			h, _ := newHost(t, Config{EndDeadlocks: true})
			o := h.Run("d.lua", d.script)
			if o.OK() {
				t.Fatal("it went on")
			}
			e, ok := o.Failures[0].Err.(*Error)
			if !ok || e.Code != "DEADLOCK" {
				t.Fatalf("got %v", o.Failures[0])
			}
			if text := o.Failures[0].Message + "\n" + o.Failures[0].Hint; !regexp.MustCompile("(?s)" + d.want).MatchString(text) {
				t.Errorf("got:\n%s\nwant a match of %s", text, d.want)
			}
		})
	}
}

// Two tasks that both receive are reported at once, by the event log's clock.
// A machine that is busy with other things may be late a few times.
func TestDeadlockAtOnce(t *testing.T) {
	t.Parallel()
	const limit, tries = 200 * time.Millisecond, 10
	var took []time.Duration
	for range tries {
		told := make(chan time.Time, 1)
		h, _ := newHost(t, Config{EndDeadlocks: true, OnStuck: func(Stuck) { told <- time.Now() }})
		h.Run("d.lua", deadlocks[0].script)
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
	for name, text := range map[string]string{
		"a sleeping task":     `local a, b = pair("tcp") spawn(function() sleep(0.3) send(a, "x") end) expect.equal(recv(b), "x")`,
		"a limit":             `local a, b = pair("tcp") expect.error("TIMEOUT", recv, b, {timeout = 0.3})`,
		"the socket's limit":  `local a, b = pair("tcp") timeout(b, 0.3) expect.error("TIMEOUT", recv_line, b)`,
		"a fault that delays": `local a, b = pair("tcp") fault(b, {delay = 0.3}) send(a, "x") expect.equal(recv(b), "x")`,
		"a late end":          `local a, b = pair("tcp") fault(b, {delay = 0.3}) close(a) expect.equal(recv(b), nil)`,
		"a fault of the send": `local a, b = pair("tcp") fault(a, {rate = 30}) spawn(function() send(a, "0123456789") end) expect.equal(recv_exactly(b, 10), "0123456789")`,
		"glued sends":         `local a, b = pair("tcp") fault(a, {glued = true}) send(a, "x") expect.equal(recv(b), "x")`,
		"a connection that is being made": `local l = listen(0, {backlog = 0}) local c = dial(l.local_port)
local t = spawn(function() return dial(l.local_port) end) sleep(0.05) accept(l) join(t)`,
		"an expectation that waits": `local a, b = pair("tcp") expect.eventually(function() return now() > 0.4 end, 1)`,
		"a slow reader":             `local a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096) local t = spawn(send, a, ("x"):rep(60000)) for i = 1, 5 do sleep(0.05) recv(b, 1000) end spawn(recv_exactly, b, 55000) join(t)`,
		"linger":                    `local a, b = pair("tcp") setopt(a, "linger", 1) spawn(function() sleep(0.2) recv_all(b) end) send(a, ("x"):rep(100000)) close(a)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passOn(t, Config{EndDeadlocks: true}, text)
		})
	}
}

// Busy scripts, looked at all the time instead of only after a while of quiet:
// at no moment may any of them look as if nothing could go on.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"ping-pong": `local a, b = pair("tcp") local t = spawn(function() for i = 1, 100 do send(a, recv(a)) end end)
for i = 1, 100 do send(b, "ball") recv(b) end join(t)`,
		"by lines, over Unix sockets": `local a, b = pair("unix") local t = spawn(function() for i = 1, 100 do send(a, recv_line(a) .. "\n") end end)
for i = 1, 100 do send(b, "ball\n") recv_line(b) end join(t)`,
		"datagrams": `local a, b = pair("udp") local t = spawn(function() for i = 1, 100 do send(a, recv(a)) end end)
for i = 1, 100 do send(b, "ball") recv(b) end join(t)`,
		"full buffers": `local a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
local t = spawn(function() for i = 1, 6 do send(a, ("x"):rep(20000)) recv_exactly(a, 20000) end end)
for i = 1, 6 do recv_exactly(b, 20000) send(b, ("y"):rep(20000)) end join(t)`,
		"full buffers over Unix sockets": `local a, b = pair("unix") local t = spawn(function() for i = 1, 4 do send(a, ("x"):rep(1000000)) recv(a) end end)
for i = 1, 4 do recv_exactly(b, 1000000) send(b, "y") end join(t)`,
		"channels": `local there, back = channel(), channel() local t = spawn(function() for i = 1, 200 do back:put(there:get()) end end)
for i = 1, 200 do there:put(i) back:get() end join(t)`,
		"tasks": `for i = 1, 100 do join(spawn(function() join(spawn(function() end)) end)) end`,
		"wait for several": `local a, b = pair("tcp") local c, d = pair("tcp") local t = spawn(function() for i = 1, 60 do send(i % 2 == 0 and a or c, "x") recv(a, 1) end end)
for i = 1, 60 do local r = wait{b, d} recv(i % 2 == 0 and b or d) send(b, "y") end join(t)`,
		"connections": `local l = listen(0) local t = spawn(function() for i = 1, 30 do local s = accept(l) send(s, recv(s)) close(s) end end)
for i = 1, 30 do local c = dial(l.local_port) send(c, "x") recv(c) recv(c) close(c) end join(t)`,
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
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
				o := h.Run("t.lua", text)
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
	before, _ := h.waits()
	if len(before) == 0 {
		return ""
	}
	r, ok := h.hang(nil)
	if again, _ := h.waits(); !ok || !same(before, again) {
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

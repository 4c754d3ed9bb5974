package scripting

import (
	"fmt"
	"io"
	"net"
	"testing"
)

// TestWhyEnds: each way in which a connection can end, made by the test, is the one that
// why names; what the log does not show is not named.
func TestWhyEnds(t *testing.T) {
	t.Parallel()
	const (
		conn = `l = listen(0) c = dial(l.local_port) s = accept(l) `
		recv = ` expect.eventually(function() return c.state == "CLOSED" end) local _, err = try(recv, c) why(err) why(c)`
	)
	for _, c := range []whyCase{
		{"reset on purpose", conn + "\nreset(s)" + recv, `(was reset on purpose by task 1 at why.lua:2.*){2}`, ""},
		{"linger 0", conn + "setopt(s, 'linger', 0)\nclose(s)" + recv, `(was closed by task 1 at why.lua:2 with the option linger at 0, which task 1 at why.lua:1 gave it.*){2}`, "unread"},
		{"linger 0 of the listener", `l = listen(0, {linger = 0}) c = dial(l.local_port) s = accept(l)` + "\nclose(s)" + recv, `(with the option linger at 0, which task 1 at why.lua:1 gave it.*){2}`, ""},
		{"linger 0 of dial", `l = listen(0) s = dial(l.local_port, {linger = 0}) c = accept(l)` + "\nclose(s)" + recv, `(with the option linger at 0, which task 1 at why.lua:1 gave it.*){2}`, ""},
		{"linger that was taken back", conn + "setopt(s, 'linger', 0) setopt(s, 'linger', false) send(c, 'x') arrived(s, 'recv_queue', 1)\nclose(s)" + recv, `(was closed by task 1 at why.lua:2 with 1 byte unread.*){2}`, "linger"},
		{"unread", conn + "send(c, 'xyz') arrived(s, 'recv_queue', 3)\nclose(s)" + recv, `(was closed by task 1 at why.lua:2 with 3 bytes unread.*){2}`, ""},
		{"the listener's queue", "l = listen(0) c = dial(l.local_port)\nclose(l)" + recv, `(The listener was closed \(task 1 at why.lua:2\) while.*){2}`, "of this session"},
		{"gone before accept", "l = listen(0) s = dial(l.local_port) print('P=' .. s.local_port) reset(s)\nc = accept(l) expect.equal(c.remote_port, s.local_port)" + recv, `(was reset on purpose by task 1 at why.lua:1.*){2}`, ""},
		{"to who had closed", conn + "\nclose(s)\nsend(c, 'x')\nexpect.state(c, 'CLOSED') local _, err = try(send, c, 'y') why(err) why(c)", `was closed by task 1 at why.lua:2.*Your send at why.lua:3 still "worked".*what you sent after that \(task 1 at why.lua:3\) was answered`, ""},
		{"to who had shut down", conn + "\nshutdown(s, 'both')\nsend(c, 'x')\nexpect.state(c, 'CLOSED') local _, err = try(send, c, 'y') why(err) why(c)", `(was shut down in both directions by task 1 at why.lua:2; what you sent after that \(task 1 at why.lua:3\).*){2}`, ""},
		{"told before", conn + "reset(s) expect.state(c, 'CLOSED')\ntry(recv, c)\nlocal _, err = try(send, c, 'x') why(err)", `recv at why.lua:2 met ECONNRESET.*was reset on purpose`, `still "worked"`},
		{"never connected", `x = socket() local _, err = try(send, x, "a") why(err)`, `x was never connected: there is no other end`, "closed|reset"},
		{"connect failed", "l = listen(0) p = l.local_port close(l) x = socket()\ntry(connect, x, p) local _, err = try(send, x, 'a') why(err)", `x is not connected: task 1 at why.lua:2 called connect, and it failed \(ECONNREFUSED\)`, "reset"},
		{"its own shutdown", conn + "\nshutdown(c, 'write') local _, err = try(send, c, 'x') why(err)", `You ended its sending side yourself: task 1 at why.lua:2`, "other end"},
		{"both finished", conn + "\nshutdown(c, 'write') expect.equal(recv(s), nil)\nclose(s) expect.equal(recv(c), nil) expect.eventually(function() return c.state ~= 'FIN_WAIT2' end) why(c)", `TIME_WAIT|Both sides have finished`, "reset"},

		{"Unix: closed", "a, b = pair('unix')\nclose(a) local _, err = try(send, b, 'x') why(err)", `was closed by task 1 at why.lua:2.*says at once`, `earlier send|RST`},
		{"Unix: closed before accept", "p = temp_folder() .. '/s' u = listen('unix://' .. p) v = dial('unix://' .. p)\nclose(v) s = accept(u) local _, err = try(send, s, 'x') why(err)", `#2 \(v\), the other end, was closed by task 1 at why.lua:2.*says at once`, `earlier send|RST`},
		{"Unix: shut down there", "a, b = pair('unix')\nshutdown(a, 'read') local _, err = try(send, b, 'x') why(err)", `a, the other end, ended its receiving: task 1 at why.lua:2 called shutdown`, "closed"},
		{"Unix: unread", "a, b = pair('unix') send(b, 'xyz')\nclose(a) local _, err = try(recv, b) why(err)", `was closed by task 1 at why.lua:2 with 3 bytes unread`, "RST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, Config{})
		})
	}
}

// TestWhyEndsOfAnother: of another program's end nothing is told but what is possible.
func TestWhyEndsOfAnother(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*net.TCPConn){
		"linger 0": func(c *net.TCPConn) { _, _ = io.ReadFull(c, make([]byte, 3)); _ = c.SetLinger(0); _ = c.Close() },
		"unread":   func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 1)); _ = c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			go func() {
				if c, err := l.Accept(); err == nil {
					end(c.(*net.TCPConn))
				}
			}()
			script := fmt.Sprintf(`c = dial(%d) try(send, c, "xyz") expect.eventually(function() return c.state == "CLOSED" end)
local _, err = try(recv, c) why(err) local _, err = try(send, c, "x") why(err)`, l.Addr().(*net.TCPAddr).Port)
			one := whyCase{name, script, `It is not of this session, and which of these it was can't be seen from here: closed with bytes unread, closed with linger 0.*recv at why.lua:2 met ECONNRESET`, "was closed by|was reset on purpose"}
			one.run(t, Config{})
		})
	}
}

// TestWhySilence: of a call that got nothing in its time it is told what is known, and
// not that anything is alive.
func TestWhySilence(t *testing.T) {
	t.Parallel()
	const alive = "alive"
	for _, c := range []whyCase{
		{"a stream", `a, b = pair("tcp") local _, err = try(recv, b, {timeout = 0.02}) why(err)`, `Nothing came in \d+ ms, the limit of this call. a has sent nothing yet`, alive},
		{"no time at all", `a, b = pair("tcp") local _, err = try(recv, b, {timeout = 0}) why(err)`, `Nothing was there, and the call did not wait|Nothing came in \d+ ms`, alive + `|e-0`},
		{"one that sent before", `a, b = pair("tcp") send(a, "x") recv(b)` + "\n" + `local _, err = try(recv, b, {timeout = 0.02}) why(err)`, `a last sent \d+ ms ago at why.lua:1`, alive},
		{"a part", `a, b = pair("tcp") send(a, "x") local _, err = try(recv_exactly, b, 5, {timeout = 0.02}) why(err)`, `Only 1 byte came in \d+ ms; the socket keeps it`, alive},
		{"Unix", `a, b = pair("unix") local _, err = try(recv, b, {timeout = 0.02}) why(err)`, `a has sent nothing yet`, alive},
		{"nobody has accepted", `l = listen(0) c = dial(l.local_port) local _, err = try(recv, c, {timeout = 0.02}) why(err)`, `Nobody has accepted this connection yet: it waits in the accept queue of l.*accept\(l\)`, alive},
		{"corked", `a, b = pair("tcp") setopt(a, "cork", true) send(a, "x")` + "\n" + `local _, err = try(recv, b, {timeout = 0.02}) why(err)`, `a holds 1 byte back: it is corked, by task 1 at why.lua:1`, alive},
		{"UDP", `u = listen("udp://0") local _, err = try(recv, u, {timeout = 0.02}) why(err)`, `UDP loses datagrams without a word`, alive + "|connection"},
		{"UDP, connected", `a, b = pair("udp") local _, err = try(recv, b, {timeout = 0.02}) why(err)`, `a has sent nothing yet`, alive + "|connection"},
		{"bound beside its group", `m = listen("udp://127.0.0.1:0") setopt(m, "multicast_join", "239.1.2.3") print("P=" .. m.local_port)` + "\n" + `local _, err = try(recv, m, {timeout = 0.02}) why(err) why(m)`, `(m has joined 239.1.2.3 \(task 1 at why.lua:1\), and is bound to 127.0.0.1:\d+.*){2}`, alive},
		{"bound to its group", `m = listen("udp://239.1.2.3:0") setopt(m, "multicast_join", "239.1.2.3") local _, err = try(recv, m, {timeout = 0.02}) why(err)`, `UDP loses datagrams`, "has joined"},
		{"a full queue of datagrams", `p = temp_folder() .. "/g" g = listen("unixgram://" .. p) d = dial("unixgram://" .. p)
local err repeat local n n, err = try(send, d, "x", {timeout = 0.02}) until err why(err)`, `The kernel took 0 bytes of 1 byte within \d+ ms.*The queue of g is full`, "Both buffers"},
		{"full buffers", `a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096) local _, err = try(send, a, ("x"):rep(1e6), {timeout = 0.02}) why(err)`, `The kernel took \d+ bytes of 1000000 bytes.*Both buffers are full: \d+ bytes here, \d+ bytes at b, which does not receive`, alive},
		{"what came after the call", `a, b = pair("tcp") local _, err = try(recv, b, {timeout = 0.02}) send(a, "late") arrived(b, "recv_queue", 4) why(err)`, `Nothing came in`, alive + "|waits for more"},
		{"one that is connected to itself", `l = listen(0) p = l.local_port close(l) s = socket() bind(s, p) connect(s, p) t = spawn(recv, s) expect.eventually(function() return t.waits end) why(t) send(s, "x") join(t)`, `s has sent nothing yet`, "both wait"},
		{"a full queue of a listener of every address", `l = listen("0.0.0.0:0", {backlog = 0}) dial(l.local_port) arrived(l, "accept_queue", 1) local _, err = try(dial, l.local_port, {timeout = 0.02}) why(err)`, `the accept queue of l is full`, "perhaps"},
		{"full queues of two on one port", `l1 = listen(0, {reuseport = true, backlog = 0}) l2 = listen(l1.local_port, {reuseport = true, backlog = 50}) local _, err repeat _, err = try(dial, l1.local_port, {timeout = 0.02}) until err why(err)`, `It can't be seen why`, "the accept queue of l"},
		{"accept", `l = listen(0) local _, err = try(accept, l, {timeout = 0.02}) why(err)`, `No client came in \d+ ms`, alive},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var config Config
			config.Session.Policy.AnyNet = true // 0.0.0.0; nothing is sent elsewhere
			c.run(t, config)
		})
	}
}

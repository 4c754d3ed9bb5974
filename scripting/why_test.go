package scripting

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"sockpit/runtime"
)

// A situation that learners meet, provoked on real sockets. row is its number
// among the 42 that the tool promises to explain; 0 is one besides. The script
// ends in a call of why; want is a regular expression over what that shows, in
// which <NAME> stands for what the script printed as NAME=value.
type situation struct {
	row          int
	name, script string
	want         string
	in           string                        // a world that needs a process of its own: see worlds
	with         func(t *testing.T, c *Config) // makes what the script needs
}

// arrived lets a script wait, on the same line, until the kernel has brought a
// socket's queue what another socket has sent: that takes it a while on a busy
// machine, and where nothing receives no call waits for it.
const arrived = `function arrived(s, queue, n) expect.eventually(function() return s[queue] == n end) end `

// rows is how many situations the tool promises to explain.
const rows = 42

var situations = []situation{
	{row: 1, name: "port of an own listener", script: `l = listen(0) print("P=" .. l.local_port)
local _, err = try(listen, l.local_port) why(err)`,
		want: `address already in use.*at why.lua:2\nPort <P> is taken by your own l \(made at why.lua:1\)`},
	{row: 2, name: "port of another program", with: otherListens, script: `print("P=" .. arg[1] .. " PID=" .. arg[2])
local _, err = try(listen, arg[1]) why(err)`,
		want: `at why.lua:2\nAnother program \([^,]+, process <PID>\) has port <P>.\n.*another port, or 0`},
	{row: 3, name: "port that rests in TIME_WAIT", in: "network", script: `l = listen(0) local port = l.local_port print("P=" .. port)
for i = 1, 2 do local c = dial(port) local s = accept(l) close(s) expect.equal(recv(c), nil) close(c) end close(l)
local n = socket("tcp") local _, err = try(bind, n, port) why(err)`,
		want: `Nobody listens on port <P>, but 2 finished connections rest there in TIME_WAIT for up to [1-6]\d s, because this side closed first`},
	{row: 4, name: "every address while one is taken", with: anyAddress, script: `l = listen(0) print("P=" .. l.local_port)
local _, err = try(listen, "0.0.0.0:" .. l.local_port) why(err)`,
		want: `0.0.0.0 means every address, and 127.0.0.1:<P> is already yours: l \(made at why.lua:1\)`},
	{row: 5, name: "address of another machine", with: anyAddress, script: `local s = socket("tcp") local _, err = try(bind, s, "192.0.2.1:0") why(err)`,
		want: `192.0.2.1 is not an address of this machine.\n.*your own: .*127.0.0.1`},
	{row: 5, name: "address of another machine, not allowed", script: `local s = socket("tcp") local _, err = try(bind, s, "192.0.2.1:0") why(err)`,
		want: `192.0.2.1 is not a loopback address`},
	{row: 6, name: "port that needs privileges", in: "nobody", script: `local _, err = try(listen, 1) why(err)`,
		want: `permission denied \(EACCES\).*\nPort 1 needs privileges: on this machine, all below \d+ do.\nUse a port from \d+ to 65535`},
	{row: 7, name: "a port that is no port", script: `local _, err = try(dial, "127.0.0.1:70000") why(err)`,
		want: `"127.0.0.1:70000".* 0 to 65535.*at why.lua:1`},
	{row: 7, name: "no port", script: `local _, err = try(dial, "localhost:") why(err)`,
		want: `missing port: write "host:port".*at why.lua:1`},
	{row: 8, name: "nobody listens", script: `l = listen(0) local other = listen(0) print("P=" .. other.local_port .. " L=" .. l.local_port)
local p = other.local_port close(other)
local _, err = try(dial, p) why(err)`,
		want: `nothing listens on port <P> any more: task 1 at why.lua:2 closed its listener.*Listening now: l on 127.0.0.1:<L>`},
	{row: 8, name: "only a file is listened on", script: `l = listen(0) local p = l.local_port close(l) u = listen("unix://@only-" .. p)
local _, err = try(dial, p) why(err) close(u)`,
		want: `No TCP socket of this session listens`},
	{row: 9, name: "wrong family", script: `if not try(listen, "[::1]:0") then skip("no IPv6 here") end
l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "[::1]:" .. l.local_port) why(err)`,
		want: `l listens on 127.0.0.1:<P> \(IPv4\); you dialled \[::1\]:<P> \(IPv6\)`},
	{row: 10, name: "wrong address", script: `l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "127.0.0.2:" .. l.local_port) why(err)`,
		want: `l has port <P>, but on 127.0.0.1 only; you dialled 127.0.0.2`},
	{row: 11, name: "full accept queue", script: `l = listen(0, {backlog = 1}) for i = 1, 2 do dial(l.local_port) arrived(l, "accept_queue", i) end
local _, err = try(dial, l.local_port, {timeout = 0.05}) why(err)`,
		want: `the accept queue of l is full \(2 wait, backlog 1, and one more fits\).*accept\(l\)`},
	{row: 12, name: "no such name", with: nobodyKnows, script: `local _, err = try(dial, "nosuch.invalid:80") why(err)`,
		want: `EAI_NONAME.*at why.lua:1\nThe name nosuch.invalid is unknown: it has no address, and so no packet`},
	{row: 12, name: "no network", in: "network", with: anyAddress, script: `local _, err = try(dial, "192.0.2.7:80") why(err)`,
		want: `ENETUNREACH.*at why.lua:1\nThere is no way from this machine to 192.0.2.7: no packet was sent`},
	{row: 13, name: "dial without accept", script: `l = listen(0) c = dial(l.local_port) arrived(l, "accept_queue", 1) why(l)`,
		want: `l: 1 client in its accept queue\n.*1 of up to 4096\+1 wait. That is why dial succeeds`},
	{row: 13, name: "dial without accept, asked at the client", script: `l = listen(0) c = dial(l.local_port) why(c)`,
		want: `c: connected, but not accepted yet by l\n.*accept\(l\)`},
	{row: 13, name: "dial without accept, by a listener of both families", with: anyAddress, script: `l = listen("[::]:0") c = dial("127.0.0.1:" .. l.local_port) why(c)`,
		want: `c: connected, but not accepted yet by l\n.*accept\(l\)`},
	{row: 14, name: "accept waits", script: `l = listen(0) t = spawn(function() accept(l) end) print("P=" .. l.local_port)
expect.eventually(function() return t.waits == "accept" end) why(t)`,
		want: `task 2 waits in accept on l since \d+\.\d s at why.lua:1\n.*the queue of l is empty.\nDial 127.0.0.1:<P> from`},
	{row: 14, name: "accept times out", script: `l = listen(0) local _, err = try(accept, l, {timeout = 0.05}) why(err)`,
		want: `No client came in \d+\.\d+ s. The listener goes on listening`},
	{row: 15, name: "second client waits", script: `l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) arrived(l, "accept_queue", 1) why(l)`,
		want: `1 client in its accept queue.*accept was called for 1 client so far`},
	{row: 16, name: "bytes on a listener", script: `l = listen(0) c = dial(l.local_port) s = accept(l) local _, err = try(send, l, "x") why(err)`,
		want: `l only accepts clients.*Talk through the socket that accept returned: s`},
	{row: 17, name: "two sockets, one port", script: `l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) s2 = accept(l) print("P=" .. l.local_port .. " C=" .. c.local_port .. " D=" .. d.local_port) why(s)`,
		want: `1 other socket shares its local port <P>.*talks with 127.0.0.1:<C>, s2 with 127.0.0.1:<D>`},
	{row: 18, name: "less than was asked", script: `a, b = pair("tcp") send(a, "abcd")
recv(b, 100) send(a, "efghij") why(b)`,
		want: `recv at why.lua:2 gave 4 of up to 100 bytes\n.*those 4.* 6 bytes more have been sent since`},
	{row: 18, name: "a part of a send", script: `a, b = pair("tcp") send(a, "hello") recv(b, 4) why(b)`,
		want: `recv at why.lua:1 gave 4 bytes of a send of 5`},
	{row: 19, name: "glued sends", script: `a, b = pair("tcp") send(a, "one") send(a, "two") arrived(b, "recv_queue", 6)
recv(b) why(b)`,
		want: `one recv at why.lua:2 took the bytes of 2 sends`},
	{row: 20, name: "both receive", script: `a, b = pair("tcp") send(b, "x") recv(a)
t = spawn(function() recv(a) end) u = spawn(function() recv(b) end)
expect.eventually(function() return t.waits and u.waits end) why(t)`,
		want: `task 2 waits in recv on a since \d+\.\d s at why.lua:2\nNothing has arrived, and b, the other end, is still open. It last sent \d+\.\d s ago at why.lua:1. It is itself waiting in recv \(task 3 at why.lua:2\): both wait`},
	{row: 21, name: "each waits, one for the end", script: `l = listen(0) c = dial(l.local_port) s = accept(l) send(c, "question")
t = spawn(function() recv_all(s) end)
u = spawn(function() recv(c) end)
expect.eventually(function() return t.waits and u.waits end) why(t)`,
		want: `task 2 waits in recv_all on s .*at why.lua:2\n.*c, the other end, is still open. It last sent .*at why.lua:1. It is itself waiting in recv \(task 3 at why.lua:3\).*shutdown\(c\)`},
	{row: 22, name: "the end is no error", script: `l = listen(0) c = dial(l.local_port) s = accept(l)
shutdown(c, "write")
expect.equal(recv(s), nil) why(s)`,
		want: `s: CLOSE_WAIT: recv said "eof"\nc, the other end, has finished sending \(FIN\): task 1 at why.lua:2 called shutdown.*\n.*you may still send; then close\(s\)`},
	{row: 23, name: "end in the middle of a frame", script: `a, b = pair("tcp") send(a, "ab")
close(a) local _, err = try(recv_exactly, b, 10) why(err)`,
		want: `was closed by task 1 at why.lua:2 after 2 of the 10 bytes you wanted: an incomplete message`},
	{row: 24, name: "eof again and again", script: `a, b = pair("tcp") close(a)
for i = 1, 3 do recv(b) end why(b)`,
		want: `recv said "eof" 3 times, last at why.lua:2\n.*for ever`},
	{row: 25, name: "reset with unread bytes", script: `l = listen(0) c = dial(l.local_port) s = accept(l) send(c, "unread") arrived(s, "recv_queue", 6)
close(s)
local _, err = try(recv, c) why(err)`,
		want: `at why.lua:3\n#3 \(s\), the other end, was closed by task 1 at why.lua:2 with 6 bytes unread`},
	{row: 25, name: "reset on purpose", script: `l = listen(0) c = dial(l.local_port) s = accept(l)
reset(s)
local _, err = try(recv, c) why(err)`,
		want: `#3 \(s\), the other end, was reset on purpose by task 1 at why.lua:2`},
	{row: 25, name: "the listener was closed", script: `l = listen(0) c = dial(l.local_port)
close(l)
local _, err = try(recv, c) why(err)`,
		want: `The listener was closed \(task 1 at why.lua:2\) while this connection waited in its accept queue`},
	{row: 26, name: "broken pipe", script: `l = listen(0) c = dial(l.local_port) s = accept(l)
close(s)
expect.state(c, "CLOSE_WAIT")
send(c, "one")
expect.state(c, "CLOSED")
local _, err = try(send, c, "two") why(err)`,
		want: `at why.lua:6\n#3 \(s\), the other end, was closed by task 1 at why.lua:2, \d+\.\d s before. Your send at why.lua:4 still "worked"`},
	{row: 27, name: "sent and not received", script: `a, b = pair("tcp") send(a, "123456789") arrived(b, "recv_queue", 9) why(a)`,
		want: `9 bytes of what was sent have not been received\n.*queue of b, which has not called recv`},
	{row: 28, name: "send waits", script: `a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096)
t = spawn(function() send(a, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" end) why(t)`,
		want: `task 2 waits in send on a .* at why.lua:2\nBoth buffers are full: \d{4,} bytes here, \d{4,} bytes at b, which does not receive.\nb must call recv`},
	{row: 29, name: "both send", script: `a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
t = spawn(function() send(a, ("x"):rep(1e7)) end) u = spawn(function() send(b, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" and u.waits == "send" end) why(t)`,
		want: `task 2 waits in send on a .* at why.lua:2\nDeadlock: a and b both send, and nobody receives`},
	{row: 30, name: "every reply takes 40 ms", script: `l = listen(0) c = dial(l.local_port) s = accept(l)
spawn(function() while true do local line = recv_line(s) if not line then return end send(s, line) end end)
local slow = 0
for i = 1, 30 do
  send(c, "a") send(c, "b\n")
  local before = now() recv_exactly(c, 2)
  if now() - before >= 0.036 then slow = slow + 1 end
  if slow == 4 then break end
end why(c)`,
		want: `[2-4] replies took (3[5-9]|[4-9]\d|[12]\d\d) to (3[5-9]|[4-9]\d|[12]\d\d) ms each\nTwo small sends.*\(Nagle\).*\n.*setopt\(c, "nodelay", true\)`},
	{row: 30, name: "every reply takes 40 ms, but by the other side", script: `l = listen(0) c = dial(l.local_port) s = accept(l)
spawn(function() while true do local line = recv_line(s) if not line then return end sleep(0.05) send(s, line) end end)
for i = 1, 3 do send(c, "a") send(c, "b\n") recv_exactly(c, 2) end
why(c)`,
		want: `\A\s*c: its other end is s`},
	{row: 31, name: "use after close", script: `l = listen(0)
close(l)
local _, err = try(accept, l) why(err)`,
		want: `at why.lua:3\nYou closed it at why.lua:2`},
	{row: 31, name: "closed twice", script: `a, b = pair("tcp")
close(a)
local _, err = try(close, a) why(err)`,
		want: `at why.lua:3\nYou closed it at why.lua:2.*\n.*left of this one is the kernel's`},
	{row: 32, name: "a blocked call ended by close", script: `l = listen(0) t = spawn(function() local _, err = try(accept, l) return err end)
expect.eventually(function() return t.waits == "accept" end)
close(l)
why(join(t))`,
		want: `close at why.lua:3, by task 1, woke this accept`},
	{row: 33, name: "rows in CLOSE_WAIT", script: `l = listen(0) kept = {} for i = 1, 3 do local c = dial(l.local_port) kept[i] = accept(l)
  close(c) expect.state(kept[i], "CLOSE_WAIT") end s = kept[3] why(s)`,
		want: `s: CLOSE_WAIT\n#\d+ \(c\), the other end, has finished sending \(FIN\): task 1 at why.lua:2 called close.* 3 sockets are in this state: their peers have closed, you have not.*\n.*close\(s\)`},
	{row: 34, name: "a row in TIME_WAIT", script: `l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port)
close(c) expect.equal(recv(s), nil) close(s)
why(c)`,
		want: `is closed\nTask 1 closed it at why.lua:2. Its side closed first, and so the kernel keeps 127.0.0.1:<C> in TIME_WAIT for [1-6]\d s more`},
	{row: 35, name: "no descriptor is left", in: "few descriptors", script: `l = listen(0) held = {} local c = dial(l.local_port) held[1] = accept(l) close(c) expect.state(held[1], "CLOSE_WAIT")
local err n = 0 repeat local s s, err = try(dial, l.local_port) if s then held[#held + 1] = s n = n + 1 end until err
print("N=" .. n + 1 .. " S=" .. n + 2) why(err)`,
		want: `too many open files \(EMFILE\).*at why.lua:2\nNo descriptor is left, all 64 of this program are in use: this session holds <S> sockets, among them 1 listener and <N> connections, of which 1 in CLOSE_WAIT.\nThe other end has closed 1 of them`},
	{row: 36, name: "no local port is left", in: "four ports", script: `l = listen(20000) held = {}
local err repeat local s s, err = try(dial, 20000) held[#held + 1] = s until err
expect.equal(#held, 4) why(err)`,
		want: `\(EADDRNOTAVAIL\).*at why.lua:2\nNo free local port is left for 127.0.0.1:20000: .* and 4 connections are open or rest`},
	{row: 36, name: "the same two ends", script: `l = listen(0) c = socket("tcp") setopt(c, "reuseaddr", true) bind(c, 0) connect(c, l.local_port) print("P=" .. l.local_port .. " C=" .. c.local_port)
local d = socket("tcp") setopt(d, "reuseaddr", true) bind(d, c.local_port)
local _, err = try(connect, d, l.local_port) why(err)`,
		want: `\(EADDRNOTAVAIL\).*at why.lua:3\nThere is a connection from 127.0.0.1:<C> to 127.0.0.1:<P> already: your own c \(made at why.lua:1\)`},
	{row: 37, name: "a fixed local port, twice", script: `l = listen(0) c = dial(l.local_port) print("C=" .. c.local_port)
local _, err = try(dial, l.local_port, {from = c.local_port}) why(err)`,
		want: `Port <C> is taken by your own c \(made at why.lua:1\).\nClients rarely need a fixed local port`},
	{row: 38, name: "cut datagram", script: `a, b = pair("udp") send(a, "world")
recv(b, 3) why(b)`,
		want: `a datagram of 5 bytes was cut to 3 at why.lua:2\n.*thrown away`},
	{row: 39, name: "datagram to nobody", script: `local gone = listen("udp://0") local to = gone.local_address close(gone)
u = dial("udp://" .. to) print("T=" .. to)
send(u, "one")
local err expect.eventually(function() local _, e = try(send, u, "two") err = err or e return err end) why(err)`,
		want: `Nobody has <T>.*the datagram that was sent at why.lua:\d still "worked"`},
	{row: 40, name: "datagram too long", script: `a, b = pair("udp") local _, err = try(send, a, ("x"):rep(65508)) why(err)`,
		want: `You sent 65508 bytes in one datagram; UDP carries at most 65507`},
	{row: 41, name: "receive times out", script: `a, b = pair("tcp") local _, err = try(recv, b, 5, {timeout = 0.05}) why(err)`,
		want: `at why.lua:1\nNothing came in \d+\.\d+ s.\nThe connection is alive`},
	{row: 41, name: "a part came in time", script: `a, b = pair("tcp") send(a, "abc") local _, err = try(recv_exactly, b, 5, {timeout = 0.05}) why(err)`,
		want: `Only 3 bytes came in \d+\.\d+ s; the socket keeps them`},
	{row: 42, name: "where the client's port is", script: `l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port .. " P=" .. l.local_port) why(s)`,
		want: `its other end is c\n.*127.0.0.1:<P> ↔ 127.0.0.1:<C>`},

	{name: "every address, step by step", script: `l = socket("tcp") bind(l, 0) listen(l, 1) print("P=" .. l.local_port)
local s = socket("tcp") local _, err = try(bind, s, l.local_port) why(err)`,
		want: `Port <P> is taken by your own l`},
	{name: "a second dial on one socket", script: `l = listen(0) c = dial(l.local_port) print("P=" .. l.local_port) local _, err = try(connect, c, l.local_port) why(err)`,
		want: `connected to 127.0.0.1:<P> already`},
	{name: "send after shutdown", script: `a, b = pair("tcp")
shutdown(a, "write")
local _, err = try(send, a, "x") why(err)`,
		want: `You ended its sending side yourself: task 1 at why.lua:2 called shutdown`},
	{name: "datagram to no address", script: `u = socket("udp") local _, err = try(send, u, "x") why(err)`,
		want: `not connected to an address.*sendto`},
	{name: "this side has closed", script: `l = listen(0) c = dial(l.local_port) s = accept(l) shutdown(c) expect.state(c, "FIN_WAIT2") why(c)`,
		want: `the other end knows it; it has not closed yet.*s must close`},
	{name: "the connection is over", script: `l = listen(0) c = dial(l.local_port) s = accept(l) reset(s) expect.state(c, "CLOSED") why(c)`,
		want: `over for the kernel.*close\(c\)`},
	{name: "a task that joins", script: `t = spawn(sleep, 60)
u = spawn(function() join(t) end) expect.eventually(function() return u.waits end) why(u)`,
		want: `task 3 waits in join at why.lua:2 since \d+\.\d s\nIt waits for the end of task 2: task 2 waits in sleep`},
	{name: "a task at a channel", script: `ch = channel() t = spawn(function() ch:get() end) expect.eventually(function() return t.waits end) why(t)`,
		want: `task 2 waits in get at why.lua:1 since \d+\.\d s\nThe channel is empty.*must put`},
	{name: "tasks that wait for each other", script: `a, b = pair("tcp") t = spawn(recv, a)
u = spawn(recv, b) expect.eventually(function() return t.waits and u.waits end) why()`,
		want: `can't wake each other\ntask 2 waits in recv on a at why.lua:1 for b to send; task 3 waits in recv on b at why.lua:2 for a to send`},
	{name: "nothing to remark", script: `s = socket("tcp") why(s)`, want: `nothing to remark`},
	{name: "nothing at all", script: `why()`, want: `nothing has failed, nothing waits, and no socket was left behind`},
}

func TestWhy(t *testing.T) {
	t.Parallel()
	for _, s := range situations {
		name := s.name
		if s.row > 0 {
			name = fmt.Sprintf("%02d %s", s.row, s.name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s.in != "" && !enter(t, s.in) {
				return // a process of its own has seen to it
			}
			c := Config{}
			if s.with != nil {
				s.with(t, &c)
			}
			h, rec := newHost(t, c)
			o := h.Run("why.lua", arrived+s.script)
			for _, f := range o.Failures {
				t.Fatal(f, f.Hint)
			}
			if o.Skipped {
				t.Skip(o.Reason)
			}
			matchPrinted(t, shownReports(rec), s.want, rec)
		})
	}
}

// TestWhyIsWhole: none of the promised situations is left out.
func TestWhyIsWhole(t *testing.T) {
	t.Parallel()
	has := map[int]bool{}
	for _, s := range situations {
		has[s.row] = true
	}
	for row := 1; row <= rows; row++ {
		if !has[row] {
			t.Errorf("no test of situation %d", row)
		}
	}
}

// shownReports joins what why has shown.
func shownReports(r *recorder) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, v := range r.shown {
		if reports, ok := v.(Reports); ok {
			for _, rep := range reports {
				b.WriteString(rep.What + "\n" + rep.Why + "\n" + rep.Try + "\n")
			}
		}
	}
	return b.String()
}

// matchPrinted matches a text with a pattern in which <NAME> stands for what
// the script printed as NAME=value.
func matchPrinted(t *testing.T, text, want string, rec *recorder) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(\w+)=(\S+)`).FindAllStringSubmatch(rec.String(), -1) {
		want = strings.ReplaceAll(want, "<"+m[1]+">", regexp.QuoteMeta(m[2]))
	}
	if !regexp.MustCompile("(?s)" + want).MatchString(text) {
		t.Errorf("shown:\n%s\nwant a match of %s", text, want)
	}
}

// anyAddress lets scripts ask for addresses that are not loopback. None of them
// sends a packet: they fail before.
func anyAddress(_ *testing.T, c *Config) { c.Session.Policy = runtime.Policy{AnyNet: true} }

// nobodyKnows asks a name server of ours, on loopback, that knows no name.
func nobodyKnows(t *testing.T, c *Config) {
	anyAddress(t, c)
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		query := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(query)
			if err != nil {
				return
			}
			if n > 3 {
				query[2] |= 0x80              // an answer (RFC 1035, 4.1.1)
				query[3] = query[3]&^0x0f | 3 // that there is no such name
				_, _ = server.WriteTo(query[:n], from)
			}
		}
	}()
	c.Session.Resolver = nameServer(server.LocalAddr().String())
}

// Without anything named, why is of what failed last, of whatever kind and task;
// a call that somebody stopped has not failed.
func TestWhyTheLast(t *testing.T) {
	t.Parallel()
	out := &signaller{make(chan struct{}, 1)}
	h := New(Config{Out: out})
	t.Cleanup(h.Close)
	wants := func(after, want string) {
		t.Helper()
		r := h.Why()
		if text := r[0].What + "\n" + r[0].Try; !strings.Contains(text, want) {
			t.Errorf("after %s: got %s, want %s", after, text, want)
		}
	}
	wants("nothing", "nothing has failed")
	for _, c := range [][2]string{
		{`dial(1)`, "ECONNREFUSED), at [prompt]:1"},
		{`y = y + 1`, "y: it is nil, at [prompt]:2"},
		{`error("boom")`, "boom, at [prompt]:3"},
		{`x = = 2`, "did not expect '=' here, at [prompt]:4"},
		{`expect.equal(1, 2)`, "expected 2, got 1, at [prompt]:5"},
		{`lisen(0)`, "Did you mean listen?"},
	} {
		if h.Eval(c[0], 80).Failed == nil {
			t.Fatalf("%s does not fail", c[0])
		}
		wants(c[0], c[1])
	}
	task, failed := h.Background(`error("behind")`)
	if failed != nil {
		t.Fatal(failed)
	}
	<-task.Done()
	wants("a task", "behind, at [prompt]:7")
	go func() {
		<-out.gone
		h.Interrupt(ErrInterrupted)
	}()
	if h.Eval(`print("go") accept(listen(0))`, 80).Failed == nil {
		t.Fatal("what was interrupted has not failed")
	}
	wants("Ctrl-C", "was stopped by Ctrl-C")
}

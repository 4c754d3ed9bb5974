package scripting

import (
	"regexp"
	"strings"
	"testing"
)

// Situations that learners meet, each provoked on real sockets. The script ends
// in a call of why; the want is a regular expression over what it shows, in
// which <NAME> stands for what the script printed as NAME=value.
var situations = []struct{ name, script, want string }{
	{"port of an own listener", `l = listen(0) print("P=" .. l.local_port)
local _, err = try(listen, l.local_port) why(err)`,
		`Port <P> is taken by your own l \(made at why.lua:1\)`},
	{"every address while one is taken", `l = socket("tcp") bind(l, 0) listen(l, 1) print("P=" .. l.local_port)
local s = socket("tcp") local _, err = try(bind, s, l.local_port) why(err)`,
		`Port <P> is taken by your own l`},
	{"port that rests in TIME_WAIT", `l = listen(0) local port = l.local_port print("P=" .. port)
local c = dial(port) local s = accept(l) close(s) expect.equal(recv(c), nil) close(c) close(l)
local n = socket("tcp") local _, err = try(bind, n, port) why(err)`,
		`Nobody listens on port <P>, but 1 finished connection rests there in TIME_WAIT for up to \d+ s`},
	{"address of another machine", `local s = socket("tcp") local _, err = try(bind, s, "192.0.2.1:0") why(err)`,
		`192.0.2.1 is not a loopback address`},
	{"nobody listens", `l = listen(0) local other = listen(0) print("P=" .. other.local_port .. " L=" .. l.local_port)
local p = other.local_port close(other)
local _, err = try(dial, p) why(err)`,
		`nothing listens on port <P> any more: task 1 at why.lua:2 closed its listener.*Listening now: l on 127.0.0.1:<L>`},
	{"wrong family", `l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "[::1]:" .. l.local_port) why(err)`,
		`l listens on 127.0.0.1:<P> \(IPv4\); you dialled \[::1\]:<P> \(IPv6\)`},
	{"wrong address", `l = listen(0) print("P=" .. l.local_port) local _, err = try(dial, "127.0.0.2:" .. l.local_port) why(err)`,
		`l has port <P>, but on 127.0.0.1 only; you dialled 127.0.0.2`},
	{"full accept queue", `l = listen(0, {backlog = 0}) first = dial(l.local_port)
local _, err = try(dial, l.local_port, {timeout = 0.05}) why(err)`,
		`the accept queue of l is full \(1 wait, backlog 0, and one more fits\).*accept\(l\)`},
	{"accept without a client", `l = listen(0) local _, err = try(accept, l, {timeout = 0.01}) why(err)`,
		`No client came in that time. The listener goes on listening`},
	{"bytes on a listener", `l = listen(0) c = dial(l.local_port) s = accept(l) local _, err = try(send, l, "x") why(err)`,
		`l only accepts clients.*Talk through the socket that accept returned: s`},
	{"a second dial on one socket", `l = listen(0) c = dial(l.local_port) print("P=" .. l.local_port) local _, err = try(connect, c, l.local_port) why(err)`,
		`connected to 127.0.0.1:<P> already`},
	{"end in the middle of a frame", `a, b = pair("tcp") send(a, "ab") close(a) local _, err = try(recv_exactly, b, 10) why(err)`,
		`was closed by task 1 at why.lua:1 after 2 bytes of what you wanted`},
	{"reset with unread bytes", `l = listen(0) c = dial(l.local_port) s = accept(l) send(c, "unread")
close(s)
local _, err = try(recv, c) why(err)`,
		`the other end, was closed by task 1 at why.lua:2 with 6 bytes unread`},
	{"reset on purpose", `l = listen(0) c = dial(l.local_port) s = accept(l)
reset(s)
local _, err = try(recv, c) why(err)`,
		`was reset on purpose by task 1 at why.lua:2`},
	{"broken pipe", `l = listen(0) c = dial(l.local_port) s = accept(l)
close(s)
expect.state(c, "CLOSE_WAIT")
send(c, "one")
expect.state(c, "CLOSED")
local _, err = try(send, c, "two") why(err)`,
		`was closed by task 1 at why.lua:2. Your send at why.lua:4 still "worked"`},
	{"send after shutdown", `a, b = pair("tcp")
shutdown(a, "write")
local _, err = try(send, a, "x") why(err)`,
		`You ended its sending side yourself: task 1 at why.lua:2 called shutdown`},
	{"use after close", `l = listen(0)
close(l)
local _, err = try(accept, l) why(err)`,
		`You closed it at why.lua:2`},
	{"a blocked call ended by close", `l = listen(0) t = spawn(function() local _, err = try(accept, l) return err end)
expect.eventually(function() return t.waits == "accept" end)
close(l)
why(join(t))`,
		`close at why.lua:3, by task 1, woke this accept`},
	{"receive times out", `a, b = pair("tcp") local _, err = try(recv, b, 5, {timeout = 0.01}) why(err)`,
		`Nothing came in that time.*The connection is alive`},
	{"a part came in time", `a, b = pair("tcp") send(a, "abc") local _, err = try(recv_exactly, b, 5, {timeout = 0.01}) why(err)`,
		`Only 3 bytes came in that time`},
	{"datagram to nobody", `local gone = listen("udp://0") local to = gone.local_address close(gone)
u = dial("udp://" .. to) print("T=" .. to)
send(u, "one")
local err expect.eventually(function() local _, e = try(send, u, "two") err = err or e return err end) why(err)`,
		`Nobody has <T>.*still "worked"`},
	{"datagram too long", `a, b = pair("udp") local _, err = try(send, a, ("x"):rep(65508)) why(err)`,
		`at most 65507 bytes`},
	{"datagram to no address", `u = socket("udp") local _, err = try(send, u, "x") why(err)`,
		`not connected to an address.*sendto`},
	{"dial without accept", `l = listen(0) c = dial(l.local_port) why(l)`,
		`1 client in its accept queue.*1 of up to 4096\+1 wait. That is why dial succeeds`},
	{"second client waits", `l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) why(l)`,
		`1 client in its accept queue.*accept was called for 1 client so far`},
	{"two sockets, one port", `l = listen(0) c = dial(l.local_port) s = accept(l) d = dial(l.local_port) s2 = accept(l) print("D=" .. d.local_port) why(s)`,
		`share the local end-point.*s2 with 127.0.0.1:<D>`},
	{"the other has closed", `l = listen(0) c = dial(l.local_port) s = accept(l) close(c) expect.state(s, "CLOSE_WAIT") why(s)`,
		`has finished sending \(FIN\); you have not closed.*close\(s\)`},
	{"this side has closed", `l = listen(0) c = dial(l.local_port) s = accept(l) shutdown(c) expect.state(c, "FIN_WAIT2") why(c)`,
		`the other end knows it; it has not closed yet.*s must close`},
	{"sent and not received", `a, b = pair("tcp") send(a, "123456789") why(a)`,
		`9 bytes of what was sent have not been received.*queue of b`},
	{"glued sends", `a, b = pair("tcp") send(a, "one") send(a, "two") recv(b) why(b)`,
		`one recv at why.lua:1 took the bytes of 2 sends`},
	{"short receive", `a, b = pair("tcp") send(a, "hello") recv(b, 4) why(b)`,
		`gave 4 bytes of a send of 5`},
	{"eof again and again", `a, b = pair("tcp") close(a) for i = 1, 3 do recv(b) end why(b)`,
		`recv said "eof" 3 times`},
	{"cut datagram", `a, b = pair("udp") send(a, "world") recv(b, 3) why(b)`,
		`a datagram of 5 bytes was cut to 3`},
	{"where the client's port is", `l = listen(0) c = dial(l.local_port) s = accept(l) print("C=" .. c.local_port) why(s)`,
		`its other end is c.*127.0.0.1:<C>`},
	{"accept waits", `l = listen(0) t = spawn(function() accept(l) end)
expect.eventually(function() return t.waits == "accept" end) why(t)`,
		`task 2 waits in accept on l.*the queue of l is empty`},
	{"both receive", `a, b = pair("tcp") t = spawn(function() recv(a) end) u = spawn(function() recv(b) end)
expect.eventually(function() return t.waits and u.waits end) why(u)`,
		`It is itself waiting in recv \(task 2 at why.lua:1\): both wait, and nobody sends`},
	{"send waits", `a, b = pair("tcp") setopt(a, "sndbuf", 4096) setopt(b, "rcvbuf", 4096) t = spawn(function() send(a, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" end) why(t)`,
		`Both buffers are full: \d+ bytes here, \d+ bytes at b`},
	{"both send", `a, b = pair("tcp") for _, s in ipairs{a, b} do setopt(s, "sndbuf", 4096) setopt(s, "rcvbuf", 4096) end
t = spawn(function() send(a, ("x"):rep(1e7)) end) u = spawn(function() send(b, ("x"):rep(1e7)) end)
expect.eventually(function() return t.waits == "send" and u.waits == "send" end) why(t)`,
		`Deadlock: a and b both send, and nobody receives`},
	{"the connection is over", `l = listen(0) c = dial(l.local_port) s = accept(l) reset(s) expect.state(c, "CLOSED") why(c)`,
		`over for the kernel.*close\(c\)`},
	{"nothing to remark", `s = socket("tcp") why(s)`, `nothing to remark`},
	{"nothing at all", `why()`, `nothing has failed, and nothing waits`},
}

func TestWhy(t *testing.T) {
	t.Parallel()
	for _, s := range situations {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			h, rec := newHost(t, Config{})
			o := h.Run("why.lua", s.script)
			for _, f := range o.Failures {
				t.Fatal(f)
			}
			want := s.want
			for _, m := range regexp.MustCompile(`(\w+)=(\S+)`).FindAllStringSubmatch(rec.String(), -1) {
				want = strings.ReplaceAll(want, "<"+m[1]+">", regexp.QuoteMeta(m[2]))
			}
			if text := shownReports(rec); !regexp.MustCompile("(?s)" + want).MatchString(text) {
				t.Errorf("shown:\n%s\nwant a match of %s", text, want)
			}
		})
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

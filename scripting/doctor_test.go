package scripting

import (
	"strings"
	"testing"
)

// A socket that a script can still get at, however deep it lies, is not said to be
// held by no variable; one that it can't is, with its number, state and line.
func TestHeld(t *testing.T) {
	t.Parallel()
	for _, hold := range []string{
		"a = s", "a = {s}", "a = {{x = {s}}}", "a = {[s] = 1}", "a = function() return s end", "a = setmetatable({}, {s})",
		"a = channel(1) a:put(s)", "a = coroutine.wrap(function() local k = s coroutine.yield() end) a()",
		"a = coroutine.create(function() local k = s coroutine.yield() end) coroutine.resume(a)",
		"a = spawn(function() return s end) join(a)", "local _, e = try(recv_exactly, s, 1, {timeout = 0}) a = e",
		"spawn(function() local k = s sleep(999) end) sleep(0)", "spawn(recv, s) sleep(0)",
	} {
		h, _ := newHost(t, Config{})
		if r := h.Eval("do local s = socket('udp') bind(s, 0) "+hold+" end", 60); r.Failed != nil {
			t.Fatal(hold, r.Failed)
		}
		if text := reportText(h.Why()); strings.Contains(text, "no variable") {
			t.Errorf("%s: it is said that no variable holds it:\n%s", hold, text)
		}
		h.Eval("a = nil for _, t in ipairs(tasks()) do if t.id > 1 then cancel(t.task) end end sleep(0)", 60)
		h.Eval("_ = nil", 60)
		if text := reportText(h.Why()); !strings.Contains(text, "no variable holds it") || !strings.Contains(text, "#1") || !strings.Contains(text, "[prompt]:1") {
			t.Errorf("%s: later, that no variable holds it is not said:\n%s", hold, text)
		}
	}
}

func reportText(reports Reports) string {
	text := ""
	for _, r := range reports {
		text += r.What + "\n" + r.Why + "\n" + r.Try + "\n"
	}
	return text
}

// why tells of a whole session what does not mend by itself.
func TestDoctor(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		`l = listen(0) do local t = {} for i = 1, 5 do local c = dial(l.local_port) t[i] = accept(l) close(c) expect.state(t[i], "CLOSE_WAIT") end end`: "5 sockets in CLOSE_WAIT, made at [prompt]:1",
		`a, b = pair("tcp") close(b) expect.state(a, "CLOSE_WAIT")`:                                                                                     "1 socket in CLOSE_WAIT\nThe other end has finished sending, and you have not closed: a.\n",
		`l = listen(0, {backlog = 0}) c = dial(l.local_port) expect.eventually(function() return l.accept_queue == 1 end)`:                              "l: its accept queue is full",
		`a, b = pair("tcp") setopt(b, "rcvbuf", 4096) try(send, a, ("x"):rep(1e7), {timeout = 0.2})`:                                                    "b: its receive buffer is full",
		`v, e = try(dial, 1)`: "(ECONNREFUSED), at [prompt]:1 `v, e = try(dial, 1)`\nThe machine answered: nothing listens on port 1. It was caught, by try or pcall.\n",
		`l = listen(0) c = dial(l.local_port) d = dial(l.local_port) s = accept(l) expect.eventually(function() return l.accept_queue == 1 end)`: "l: 1 client in its accept queue, and no task waits in accept\nThe OS has finished",
		`a, b = pair("unix") close(b)`:                           "1 socket whose other end is closed\nThe other end has finished sending, and you have not closed: a.",
		`for i = 1, 3 do local a, b = pair("unix") close(b) end`: "3 sockets in ESTABLISHED, made at [prompt]:1 `for i = 1, 3 do local a, b = pair(\"unix\") close(b) end`: no variable holds them\nOpen until the session ends or close is called: #1 (a), #3 (a), #5 (a). The other end has closed, this one has not.\nclose(1) closes",
		`a, b = pair("tcp")`:                                     "nothing has failed, nothing waits, and no socket was left behind",
	} {
		h, _ := newHost(t, Config{})
		if r := h.Eval(script, 60); r.Failed != nil {
			t.Fatal(script, r.Failed)
		}
		if text := reportText(h.Why()); !strings.Contains(text, want) {
			t.Errorf("%s\nwant %q in\n%s", script, want, text)
		}
	}
}

// Each function that takes a socket takes its number; a number that is none is said
// to be none, and a closed one to be closed.
func TestNumbersOfSockets(t *testing.T) {
	t.Parallel()
	takes := map[string]bool{"why": true, "inspect": true, "sockets": true}
	for _, f := range API() {
		if f.Recv == SocketType {
			takes[f.Name] = true
		}
	}
	for name := range takes {
		h, _ := newHost(t, Config{})
		h.Eval("a, b = pair('unix') close(b)", 60)
		refused := func(n string) string {
			if r := h.Eval("local _, e = try("+name+", "+n+", 1, 1, {timeout = 0}) if type(e) == 'userdata' and not e.message:find('argument') and not e.message:find('options') then return e.message end", 200); len(r.Values) > 0 {
				return r.Values[0]
			}
			if r := h.Eval("local _, e = try("+name+", "+n+") if type(e) == 'userdata' then return e.message end", 200); len(r.Values) > 0 {
				return r.Values[0]
			}
			return ""
		}
		if name == "listen" { // a number is a port there
			continue
		}
		if name != "why" { // it tells of closed ones too
			if text := refused("2"); !strings.Contains(text, "#2 (b) is closed") {
				t.Errorf("%s(2): %s", name, text)
			}
		}
		for _, none := range []string{"99", "0", "-1", "1.5", "0/0", "1e300"} {
			if text := refused(none); !strings.Contains(text, "want a socket") {
				t.Errorf("%s(%s): %s", name, none, text)
			}
		}
		if text := refused("1"); strings.Contains(text, "want a socket") {
			t.Errorf("%s(1): %s", name, text)
		}
	}
}

// Looking is no call: it leaves the log as it was.
func TestLookingLeavesNoMark(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	r := h.Eval(`l = listen(0) c = dial(l.local_port) s = accept(l) a, b = pair("unix") u = socket("udp") bind(u, 0) f = socket("tcp")
g = socket("unixgram") d, e = pair("tcp") close(e) x, y = pair("tcp") close(x) send(c, "1") send(c, "2") t = spawn(recv, a) sleep(0)`, 60)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	count := func() string { return h.Eval("#events()", 60).Values[0] }
	for _, f := range append(API(), findFunction("options")) {
		if f.Group != "look" && f.Name != "options" {
			continue
		}
		for _, v := range strings.Fields("l c s a b u f g d e x y t") {
			for _, args := range []string{v, v + ".id", "", "{id = 1}", v + ", " + v} {
				before := count()
				h.Eval("try("+strings.TrimSuffix(f.Name+", "+args, ", ")+")", 60)
				if after := count(); after != before {
					t.Fatalf("%s(%s) has left a mark: %s events were %s", f.Name, args, after, before)
				}
			}
		}
	}
	before := count()
	h.Why()
	h.World()
	if after := count(); after != before {
		t.Errorf("the host's own looks have left a mark")
	}
}

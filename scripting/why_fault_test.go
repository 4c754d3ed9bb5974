package scripting

import (
	"regexp"
	"testing"

	"sockpit/runtime/wire"
)

// A whyCase is a script, what its why shows, and what it must not show: patterns.
type whyCase struct{ name, script, shows, not string }

func (c *whyCase) run(t *testing.T, config Config) {
	t.Helper()
	h, rec := newHost(t, config)
	for _, f := range h.Run("why.lua", arrived+c.script).Failures {
		t.Fatal(f, f.Hint)
	}
	text := shownReports(rec)
	if c.shows != "" && !regexp.MustCompile("(?s)"+c.shows).MatchString(text) {
		t.Errorf("shown:\n%s\nwant a match of %s", text, c.shows)
	}
	if c.not != "" && regexp.MustCompile("(?s)"+c.not).MatchString(text) {
		t.Errorf("shown:\n%s\nwant no match of %s", text, c.not)
	}
}

// TestWhyFaults: a fault that accounts for a failure, a timeout or a wait is named with
// the line that set it, and so by why of either end.
func TestWhyFaults(t *testing.T) {
	t.Parallel()
	const (
		pairs   = `a, b = pair("tcp") `
		send    = "\nt = spawn(try, send, a, \"hello\") "
		timeout = `local _, err = try(recv, b, {timeout = 0.03}) why(err) `
		wait    = `u = spawn(try, recv, b) expect.eventually(function() return u.waits end) why(u) `
		both    = `why(a) why(b)`
	)
	for fault, says := range map[string]string{
		"stop = true": "stop, set by task 1 at why.lua:1\\) holds back",
		"stop = 2":    "stop after 2 bytes, set by task 1 at why.lua:1\\) holds back",
		"delay = 9":   "delay 9s, set by task 1 at why.lua:1\\) lets what passes there come late",
		"rate = 1":    "rate 1 bytes/s, set by task 1 at why.lua:1\\) lets what passes there come late",
		"drop = true": "drop, set by task 1 at why.lua:1\\) threw 5 bytes away",
	} {
		for side, who := range map[string]string{"send": "a", "recv": "b"} {
			set := pairs + `fault(` + who + `, {direction = "` + side + `", ` + fault + `})` + send
			if fault == "stop = 2" {
				set += `recv_exactly(b, 2) `
			}
			says := "The fault on " + who + " \\(" + side + ": " + says
			for name, ask := range map[string]string{"timeout": timeout, "wait": wait, "why": wait + both} {
				c := whyCase{name + ", " + side + ", " + fault, set + ask, says, "has done nothing yet|alive"}
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(t, Config{})
				})
			}
		}
	}
}

// TestWhyFaultsOfResets: a fault that reset the connection, or cut what passed, is named.
// What was only set, or set elsewhere, or taken away, is not blamed.
func TestWhyFaultsOfResets(t *testing.T) {
	t.Parallel()
	for _, c := range []whyCase{
		{"reset by a send", `a, b = pair("tcp") fault(a, {reset = true})
local _, err = try(send, a, "z") why(err) why(a) why(b)`, `(The fault on a \(reset, set by task 1 at why.lua:1\) reset the connection.*){3}`, "accept queue|nothing yet"},
		{"reset by a receive", `a, b = pair("tcp") fault(b, {reset = 3}) send(a, "123456")
recv(b) local _, err = try(recv, b) why(err) local _, err = try(send, a, "x") why(err)`, `(The fault on b \(reset after 3 bytes, set by task 1 at why.lua:1\) reset the connection.*){2}`, "was reset on purpose"},
		{"reset of a Unix stream", `a, b = pair("unix") fault(a, {reset = true}) try(send, a, "z")
local _, err = try(send, b, "z") why(err)`, `The fault on a .* reset the connection. A Unix socket has no reset`, ""},
		{"slice", `a, b = pair("tcp") fault(b, {slice = 2}) send(a, "hello") recv(b)
why(a) why(b)`, `(The fault on b \(slice 2, set by task 1 at why.lua:1\) cut what passed: 2 bytes.*){2}`, "gives what is there now"},
		{"halves", `a, b = pair("tcp") fault(b, {halves = true}) send(a, "hello") recv(b)
why(a) why(b)`, `(The fault on b \(halves, set by task 1 at why.lua:1\) cut what passed: 3 bytes.*){2}`, "gives what is there now"},
		{"glued", `a, b = pair("tcp") fault(a, {glued = true}) send(a, "x") send(a, "y") recv_exactly(b, 2)
why(a)`, `The fault on a \(glued, set by task 1 at why.lua:1\) held 2 small sends back`, ""},
		{"set, and has not struck", `a, b = pair("tcp") fault(b, {reset = 100}) reset(a)
local _, err = try(recv, b) why(err) why(b)`, `#\d \(a\), the other end, was reset on purpose.*The fault on b \(reset after 100 bytes, set by task 1 at why.lua:1\) is there, and has done nothing yet`, "fault on b [^,]*, set by task 1 at why.lua:1. reset"},
		{"of another socket", `a, b = pair("tcp") c, d = pair("tcp") fault(c, {reset = true}) try(send, c, "x") close(a)
send(b, "x") expect.state(b, "CLOSED") local _, err = try(send, b, "x") why(err) why(b)`, `#\d+( \(a\))?, the other end, was closed`, "fault"},
		{"taken away before", `a, b = pair("tcp") fault(b, {stop = true, drop = true}) fault(b)
local _, err = try(recv, b, {timeout = 0.03}) why(err) why(b)`, `a has sent nothing yet`, "fault"},
		{"bytes passed since", `a, b = pair("tcp") fault(a, {drop = true}) send(a, "lost") fault(a) send(a, "hi") recv(b)
local _, err = try(recv, b, {timeout = 0.03}) why(err)`, `a last sent`, "fault"},
		{"a failure before it", `a, b = pair("tcp") shutdown(a, "write") local _, err = try(send, a, "x")
fault(b, {direction = "send", reset = true}) try(send, b, "x") why(err)`, `You ended its sending side yourself: task 1 at why.lua:1 called shutdown`, "fault"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, Config{})
		})
	}
}

// TestWhyNetwork: what the network setting does is named as that.
func TestWhyNetwork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]whyCase{
		"reset":   {"", `a, b = pair("tcp") local _, err = try(send, a, ("x"):rep(70)) why(err) why(b)`, `(The fault on a \(reset after 64 bytes, of the network setting reset\) reset the connection.*){2}`, "accept queue"},
		"dribble": {"", `a, b = pair("tcp") send(a, "xyz") recv(b) why(b)`, `of the network setting dribble\) cut what passed`, "gives what is there now"},
		"slow":    {"", `a, b = pair("tcp") t = spawn(try, send, a, ("x"):rep(60000)) recv(b) why(b)`, `of the network setting slow\) lets what passes there come late`, ""},
		"whole":   {"", `a, b = pair("tcp") reset(a) local _, err = try(recv, b) why(err)`, `was reset on purpose`, "network setting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := wire.FindManner(name)
			if !ok {
				t.Fatal("no manner is called ", name)
			}
			config := Config{}
			config.Session.Faults = m.Faults
			c.run(t, config)
		})
	}
}

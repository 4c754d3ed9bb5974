package scripting

import (
	"fmt"
	"strings"
	"testing"
)

// A holding is a way to have a port: Lua with A for the address and R for reuseaddr,
// which sets h, or for one that the kernel alone has, closes it; and what is to be said.
type holding struct {
	name, lua string
	says      string // of ours, beside the name
	state     string // of another program's
	rests     bool
}

const (
	acceptedFrom = `l = listen(A, {reuseaddr=R}) c = dial(l.local_address) h = accept(l) p = h.local_port close(l) `
	fullUp       = `try(send, h, ("x"):rep(8000000), {timeout=0.05}) `
)

var tcpHoldings = []holding{
	{"listens", `h = listen(A, {reuseaddr=R}) p = h.local_port`, "which listens on", "LISTEN", false},
	{"is bound", `h = socket(N) setopt(h, "reuseaddr", R) bind(h, A) p = h.local_port`, "which is bound to", "CLOSED", false},
	{"dials", `l = listen(A) h = dial(l.local_address, {from=A, reuseaddr=R}) p = h.local_port`, "which talks from", "ESTABLISHED", false},
	{"came from accept", acceptedFrom, "accept took it from the listener #1 (l)", "ESTABLISHED", false},
	{"CLOSE_WAIT", acceptedFrom + `close(c) expect.state(h, "CLOSE_WAIT")`, "accept took it from the listener #1 (l)", "CLOSE_WAIT", false},
	{"FIN_WAIT2, held", acceptedFrom + `shutdown(h, "write") expect.state(h, "FIN_WAIT2")`, "accept took it from the listener #1 (l)", "FIN_WAIT2", false},
	{"TIME_WAIT", acceptedFrom + `close(h) expect.equal(recv(c), nil) close(c)`, "1 TIME_WAIT, for up to", "1 TIME_WAIT, for up to", true},
	{"FIN_WAIT2 or 1", acceptedFrom + `close(h) expect.equal(recv(c), nil)`, "1 FIN_WAIT", "1 FIN_WAIT", true},
	{"FIN_WAIT1", acceptedFrom + fullUp + `close(h)`, "1 FIN_WAIT1", "1 FIN_WAIT1", true},
	{"CLOSING", acceptedFrom + fullUp + `close(h) shutdown(c, "write")`, "1 CLOSING", "1 CLOSING", true},
	{"LAST_ACK", acceptedFrom + `shutdown(c, "write") expect.state(h, "CLOSE_WAIT") ` + fullUp + `close(h)`, "1 LAST_ACK", "1 LAST_ACK", true},
}

var udpHoldings = []holding{
	{"is bound", `h = socket(N) setopt(h, "reuseaddr", R) bind(h, A) p = h.local_port`, "which is bound to", "UNCONN", false},
	{"is connected", `l = listen("udp://" .. A) h = socket(N) setopt(h, "reuseaddr", R) bind(h, A) connect(h, l.local_address) p = h.local_port`, "which talks from", "ESTABLISHED", false},
}

// callers ask for address A and port p of the network N.
var callers = map[string]string{
	"listen": `x, e = try(listen, S .. B .. p)`,
	"bind":   `x = socket(N) ok, e = try(bind, x, S .. B .. p)`,
	"dial":   `t = listen(S .. A) x, e = try(dial, S .. t.local_address, {from = S .. B .. p})`,
}

// Who has an address is looked up on the network that was asked for, in every state
// that holds a port, whoever has it; the other protocol's socket on the same port is
// not named, and advice works for who follows it.
func TestWhoHasTheAddress(t *testing.T) {
	t.Parallel()
	explained := 0
	for _, network := range []string{"tcp4", "tcp6", "udp4", "udp6"} {
		holdings := tcpHoldings
		if strings.HasPrefix(network, "udp") {
			holdings = udpHoldings
		}
		for _, reuse := range []string{"true", "false"} {
			pid, ports := otherHolds(t, network, holdings, reuse)
			for i, hold := range holdings {
				explained += askAll(t, network, hold, reuse, 0, "") + askAll(t, network, hold, reuse, pid, ports[i])
			}
		}
	}
	if explained < 100 {
		t.Errorf("only %d calls were refused", explained)
	}
}

// otherHolds starts another program that has a port by each holding; it gives its
// process number, and the ports.
func otherHolds(t *testing.T, network string, holdings []holding, reuse string) (pid int, ports []string) {
	t.Helper()
	script := headOf(network, reuse)
	for _, h := range holdings {
		script += h.lua + ` print("P=" .. p) `
	}
	pid, out := startOther(t, script)
	for range holdings {
		line, err := out.ReadString('\n')
		if err != nil || !strings.HasPrefix(line, "P=") {
			t.Fatal(line, err)
		}
		ports = append(ports, strings.TrimSpace(strings.TrimPrefix(line, "P=")))
	}
	return pid, ports
}

// headOf sets what the holdings and the callers name.
func headOf(network, reuse string) string {
	ip := "127.0.0.1:"
	if strings.HasSuffix(network, "6") {
		ip = "[::1]:"
	}
	return fmt.Sprintf("N, S, B, A, R = %q, %q, %q, %q, %s ", network, network[:3]+"://", ip, ip+"0", reuse)
}

// askAll lets every caller ask for what one holder has, another program if pid is not 0,
// and counts who did not get it.
func askAll(t *testing.T, network string, hold holding, reuse string, pid int, port string) (refused int) {
	foreign := pid != 0
	what := fmt.Sprintf("%s %s, reuseaddr %s, foreign %v", network, hold.name, reuse, foreign)
	h, _ := newHost(t, Config{})
	run := func(script string) {
		if r := h.Eval(script, 400); r.Failed != nil {
			t.Fatalf("%s: %s: %v", what, script, r.Failed)
		}
	}
	if foreign {
		run(headOf(network, reuse) + "p = " + port)
	} else {
		run(headOf(network, reuse) + hold.lua)
	}
	decoy := "udp"
	if strings.HasPrefix(network, "udp") {
		decoy = "tcp"
	}
	run(fmt.Sprintf("decoy = try(listen, %q .. B .. p)", decoy+"://"))
	for name, caller := range callers {
		run("e = nil " + caller)
		if text := h.Eval("e and e.code", 80).Values[0]; text != `"EADDRINUSE"` {
			if text != "nil" {
				t.Errorf("%s: %s: %s", what, name, text)
			}
			run("close(x)")
			continue
		}
		refused++
		r, err := h.WhyWord("e")
		if err != nil {
			t.Fatal(err)
		}
		text := reportText(r)
		var wants []string
		switch {
		case !hold.rests && !foreign:
			wants = []string{"your own h (made at", hold.says, "(" + strings.ToUpper(network[:3])}
		case !hold.rests:
			wants = []string{fmt.Sprintf("process %d) has %s port", pid, strings.ToUpper(network[:3])), ", " + hold.state}
		default:
			wants = []string{"No program has TCP port", hold.says}
			if !foreign {
				wants = append(wants, "what is left of #3 (h)")
			}
		}
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s: want %q in\n%s", what, name, want, text)
			}
		}
		for _, not := range []string{"decoy", "Something else", "has .", ":0 ", "  "} {
			if strings.Contains(text, not) {
				t.Errorf("%s: %s: %q in\n%s", what, name, not, text)
			}
		}
		adviceWorks(t, h, what+": "+name, name == "listen", text)
	}
	return refused
}

// adviceWorks follows what was said of reuseaddr.
func adviceWorks(t *testing.T, h *Host, what string, followed bool, text string) {
	t.Helper()
	helps, never := strings.Contains(text, "Set reuseaddr before bind."), strings.Contains(text, "blocked whatever the new socket sets")
	if followed && strings.Contains(text, "Set reuseaddr before bind") {
		t.Errorf("%s: advice that has just been followed:\n%s", what, text)
	}
	if !helps && !never {
		return
	}
	r := h.Eval(`y = socket(N) setopt(y, "reuseaddr", true) ok = try(bind, y, S .. B .. p) ~= nil close(y)`, 80)
	if r.Failed != nil {
		t.Fatal(r.Failed)
	}
	if worked := h.Eval("ok", 80).Values[0] == "true"; worked != helps {
		t.Errorf("%s: with reuseaddr bind works: %v\n%s", what, worked, text)
	}
}

package scripting

import (
	"regexp"
	"strings"
	"testing"
)

// The worst comes first: what takes nobody more before what was lost, before what nobody
// has closed, before what nobody holds.
func TestDoctorBeginsWithTheWorst(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	if r := h.Eval(`do local lost = socket("udp") bind(lost, 0) end a, b = pair("tcp") close(b) expect.state(a, "CLOSE_WAIT")
r = listen("udp://0", {rcvbuf = 4096}) u = dial("udp://" .. r.local_address) for i = 1, 100 do send(u, ("x"):rep(500)) end
l = listen(0, {backlog = 0}) c = dial(l.local_port) expect.eventually(function() return l.accept_queue == 1 end)`, 60); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	text := reportText(h.Why())
	at := 0
	for _, want := range []string{`(?m)^l: its accept queue is full\n1 of 0\+1 wait`, `(?m)^r: \d\d datagrams thrown away\nThey came to 127`, `(?m)^1 socket in CLOSE_WAIT\n`, `no variable holds it`} {
		found := regexp.MustCompile(want).FindStringIndex(text[at:])
		if found == nil {
			t.Fatalf("no %q behind the ones before in\n%s", want, text)
		}
		at += found[1]
	}
	if strings.Contains(text, "nothing has failed") {
		t.Error(text)
	}
}

// What nobody acknowledges is said, with how often it was sent again.
func TestDoctorSendsAgain(t *testing.T) {
	t.Parallel()
	if !enter(t, "network") {
		return
	}
	h, _ := newHost(t, Config{})
	if r := h.Eval(`l = listen(0) c = dial(l.local_port) s = accept(l)`, 60); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	if err := setLoopback(0); err != nil {
		t.Skip(err)
	}
	if r := h.Eval(`send(s, "are you there?") expect.eventually(function() return s.send_queue == 14 end)`, 60); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	want := regexp.MustCompile(`(?m)^s: nobody acknowledges what it sends\n14 bytes wait for an acknowledgement; the kernel has sent again [1-9]\d* times?, and does so next in`)
	for text := ""; !want.MatchString(text); {
		if r := h.Eval("sleep(0.05)", 60); r.Failed != nil {
			t.Fatalf("%v\n%s", r.Failed, text)
		}
		text = reportText(h.Why())
		if h.Session.Clock.Since(h.Began()).Seconds() > 20 {
			t.Fatal(text)
		}
	}
}

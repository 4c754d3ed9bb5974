package scripting

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"sockpit/runtime"
	"sockpit/scripting/luatest"
)

// arrived lets a script wait, on the same line, until the kernel has brought a
// socket's queue what another socket has sent: that takes it a while on a busy
// machine, and where nothing receives no call waits for it.
const arrived = `function arrived(s, queue, n) expect.eventually(function() return s[queue] == n end) end `

// rows is how many situations the tool promises to explain.
const rows = 42

// makers make what a situation needs.
var makers = map[string]func(t *testing.T, c *Config){
	"anyAddress": anyAddress, "nobodyKnows": nobodyKnows, "otherListens": otherListens,
}

// Each situation of testdata/situations.lua is explained, and none of those that
// are promised is left out.
func TestWhy(t *testing.T) {
	t.Parallel()
	has := map[string]bool{}
	for _, s := range luatest.Cases(t, "testdata/situations.lua") {
		row, _, _ := strings.Cut(s.Name, " ")
		has[row] = true
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if in := s.Text("in"); in != "" && !enter(t, in) {
				return // a process of its own has seen to it
			}
			c := Config{}
			if with := s.Text("with"); with != "" {
				makers[with](t, &c)
			}
			h, rec := newHost(t, c)
			o := h.Run("why.lua", arrived+s.Source)
			for _, f := range o.Failures {
				t.Fatal(f, f.Hint)
			}
			if o.Skipped {
				t.Skip(o.Reason)
			}
			matchPrinted(t, shownReports(rec), s.Text("shows"), rec)
		})
	}
	for row := 1; row <= rows; row++ {
		if !has[fmt.Sprintf("%02d", row)] {
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
	h := newWorld(Config{Out: out})
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

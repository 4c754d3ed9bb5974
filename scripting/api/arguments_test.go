package api

import (
	"errors"
	"os"
	"strings"
	"testing"

	"sockpit/scripting"
)

// Every wrong call in testdata raises exactly the text behind the arrow; if it is
// about an argument, the hint is how to call the function.
func TestArguments(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	wrongCalls(t, "testdata/arguments.txt", scripting.Config{}, `a, c = pair("tcp") l = listen(0) u = listen("udp://0") ch = channel(1) t = spawn(function() end) join(t)`, tried)
	wrongCalls(t, "testdata/arguments_network.txt", scripting.Config{NewStack: VirtualNetwork(false)}, twoHosts, tried)
	for _, f := range Functions() {
		if !tried[f.Title()] {
			t.Errorf("no wrong call of %s is tried", f.Title())
		}
	}
}

// wrongCalls makes the calls of a file in a host with variables.
func wrongCalls(t *testing.T, file string, config scripting.Config, variables string, tried map[string]bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := newHost(t, config)
	if r := h.Eval(variables, 80); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	for line := range strings.Lines(string(text)) {
		call, want, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		f := h.Eval(call, 80).Failed
		if f == nil {
			t.Errorf("%s: no error, want %s", call, want)
			continue
		}
		if f.Message != want {
			t.Errorf("%s:\n got %s\nwant %s", call, f.Message, want)
		}
		var arg *scripting.ArgError
		if !errors.As(f, &arg) {
			continue
		}
		tried[arg.F.Title()] = true
		if hint := "usage: " + arg.F.Usage(); f.Hint != hint {
			t.Errorf("%s: hint %q, want %q", call, f.Hint, hint)
		}
	}
}

// A call that fails on its arguments has done nothing.
func TestArgumentsFirst(t *testing.T) {
	t.Parallel()
	h, _ := passOn(t, scripting.Config{}, `
expect.error("ARGUMENT", listen, 0, {backlgo = 5})
expect.error("ARGUMENT", dial, 9000, {nodelay = "x"})
expect.error("ARGUMENT", pair, "tpc")`)
	if events, _ := h.Session.Log.All(); len(events) != 0 {
		t.Errorf("%d calls were made on sockets", len(events))
	}
}

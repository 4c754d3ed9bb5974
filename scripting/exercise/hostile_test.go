package exercise

import (
	"context"
	"strings"
	"testing"
	"time"
)

// greet is an exercise that any program can be thrown at.
func greet(t *testing.T) *Exercise {
	return read(t, `checks = { { "hello", function(t) t:run(); t:client():expect("hello", "say hello") end } }`)
}

// Programs that are wrong in ways that no exercise thinks of get a message that
// says what they did.
func TestHostilePrograms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		program string
		says    []string
	}{
		"syntax":      {"local l = listen(PORT", []string{"can't be read", "program.lua:1"}},
		"crash":       {"local l = listen(PORT)\nlocal x = nil\nx.y = 1", []string{"nobody listens", "program.lua:3"}},
		"wrong port":  {"local l = listen(0) accept(l)", []string{"nobody listens", "l listens on"}},
		"closes":      {"local l = listen(PORT)\nclose(l)\nsleep(0)", []string{"nobody listens", "closed its listener in line 2"}},
		"empty":       {"", []string{"has come to its end"}},
		"not bound":   {`local s = socket("tcp") bind(s, PORT) local ch = channel() ch:get()`, []string{"s is bound to PORT and does not listen"}},
		"other file":  {`read_file("/etc/passwd")`, []string{"outside the script's folder"}},
		"other host":  {`dial("192.0.2.1:80")`, []string{"loopback"}},
		"checker":     {`t = t or exercise or Functions print(t.port)`, []string{"program.lua:1"}},
		"many dials":  {`local l = listen(PORT) for i = 1, 10000 do dial(PORT) end`, []string{"sockets open"}},
		"hello early": {`local l = listen(PORT) local s = accept(l) send(s, "hell") accept(l)`, []string{`got "hell" and then nothing more`, "say hello"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failsWith(t, judged(t, greet(t), c.program), c.says...)
		})
	}
}

// A program that resets whom it accepts listens all the same: nothing is said
// of another address or port. Whether the dial or the first receive meets the
// reset is a matter of time.
func TestResetAtOnce(t *testing.T) {
	t.Parallel()
	e := greet(t)
	for range 10 {
		v := judged(t, e, "local l = listen(PORT) while true do reset(accept(l)) end")
		failsWith(t, v, "reset")
		if v != nil && strings.Contains(v.Failed.Error(), "has this port") {
			t.Fatalf("it listens where it should, and is told: %s", v.Failed.Error())
		}
	}
}

// A loop without end is told, and ended.
func TestEndlessLoop(t *testing.T) {
	t.Parallel()
	failsWith(t, judged(t, greet(t), "while true do end"), "does not come to rest")
}

// A check that somebody does not want to wait for any more ends at once.
func TestCancelledCheck(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan Verdict)
	go func() {
		done <- Judge(ctx, greet(t), Program{Text: "while true do end"}, 0, "whole", Options{})
	}()
	cancel()
	select {
	case v := <-done:
		if v.Broken == nil {
			t.Errorf("got %v, want that it was cancelled", v.Failed)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it goes on")
	}
}

// A fault of the check itself is not the learner's.
func TestBrokenCheck(t *testing.T) {
	t.Parallel()
	e := read(t, "checks = { { \"bad\", function(t)\n  t:run()\n  t:nothing()\nend } }")
	v := Judge(t.Context(), e, Program{}, 0, "whole", Options{})
	if v.Broken == nil || !strings.Contains(v.Broken.Error(), "test.lua:3") {
		t.Errorf("got %v, want an error with the check's own line", v.Broken)
	}
}

package repl

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sockpit/scripting"
)

// A command refuses what it has no place for, and says so: no word behind it is
// passed over in silence.
func TestCommandsKnowTheirWords(t *testing.T) {
	t.Chdir(t.TempDir()) // some write a file
	s := newStage(t, 1)
	s.config.FindScript = func(name string) (Script, error) { return Script{}, fmt.Errorf("no script called %s", name) }
	s.types("a, b = pair('unix')")
	for _, c := range s.commands {
		if c.Names[0] == "quit" {
			s.failed.Store(false)
			if quit := s.entry(":quit now"); quit || !s.failed.Load() {
				t.Error(":quit now is not refused")
			}
			s.out.Reset()
			continue
		}
		for _, words := range []string{"--nosuch", "nosuch1 --nosuch2 nosuch3", "#99", "x/y:z", "a nosuch1", "1 2 3 --all"} {
			before := s.host.World()
			s.failed.Store(false)
			text := s.types(":" + c.Names[0] + " " + words)
			if !s.failed.Load() && !said(text) {
				t.Errorf(":%s %s is not refused:\n%s", c.Names[0], words, text)
			}
			if after := s.host.World(); len(after.Sockets) != len(before.Sockets) {
				t.Errorf(":%s %s was done", c.Names[0], words)
				s.types("a, b = pair('unix')")
			}
		}
		if c.Beside == nil && c.Line == nil {
			s.failed.Store(false)
			if text := s.types(":" + c.Names[0] + " &"); !s.failed.Load() || !strings.Contains(text, "&") {
				t.Errorf(":%s & is not refused:\n%s", c.Names[0], text)
			}
		}
	}
}

// said reports whether a command that does not fail has still spoken of its words:
// the commands of the exercises do, and those of a file that is written.
func said(text string) bool {
	return strings.Contains(text, "nosuch") || strings.Contains(text, "99") || strings.Contains(text, "x/y:z") || strings.Contains(text, "exercise")
}

// The calls that :events shows are narrowed by its words.
func TestEventsFilters(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.types("a, b = pair('tcp')")
	s.types("send(a, 'one') recv(b) send(b, 'two') recv(a)")
	s.types("try(dial, 1)")
	s.types("t = spawn(function() send(a, 'three') end) join(t)")
	s.types("c, d = pair('unix') close(d)")
	for words, want := range map[string][]string{
		"send": {"send", "send", "send"}, "send a": {"send", "send"}, "#2 send task 1": {"send"}, "recv b": {"recv"}, "task 2": {"send"},
		"failed": {"dial · connect"}, "failed dial": {"dial · connect"}, "close": {"pair · close", "dial · close", "close"}, "1 send": {"send"}, "send 2": {"send", "send"},
		"d": {"pair · socketpair", "close"}, "[prompt]:2 send": {"send", "send"}, "send recv b": {"recv", "send"}, "waits": {}, "send failed": {},
	} {
		var got []string
		for line := range strings.Lines(s.types(":events " + words)) {
			if fields := strings.Fields(line); len(fields) > 4 && fields[2] == "task" {
				got = append(got, line)
			}
		}
		if len(got) != len(want) {
			t.Errorf(":events %s: got\n%s\nwant %d: %s", words, strings.Join(got, ""), len(want), want)
			continue
		}
		for i := range got {
			if !strings.Contains(got[i], "  "+want[i]+"  ") {
				t.Errorf(":events %s: call %d is not %s: %s", words, i+1, want[i], got[i])
			}
		}
	}
	for _, words := range []string{"nosuch", "#99", "#x", "0", "-1", "task x", "task"} {
		s.failed.Store(false)
		if text := s.types(":events " + words); !s.failed.Load() {
			t.Errorf(":events %s is not refused:\n%s", words, text)
		}
	}
}

// :why explains what its word names.
func TestWhyWords(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.types("a, b = pair('tcp')")
	s.types("close(b)")
	s.types("_, e = try(recv, b)")
	s.types("t = spawn(sleep, 999)")
	for words, want := range map[string]string{
		"2": "a: CLOSE_WAIT", "#2": "a: CLOSE_WAIT", "a": "a: CLOSE_WAIT", "3": "#3 (b) is closed", "#3": "#3 (b) is closed", "b": "#3 (b) is closed",
		"e": "recv: b:", "t": "task 2 waits in sleep", "task 2": "task 2 waits in sleep", "[prompt]:2": "close(b)", "99": "1 to 3 so far",
		"nosuch": "nothing is called", "task 9": "no task 9", "[prompt]:99": "no line", "a b": "want one socket",
	} {
		if text := s.types(":why " + words); !strings.Contains(text, want) {
			t.Errorf(":why %s: want %q in\n%s", words, want, text)
		}
	}
}

// The line that says what an entry waits for says why, in the words of :why.
func TestWaitingSaysWhy(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		"dial(p, {timeout=1})": "on #4 (127.0.0.1:PORT) for an answer. No answer at all: the accept queue of l is full",
		"recv(c, {timeout=1})": "for bytes. Nobody has accepted this connection yet",
	} {
		s := newStage(t, 1)
		s.types("l = listen(0, {backlog = 1}) p = l.local_port")
		s.types("c, d = dial(p), dial(p)")
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.host.Eval(call, 100)
		}()
		waits := func() bool {
			for _, w := range s.host.World().Tasks {
				if w.ID == 1 && w.Waits != "" {
					return true
				}
			}
			return false
		}
		for !waits() {
			select {
			case <-done:
				t.Fatalf("%s does not wait", call)
			default:
			}
		}
		s.sayWaiting()
		s.host.Interrupt(scripting.ErrInterrupted)
		<-done
		text := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(strings.Join(strings.Fields(s.out.String()), " "), "127.0.0.1:PORT")
		if !strings.Contains(text, want) || !strings.HasSuffix(text, "Ctrl-C stops waiting.") {
			t.Errorf("%s: got %q, want %q", call, text, want)
		}
	}
}

// Advice of :why can be typed: a socket that only a local of a task holds is called by
// its number.
func TestAdviceCanBeTyped(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.types("l = listen(0)")
	s.types("function hold() local mine = accept(l) sleep(60) close(mine) end")
	s.types("t = spawn(hold)")
	s.types(`c = dial(l.local_port) send(c, "x") close(c)`)
	s.types(`expect.eventually(function() return t.waits == "sleep" and sockets(3).state == "CLOSE_WAIT" end, 30)`)
	if text := s.types(":why #3"); !strings.Contains(text, "close(3)") || strings.Contains(text, "close(mine)") {
		t.Errorf("got %s", text)
	}
	s.types("kept = sockets(3)")
	if text := s.types(":why #3"); !strings.Contains(text, "close(kept)") {
		t.Errorf("got %s", text)
	}
}

// A key shows what the last explanation rests on, be it the hint of an entry that failed
// or what :why has said.
func TestEvidenceOnAKey(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	if text := s.evidence(); !strings.Contains(text, "Nothing has been explained yet") {
		t.Error(text)
	}
	s.types("l = listen(0)")
	s.types("listen(l.local_port)")
	if text := s.evidence(); !strings.Contains(text, "By    state of l: LISTEN") {
		t.Errorf("after a failed entry: %s", text)
	}
	s.types("c = dial(l.local_port)")
	s.types(":why c")
	text := s.evidence()
	if !strings.Contains(text, "By ") || strings.Contains(text, "state of l: LISTEN") {
		t.Errorf("after :why: %s", text)
	}
	if whole := s.types(":why c evidence"); !strings.Contains(whole, strings.TrimSpace(text)) && !strings.Contains(whole, "By ") {
		t.Errorf("the key shows\n%s, and :why … evidence\n%s", text, whole)
	}
	s.types("x = 1")
	if again := s.evidence(); again != text {
		t.Errorf("an entry that explains nothing has changed it: %s", again)
	}
}

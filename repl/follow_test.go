package repl

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sockpit/repl/runner"
	"sockpit/repl/term"
)

// Whatever way calls are made in the prompt's world, they are shown if the settings
// ask for it, and only then.
func TestCallsAreShown(t *testing.T) {
	t.Parallel()
	const call = `a, b = pair("unix") send(a, "x") close(a) close(b)`
	ways := map[string]func(s *stage){
		"entry":         func(s *stage) { s.entry(call) },
		":run":          func(s *stage) { s.entry(":run calls") },
		":step --plain": func(s *stage) { s.entry(":step --plain calls") },
		":step":         func(s *stage) { s.entry(":step calls") },
		"&": func(s *stage) {
			s.entry(call + " &")
			<-s.done
		},
		":run &": func(s *stage) {
			s.entry(":run calls &")
			<-s.done
		},
		"-i": func(s *stage) {
			h := s.newHost()
			s.Use(h)
			s.entry(call)
		},
		"after :reset": func(s *stage) {
			s.entry(":reset")
			s.entry(call)
		},
	}
	for name, way := range ways {
		for setting, shows := range map[string]bool{"": false, ":set trace on": true, ":set pace 0.001": true, ":set trace off": false} {
			s := newStage(t, 1)
			s.config.FindScript = func(string) (Script, error) { return Script{Name: "calls.lua", Text: call}, nil }
			if setting != "" {
				s.types(setting)
			}
			way(s)
			s.unfollow() // what it has still to show is shown
			text := s.types("")
			for _, made := range []string{"socketpair", "send", "close"} {
				if n := strings.Count(text, " "+made+" "); shows != (n >= 1) || n > 2 {
					t.Errorf("%s, %q: %s is shown %d times in\n%s", name, setting, made, n, text)
				}
			}
		}
	}
}

// A socket that has, or had, a name is called by it in each call that is shown: of a
// run and of the prompt's world, also if the script shows something meanwhile.
func TestShownCallsHaveNames(t *testing.T) {
	t.Parallel()
	const script = `
l = listen(0)
local c = dial(l.local_port)
print(l)
local s = accept(l)
inspect(s)
spawn(function()
  local u = socket("udp")
  print(u)
  close(u)
end)
sleep(0)
local a, b = pair("unix")
close(a) close(b) close(s) close(c) close(l)
`
	bare := regexp.MustCompile(`(task \d+|made) +#\d+(  |,|$)`)
	s := newStage(t, 1)
	s.config.FindScript = func(string) (Script, error) { return Script{Name: "named.lua", Text: script}, nil }
	s.types(":set trace on")
	s.entry(":run named")
	s.unfollow()
	text := s.types("")
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if ok, err := runner.Run(runner.Config{Out: term.NewOutput(out, false)}, Script{Name: "named.lua", Text: script}, runner.Options{Trace: true}); !ok || err != nil {
		t.Errorf("the run failed: %v", err)
	}
	run, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	for way, text := range map[string]string{":run": text, "run --trace": string(run)} {
		if n := strings.Count(text, " task "); n < 17 {
			t.Errorf("%s: %d calls are shown in\n%s", way, n, text)
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, " task ") && bare.MatchString(strings.TrimRight(line, "\n")) {
				t.Errorf("%s: a socket lacks its name: %s", way, line)
			}
		}
	}
}

// What tasks did while nobody typed is told in one line, once.
func TestMeanwhile(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		`local s = accept(l) recv(s) close(s)`:          `task 2 accepted #3 (s), received 2 bytes on it and closed it`,
		`a, b = pair("unix") send(a, "hello") close(a)`: `task 2 paired #3 (a), sent 5 bytes on it and closed it`,
		`u = socket("udp") bind(u, 0)`:                  `task 2 made #3 u and bound it`,
		`x = 1`:                                         ``,
		`for i = 1, 9 do close(socket("tcp")) end`:      `and so on with 5 more`,
		`try(recv, c, 1, {timeout = 0})`:                `task 2 failed in recv on #2 c`,
	} {
		s := newStage(t, 1)
		s.types("l = listen(0)")
		s.types(`c = dial(l.local_port) send(c, "hi")`)
		s.mark()
		task, failed := s.host.Background(script)
		if failed != nil {
			t.Fatal(failed)
		}
		<-task.Done()
		text := s.meanwhile()
		if want == "" && text != "" || !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want %q", script, text, want)
		}
		if again := s.meanwhile(); again != "" {
			t.Errorf("%s: it is told again: %s", script, again)
		}
	}
}

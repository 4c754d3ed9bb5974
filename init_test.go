//go:build !windows

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An init file is run when a prompt begins, however that is; by nothing else. What
// is wrong with it is told with its place, and the prompt goes on.
func TestInitFile(t *testing.T) {
	t.Parallel()
	const good = "set('explain', 'off')\nset('memory', 64)\nset('network', 'slow')\nfunction two() return 2 end\nprint('init')\n"
	tests := []struct {
		name, init, args, stdin, want string
		not                           string
		status                        int
	}{
		{"prompt", good, "", "two()\n:set\n", "init\n2\n|memory       64 MB|network      slow|explain      off", "", 0},
		{"no init file wanted", good, "--no-init", "type(two)\n:set\n", "nil|memory       256 MB|explain      once", "init", 0},
		{"the command line goes before", good, "--max-memory 32 --network halves", ":set\n", "init\n|memory       32 MB|network      halves|explain      off", "", 0},
		{"prompt after a run", good, "-i file.lua", "two() + x\n", "ok  |init\n|9", "", 0},
		{"new world", good, "", ":reset\ntwo()\n", "init\n|no variables\ninit\n2\n", "", 0},
		{"run", good, "file.lua", "", "ok ", "init", 0},
		{"code", good, "-e print(two)", "", "nil\n", "init", 0},
		{"test", good, "test file.lua", "", "1 passed", "init", 0},
		{"step", good, "step file.lua", "", "ok ", "init", 0},
		{"learn", good, "learn", "quit\n", "An end-point that waits", "init\n", 0},
		{"error", "print('a')\nlocal x = nil\nx.y = 1\n", "", "1 + 1\n", "a\n|init.lua:3: |x.y = 1|2\n", "", 1},
		{"syntax error", "print('a'\n", "", "1 + 1\n", "init.lua:1: |2\n", "", 1},
		{"no such setting", "\nset('pacc', 1)\n", "", "1 + 1\n", "init.lua:2: set: no setting called pacc. Did you mean pace?|2\n", "", 1},
		{"no such value", "set('network', 'x')\n", "", "1 + 1\n", "init.lua:1: set: network: got x, want whole, |2\n", "", 1},
		{"set is not for others", "keep = set\nfunction a() set('pace', 1) end\n", "", "keep('pace', 1)\na()\nset('pace', 1)\n:set\n", "set: works only while the init file runs; at the prompt it is :set pace 1\n|init.lua:2: set: works only|no function called set|pace         off", "", 1},
		{"nor for tasks", "join(spawn(set, 'pace', 1))\n", "", ":set\n", "set: works only while|pace         off", "", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, map[string]string{"file.lua": "x = 7\n"}, strings.Fields(test.args)...)
			writeInit(t, cmd.Dir, test.init)
			out, status := run(t, cmd, test.stdin)
			if status != test.status {
				t.Errorf("exit status %d, want %d", status, test.status)
			}
			for part := range strings.SplitSeq(test.want, "|") {
				if !strings.Contains(out, part) {
					t.Errorf("no %q in\n%s", part, out)
				}
			}
			if test.not != "" && strings.Contains(out, test.not) {
				t.Errorf("%q in\n%s", test.not, out)
			}
		})
	}
}

func writeInit(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "sockpit"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sockpit", "init.lua"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What :set --keep has set is so in the next session; what the user wrote into the
// init file stays.
func TestKeepSettings(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil)
	session := func(typed string) string {
		again := program(t, nil)
		again.Dir, again.Env = cmd.Dir, cmd.Env
		out, status := run(t, again, typed)
		if status != 0 {
			t.Errorf("exit status %d:\n%s", status, out)
		}
		return out
	}
	session(":set --keep explain always\n:set --keep memory 77\n:set pace 1\n")
	if out := session(":set\n"); !strings.Contains(out, "explain      always") || !strings.Contains(out, "memory       77 MB") || !strings.Contains(out, "pace         off") {
		t.Errorf("got\n%s\nwant explain and memory kept, and pace not", out)
	}
	file := filepath.Join(cmd.Dir, "sockpit", "init.lua")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	writeInit(t, cmd.Dir, "-- mine\n"+string(text)+"print('mine')")
	session(":set --keep memory 78\n:set --keep network slow\n")
	const want = "-- mine\nset(\"explain\", \"always\")\nset(\"memory\", \"78\")\nprint('mine')\nset(\"network\", \"slow\")\n"
	if text, err = os.ReadFile(file); err != nil || string(text) != want {
		t.Errorf("the init file is\n%s(%v) want\n%s", text, err, want)
	}
}

// The example plugin is for those who copy it: its command and function are in
// nobody's help.
func TestExamplePluginStaysAway(t *testing.T) {
	t.Parallel()
	out, status := run(t, program(t, nil), ":help\ntype(ask)\n")
	if status != 0 || strings.Contains(out, "knock") || strings.Contains(out, "of plugins") || !strings.HasSuffix(out, "\"nil\"\n") {
		t.Errorf("exit status %d, got\n%s", status, out)
	}
}

// Without a home nothing can be kept. That is said with the reason: where a person
// types, before the first prompt, and where something was to be kept.
func TestWithoutHome(t *testing.T) {
	t.Parallel()
	homeless := func(args ...string) *exec.Cmd {
		cmd := program(t, nil, args...)
		cmd.Env = append(cmd.Env, "HOME=", "XDG_CONFIG_HOME=", "TERM=xterm")
		return cmd
	}
	out, status := run(t, homeless(), ":set --keep pace 0.5\n:set history on\nprint(1)\n")
	out = strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"set: nothing is kept: there is no folder for it:", "set: history: there is no folder for it:", "HOME"} {
		if !strings.Contains(out, want) || status != 1 {
			t.Errorf("status %d, no %q in\n%s", status, want, out)
		}
	}
	startTerminal(t, homeless()).await("what you type is not kept for the next time: there is no folder for it: ")
	startTerminal(t, homeless("--no-history")).await(`\A\s*sockpit \d[^\n]*\n\s*> $`) // nothing is missed
}

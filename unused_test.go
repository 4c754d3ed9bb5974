//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// An effect is how a flag is seen to do something: a line of a script, and what is
// shown only if the flag has the value. OTHER is a folder beside the script's.
type effect struct{ value, script, shows string }

const calls = `a, b = pair("tcp") send(a, "0123456789") print("came " .. #recv(b, 100)) close(a) close(b)`

var effects = map[string]effect{
	"allow-net":        {"192.0.2.1", `s = socket("tcp") print(try(bind, s, "192.0.2.1:0"))`, `EADDRNOTAVAIL`},
	"allow-read":       {"OTHER", `print(read_file("OTHER/note.txt"))`, `it was read`},
	"allow-write":      {"OTHER", `close(listen("unix://OTHER/a.sock")) print("it was " .. "bound")`, `it was bound`},
	"timeout":          {"10ms", `sleep(0.1)`, `limit: --timeout`},
	"max-instructions": {"5000", `for i = 1, 20000 do local x = i end`, `limit: --max-instructions`},
	"max-memory":       {"8", `t = {} for i = 1, 40 do t[i] = ("x"):rep(500000) .. i end`, `limit: --max-memory`},
	"max-string":       {"1", `x = ("x"):rep(1200000)`, `limit: --max-string`},
	"max-tasks":        {"2", `for i = 1, 5 do spawn(sleep, 0.01) end`, `limit: --max-tasks`},
	"max-sockets":      {"1", `t = {} for i = 1, 3 do t[i] = socket("udp") end`, `limit: --max-sockets`},
	"max-output":       {"1", `for i = 1, 30 do print(("o"):rep(100)) end`, `--max-output|:set output`},
	"max-source":       {"1", `x = "` + strings.Repeat("x", 2000) + `"`, `limit: --max-source`},
	"max-nesting":      {"20", `x = ` + strings.Repeat("{", 30) + strings.Repeat("}", 30), `limit: --max-nesting`},
	"max-depth":        {"10", `function f(n) if n > 0 then local ok, e = pcall(f, n - 1) assert(ok, e) end end f(30)`, `limit: --max-depth`},
	"max-calls":        {"50", `function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end f(100)`, `limit: --max-calls`},
	"max-compile":      {"1ns", `x = {` + strings.Repeat("1,", 90000) + `}`, `limit: --max-compile`},
	"net":              {"virtual", `print("host " .. tostring(socket().host))`, `host localhost`},
	"network":          {"halves", calls, `came 5`},
	"seed":             {"7", `print("random " .. math.random(1000000))`, `random 522725`},
	"pace":             {"1us", calls, `send +10 bytes`},
	"trace":            {"", calls, `send +10 bytes`},
	"quiet":            {"", ``, ``}, // it leaves out
	"json":             {"", calls, `"call":"send"`},
	"diagram":          {"", calls, `───.*"0123456789"`},
	"lanes":            {"tasks", calls, ``}, // with --diagram
	"interactive":      {"", ``, `here is the prompt`},
}

type beginning struct {
	path, args string
	typed      bool
}

// starts are the ways to run a script, by their commands: what stands behind the
// command, and whether the script is typed.
var starts = []beginning{
	{"sockpit", "x.lua", false}, {"sockpit", "", true}, {"sockpit", "-i x.lua", false}, {"sockpit run", "x.lua", false},
	{"sockpit step", "x.lua", false}, {"sockpit step", "-i x.lua", false}, {"sockpit test", "x.lua", false}, {"sockpit learn", "", true},
}

// Each flag that a way to run a script takes does something there; one that does
// nothing is refused with a sentence that names it.
func TestFlagsDoSomething(t *testing.T) {
	t.Parallel()
	root, nth := (&app{}).root(), 0
	for _, s := range starts {
		c, _, err := root.Find(strings.Fields(s.path)[1:])
		if err != nil {
			t.Fatal(err)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			e, known := effects[f.Name]
			if !known || strings.Contains(s.args, "-i") && f.Name == "interactive" {
				return // TestFlagsAreKnown asks for it
			}
			if nth++; testing.Short() && nth%6 != 0 {
				return // a program under the race detector takes long to begin
			}
			t.Run(s.path+" "+s.args+" --"+f.Name, func(t *testing.T) {
				t.Parallel()
				doesSomething(t, strings.Fields(s.path)[1:], s.args, s.typed, f, e)
			})
		})
	}
}

func doesSomething(t *testing.T, command []string, rest string, typed bool, f *pflag.Flag, e effect) {
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "note.txt"), []byte("it was read"), 0o600); err != nil {
		t.Fatal(err)
	}
	here := strings.NewReplacer("OTHER", other)
	script, stdin := here.Replace(e.script)+"\nerror('the end')\n", "print('here is ' .. 'the prompt')\n"
	if typed {
		stdin = script
	}
	if strings.HasPrefix(f.Name, "max-") && strings.Contains(rest, "-i") {
		stdin = "" // it is the run's error that is looked for
	}
	start := func(flags ...string) (string, int) {
		args := append(append(slices.Clone(command), flags...), strings.Fields(rest)...)
		cmd := program(t, map[string]string{"x.lua": script}, args...)
		cmd.Env = append(cmd.Env, "TMPDIR="+cmd.Dir) // that of the machine has OTHER in it
		return run(t, cmd, stdin)
	}
	flag := "--" + f.Name
	if e.value != "" {
		flag += "=" + here.Replace(e.value)
	}
	out, status := start(flag)
	if status == exitUsage {
		if !strings.Contains(out, "--"+f.Name) {
			t.Errorf("it is refused by %q", out)
		}
		return
	}
	without := ""
	if len(command) == 1 && command[0] == "run" || typed {
		without, _ = start()
	}
	shows := regexp.MustCompile(e.shows)
	switch {
	case f.Name == "quiet":
		if strings.Contains(out, "0 steps") {
			t.Errorf("it leaves nothing out of\n%s", out)
		}
	case !shows.MatchString(out), without != "" && shows.MatchString(without):
		t.Errorf("want a match of %s in\n%s\nand not in\n%s", e.shows, out, without)
	}
}

var ofLearner = []string{"pack", "dir", "lang", "timeout"}

// doOther are flags that other tests see do something, by the command.
var doOther = map[string][]string{
	"sockpit": {"execute", "no-init", "no-history"}, "sockpit run": {"no-init", "no-history"}, "sockpit doc": {"luals", "man"},
	"sockpit step":       {"plain", "no-init", "no-history"},
	"sockpit test":       {"parallel"},
	"sockpit view":       {"diagram", "lanes"},
	"sockpit replay":     {"client", "server", "of", "ignore", "wait", "allow-net", "allow-write"},
	"sockpit learn":      {"pack", "dir", "lang", "list", "no-history"},
	"sockpit learn task": ofLearner, "sockpit learn check": ofLearner, "sockpit learn hint": ofLearner,
	"sockpit learn solution": ofLearner, "sockpit learn show": ofLearner, "sockpit learn reset": ofLearner,
	"sockpit learn prove":  {"pack", "timeout", "times", "parallel"},
	"sockpit learn report": {"pack", "timeout", "csv"},
}

// Each flag of the command tree is one that a test has seen do something: a new one
// wants to be in effects or doOther.
func TestFlagsAreKnown(t *testing.T) {
	t.Parallel()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		runs := slices.ContainsFunc(starts, func(s beginning) bool { return s.path == c.CommandPath() })
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, seen := effects[f.Name]
			if !(runs && seen) && !slices.Contains(doOther[c.CommandPath()], f.Name) {
				t.Errorf("%s --%s: does it do anything?", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
}

// A flag that a command does not have is refused by a sentence that says where it is.
func TestFlagElsewhere(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"test --pace 1s":             `--pace does nothing in sockpit test, but in sockpit or sockpit run\n`,
		"step --pace 1s x.lua":       `--pace does nothing in sockpit step`,
		"view --network slow x":      `--network does nothing in sockpit view`,
		"version --max-memory 3":     `--max-memory does nothing in sockpit version`,
		"learn new --dir d e":        `--dir does nothing in sockpit learn new`,
		"view --lanes ends x":        `--lanes does nothing here: no diagram is asked for`,
		"run --trce x":               `unknown flag: --trce: .*Did you mean --trace\?`,
		"run --json --trace accept":  `--trace does nothing here: --json`,
		"learn --list --max-tasks 5": `--max-tasks does nothing here: --list`,
		"run --no-history accept":    `--no-history does nothing here: no prompt begins`,
		"doc --man recv":             `leave out recv`,
		"doc --man --luals":          `one at a time`,
		"doc --luals recv":           `leave out recv`,
		"--quiet":                    `--quiet does nothing here`,
		"-z":                         `unknown flag: -z: sockpit --help lists`,
	} {
		if out, status := run(t, program(t, nil, strings.Fields(line)...), ""); status != exitUsage || !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%s: status %d, %q", line, status, out)
		}
	}
}

//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// editor is an editor that changes a word in what it is given, and makes a file that
// is not there.
const editor = `#!/bin/sh
if [ -s "$1" ]; then sed 's/20/30/' "$1" >"$1.new" && mv "$1.new" "$1"; else echo 'print("made")' >"$1"; fi
`

// What starts other programs at the prompt: the last line or a file in an editor,
// and programs of the shell. The terminal is theirs meanwhile, and so is Ctrl-C.
func TestProgramsAtPrompt(t *testing.T) {
	t.Parallel()
	cmd := program(t, map[string]string{"editor": editor, "f.lua": "print('run ' .. 20 + (arg[1] or 0))\n"})
	if err := os.Chmod(filepath.Join(cmd.Dir, "editor"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "VISUAL=", "EDITOR="+filepath.Join(cmd.Dir, "editor"), "SHELL=")
	p := startTerminal(t, cmd)
	p.await(`> $`)
	for _, c := range []struct{ typed, want string }{
		{":edit", `no line of Lua has been typed yet(?s:.*)> $`},
		{"20 + 3", `\n23\n> $`},
		{":edit", `30 \+ 3\n33\n> $`},
		{":edit f", `\nrun 30\n> $`},
		{":edit other", `\nmade\n> $`},
		{":run f.lua 5", `\nrun 35\n> $`},
		{":reload", `f\.lua is as it was(?s:.*)> $`},
		{":! echo \"print('anew ' .. arg[1])\" >f.lua; echo done", `\ndone\n> $`},
		{":!sleep 0 &", `> $`}, // nobody waits for it
		{":reload", `f\.lua has changed: it is run again\nanew 5\n> $`},
		{":!exit 7", `exit status 7\n> $`},
		{":history +", `\n +20 \+ 3\n +30 \+ 3\n> $`},
	} {
		p.send(c.typed + "\r")
		p.await(c.want)
	}
	p.send("spawn(function() sleep(0.01) print('late') end)\r:!true\r")
	p.await(`late\n(?s:.*)> $`)
	p.send(":!tail -f f.lua\r") // it writes itself: a shell that said so might not have begun the program, and lose the Ctrl-C
	p.await(`\nprint\('anew`)
	p.send("\x03")
	p.await(`signal: interrupt\n> $`)
	p.send("1 + 1\r")
	p.await(`\n2\n> $`)
}

// Where nobody types, no program is started: what comes from a pipe can be a
// stranger's.
func TestNoProgramsFromPipe(t *testing.T) {
	t.Parallel()
	cmd := program(t, map[string]string{"f.lua": "print(1)\n"})
	cmd.Env = append(cmd.Env, "EDITOR=touch started; true", "VISUAL=")
	out, status := run(t, cmd, "1 + 1\n:!touch started\n:edit\n:edit f.lua\n:history\n:clear\n")
	if n := strings.Count(out, "needs a terminal that somebody types at"); n != 3 || status != 1 {
		t.Errorf("exit status %d, and %d refusals in\n%s\nwant 3", status, n, out)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "started")); err == nil {
		t.Error("a program was started")
	}
	if !strings.Contains(out, "\n  1 + 1\n  :!touch started\n") {
		t.Errorf("no history in\n%s", out)
	}
}

// What plugins have added is as in their files after :reload, and what they no
// longer add is gone.
func TestReloadPlugins(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil)
	dir := filepath.Join(cmd.Dir, "sockpit", "plugins")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	plugin := func(functions string) string {
		return "plugin{name = \"mine\", functions = {" + functions + "}}\n"
	}
	one := `{name = "f%", summary = "gives it", run = function() return require("mod") end},`
	files := map[string]string{"a.lua": plugin(strings.ReplaceAll(one, "%", "1") + strings.ReplaceAll(one, "%", "2")), "mod.lua": "return 1\n"}
	for name, text := range files {
		at := filepath.Join(dir, name)
		if name == "mod.lua" {
			at = filepath.Join(cmd.Dir, name)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Env = append(cmd.Env, "SHELL=")
	p := startTerminal(t, cmd)
	p.await(`> $`)
	p.send("m1 = require('mod') print(m1, type(f1), type(f2))\r")
	p.await(`\n1	function	function\n> $`)
	p.send(`:!echo 'return 2' > mod.lua; echo 'plugin{name = "mine", functions = {{name = "f2", summary = "is new", run = function() return 22 end}}}' > sockpit/plugins/a.lua` + "\r")
	p.await(`\n> $`) // there is a > in the line
	p.send(":reload\r")
	p.await(`1 plugin file read again\n> $`)
	p.send("print(require('mod'), type(f1), f2())\r")
	p.await(`\n2	nil	22\n`)
}

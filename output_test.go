//go:build !windows

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"sockpit/repl/term"
)

// writes are command lines that write something, by the command of the tree that
// they are of.
var writes = map[string][]string{
	"sockpit": {
		"", "--help", "--version", "x.lua", "-i x.lua",
		"--diagram x.lua", "--trace x.lua", "--json x.lua", "--diagram=full.svg x.lua",
	},
	"sockpit run":                   {"x.lua", "--quiet x.lua", "--trace --quiet x.lua", "--json x.lua", "--diagram --quiet x.lua", "-i x.lua", "bad.lua", "--pace 1ms --quiet x.lua"},
	"sockpit test":                  {"x.lua", "bad.lua"},
	"sockpit step":                  {"x.lua", "--plain x.lua"},
	"sockpit view":                  {"log.json", "--diagram log.json", "--diagram=new.svg log.json"},
	"sockpit replay":                {"--help"},
	"sockpit list":                  {"", "accept"},
	"sockpit doc":                   {"", "listen"},
	"sockpit version":               {""},
	"sockpit help":                  {"", "run"},
	"sockpit completion bash":       {""},
	"sockpit completion fish":       {""},
	"sockpit completion zsh":        {""},
	"sockpit completion powershell": {""},
	"sockpit learn":                 {"", "--list"},
	"sockpit learn check":           {""},
	"sockpit learn task":            {""},
	"sockpit learn hint":            {""},
	"sockpit learn show":            {"--help"},
	"sockpit learn solution":        {"--help"},
	"sockpit learn reset":           {""},
	"sockpit learn prove":           {"-n 1 pack.lua"},
	"sockpit learn new":             {"fresh"},
	"sockpit learn report":          {"sockpit-exercises"},
}

// What cannot be written is an error of every command: status 1, and one sentence
// that says why; a disk that is full, or an output that is closed. Also where the
// sentence has no place to go.
func TestOutputUnwritable(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	nth := 0
	var commands func(c *cobra.Command)
	commands = func(c *cobra.Command) {
		lines, ok := writes[c.CommandPath()]
		if !ok { // one that is new, or made by cobra
			lines = []string{"--help"}
			if c.Runnable() && c.Args == nil && !c.HasSubCommands() {
				lines = append(lines, "")
			}
		}
		for i, line := range lines {
			if nth++; testing.Short() && nth%4 != 0 {
				continue // as in TestFlagsDoSomething
			}
			args := append(strings.Fields(c.CommandPath())[1:], strings.Fields(line)...)
			t.Run(strings.Join(args, " "), func(t *testing.T) {
				t.Parallel()
				outputUnwritable(t, args, i == 0)
			})
		}
		for _, sub := range c.Commands() {
			commands(sub)
		}
	}
	root := (&app{}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	commands(root)
}

func outputUnwritable(t *testing.T, args []string, mute bool) {
	for _, how := range []struct{ redirect, why string }{
		{">/dev/full", "no space left on device"},
		{">&-", "it is closed"},
		{">/dev/full 2>/dev/full", ""},
		{">/dev/full 2>&-", ""},
	} {
		if how.redirect == ">&-" && !term.KnowsClosed || how.why == "" && !mute {
			continue
		}
		cmd, _ := endingProgram(t, "local l = listen(0) step('s') print('x')", args)
		self := cmd.Path
		cmd.Args = append([]string{"sh", "-c", `exec "$0" "$@" ` + how.redirect, self}, args...)
		cmd.Path = "/bin/sh"
		files(t, cmd)
		cmd.Stdin = strings.NewReader("print('x')\n")
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = io.Discard, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Signal(syscall.SIGABRT) }) // which tells where it is
		_ = cmd.Wait()
		late.Stop()
		if cmd.ProcessState.ExitCode() != exitFailed {
			t.Errorf("%s: ended with %v", how.redirect, cmd.ProcessState)
		}
		want := "sockpit: can't write to the standard output: " + how.why + "\n"
		if how.why != "" && said.String() != want {
			t.Errorf("%s: said %q", how.redirect, said.String())
		}
	}
}

// files makes what writes names in the folder of cmd.
func files(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	for name, text := range map[string]string{"bad.lua": "error('bad')", "sockpit-exercises/progress.txt": "listen/first tries=1\n"} {
		if err := os.WriteFile(filepath.Join(cmd.Dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

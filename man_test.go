//go:build !windows

package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/scripting/api"
)

// The manual page has every command, flag, prompt command and function, and
// groff has nothing to say against it.
func TestManPage(t *testing.T) {
	t.Parallel()
	page, status := run(t, program(t, nil, "doc", "--man"), "")
	if status != 0 || !strings.HasPrefix(page, ".TH SOCKPIT 1 ") {
		t.Fatalf("exit status %d: %.300s", status, page)
	}
	want := func(what string) {
		if !strings.Contains(page, roff(what)+"\n") {
			t.Errorf("it lacks %s", what)
		}
	}
	a := &app{}
	root := a.root()
	eachCommand(root, func(c *cobra.Command) {
		if c != root {
			want(c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, usage := pflag.UnquoteUsage(f); !f.Hidden {
				want(usage)
			}
		})
	})
	for _, c := range repl.PromptCommands() {
		want(c[0])
	}
	for _, f := range api.Functions() {
		want(f.Title() + "\n" + f.Summary)
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed: the page was not set")
	}
	said := &strings.Builder{}
	set := exec.Command(groff, "-man", "-Tutf8", "-ww", "-P-c")
	set.Stdin, set.Stderr = strings.NewReader(page), said
	shown, err := set.Output()
	if err != nil || said.Len() > 0 || !strings.Contains(string(shown), "--allow-net") {
		t.Errorf("groff: %v, said %.500q", err, said.String())
	}
}

// Text is never a request of roff.
func TestRoff(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{".sh x": `\&.sh x`, "'x": `\&'x`, `a\n`: `a\en`, "--x\n.y": "\\-\\-x\n\\&.y"} {
		if got := roff(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

//go:build !windows

package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl/usage"
)

// offeredKinds are the kinds of words that completion offers; the words of the
// others are the user's own.
var (
	offeredKinds = []string{"FILE", "DIR", "ARGS", "PICTURE", "SCENARIO", "FUNCTION", "EXERCISE"}
	freeKinds    = []string{"N", "MB", "KB", "CIDR", "DURATION", "INT", "ADDRESS", "PATTERN", "NEW_NAME", "CHECK", "CODE"}
)

// Every command and every flag with a value says, in its help, what may stand
// there; and the shell is offered that.
func TestShellCompletion(t *testing.T) {
	t.Parallel()
	a := &app{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		_, args, _ := strings.Cut(c.Use, " ")
		checkKinds(t, c.CommandPath(), args)
		if c.ValidArgsFunction == nil {
			t.Errorf("%s: nothing completes its arguments", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			name := valueOf(f)
			if name == "" {
				return
			}
			checkKinds(t, c.CommandPath()+" --"+f.Name, name)
			if _, ok := c.GetFlagCompletionFunc(f.Name); !ok {
				t.Errorf("%s --%s: nothing completes its value", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(a.root())
}

func checkKinds(t *testing.T, where, text string) {
	for _, w := range usage.Parse(text).Next(nil) {
		kind, _, _ := strings.Cut(w.Text, ".")
		switch {
		case strings.HasPrefix(w.Text, "-"), !w.Kind:
		case slices.Contains(offeredKinds, kind), slices.Contains(freeKinds, kind):
		default:
			t.Errorf("%s: nobody says what %s is", where, w.Text)
		}
	}
}

// What the shell is told, as cobra's scripts ask for it: words, and how files are
// completed.
func TestShellWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed []string
		want  string // some of the words
		not   string
		how   cobra.ShellCompDirective
	}{
		{[]string{"doc", "re"}, "recv reset", "send", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"run", "--network", ""}, "whole halves dribble glued slow reset", "ends", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"run", "--lanes", ""}, "ends tasks sides", "whole", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"run", "--diagram="}, "html svg mmd txt", "end-point", cobra.ShellCompDirectiveFilterFileExt},
		{[]string{"run", "ec"}, "echo", "client", cobra.ShellCompDirectiveDefault},
		{[]string{"run", "echo", ""}, "", "echo", cobra.ShellCompDirectiveDefault},
		{[]string{"list", "ec"}, "echo", "client", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"view", ""}, "json", "echo", cobra.ShellCompDirectiveFilterFileExt},
		{[]string{"--allow-read", ""}, "", "echo", cobra.ShellCompDirectiveFilterDirs},
		{[]string{"run", "--max-memory", ""}, "", "echo", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"learn", "--lang", ""}, "en vi", "listen/first", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"learn", "task", "listen/f"}, "listen/first", "accept/queue", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"learn", "new", ""}, "", "listen/first", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"version", ""}, "", "echo", cobra.ShellCompDirectiveNoFileComp},
		{[]string{"re"}, "replay", "run", cobra.ShellCompDirectiveDefault},
	} {
		words, how := shellAnswer(t, c.typed)
		for _, w := range strings.Fields(c.want) {
			if !slices.Contains(words, w) {
				t.Errorf("%q: no %s in %q", c.typed, w, words)
			}
		}
		if slices.Contains(words, c.not) {
			t.Errorf("%q: %s in %q", c.typed, c.not, words)
		}
		if how != c.how {
			t.Errorf("%q: files are completed by %d, want %d", c.typed, how, c.how)
		}
	}
}

// shellAnswer asks as a completion script does.
func shellAnswer(t *testing.T, typed []string) (words []string, how cobra.ShellCompDirective) {
	var out strings.Builder
	cmd := (&app{}).root()
	cmd.SetArgs(append([]string{cobra.ShellCompNoDescRequestCmd}, typed...))
	cmd.SetOut(&out)
	cmd.SetErr(&strings.Builder{})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		if number, ok := strings.CutPrefix(line, ":"); ok {
			for _, d := range number {
				how = how*10 + cobra.ShellCompDirective(d-'0')
			}
			continue
		}
		words = append(words, line)
	}
	return words, how
}

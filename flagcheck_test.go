//go:build !windows

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl/usage"
)

// TestFlagValues gives every flag of every command an empty value and others that
// mean nothing: it is a wrong command line, said in no words of Go.
func TestFlagValues(t *testing.T) {
	t.Parallel()
	tried := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		path := strings.Fields(c.CommandPath())[1:]
		c.InheritedFlags() // merges them
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for _, value := range oddValues(f) {
				args := slices.Concat(path, []string{"--" + f.Name + "=" + value}, argsFor(c))
				err, usage := refused(args)
				said := fmt.Sprint(err)
				if err == nil || !usage || strings.Contains(said, "strconv") || strings.Contains(said, "in duration") || !strings.Contains(said, f.Name) {
					t.Errorf("sockpit %q: %s", args, said)
				}
				tried++
			}
		})
		for _, sub := range c.Commands() {
			if sub.Name() != "help" && sub.Name() != "completion" {
				walk(sub)
			}
		}
	}
	walk((&app{}).root())
	if tried < 200 {
		t.Errorf("%d tried", tried)
	}
}

// TestEmptyWords gives every command that takes words an empty one: it is a wrong
// command line, and not taken for none. What a script gets may be empty.
func TestEmptyWords(t *testing.T) {
	t.Parallel()
	tried := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if path := strings.Fields(c.CommandPath())[1:]; strings.Contains(c.Use, " ") && c.Name() != "help" {
			args := append(path, "")
			if err, usage := refused(args); err == nil || !usage || !strings.Contains(err.Error(), `got "", want `) {
				t.Errorf("sockpit %q: %v", args, err)
			}
			tried++
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
	if tried < 12 {
		t.Errorf("%d tried", tried)
	}
	for _, args := range [][]string{{"run", "accept", ""}, {"accept", "x", ""}, {"-e", "print(1)", ""}} {
		if err, _ := refused(args); err != nil {
			t.Errorf("sockpit %q: %v", args, err)
		}
	}
}

// oddValues are values that a flag must not take.
func oddValues(f *pflag.Flag) []string {
	switch f.Value.Type() {
	case "bool":
		return []string{"", "x"}
	case "int":
		return []string{"", "x", "0", "-1", "1e3", "99999999999999999999"}
	case "int64":
		return []string{"", "x", "0.5", "99999999999999999999"}
	case "duration":
		return []string{"", "x", "-1s", "1e30s", "nan"}
	case (*code)(nil).Type():
		return nil
	case "stringArray":
		return nil // patterns: an empty one is one
	case (*folders)(nil).Type():
		return []string{"", ",", "a,", ",a", "a,,b"}
	}
	if name, _ := pflag.UnquoteUsage(f); isChoice(name) {
		return []string{"", "x", name}
	}
	return []string{""}
}

// argsFor are arguments with which the command would run.
func argsFor(c *cobra.Command) []string {
	switch c.Name() {
	case "run", "step", "test", "list", "new", "report":
		return []string{"accept"}
	case "view", "replay":
		return []string{os.DevNull}
	}
	return nil
}

// refused parses a command line, and gives the error of what is wrong with it.
func refused(args []string) (err error, isUsage bool) {
	a := &app{}
	cmd := a.root()
	stub(cmd)
	return a.refuses(cmd, args)
}

// refusedAsIs is refused for commands that only print.
func refusedAsIs(args []string) (err error, isUsage bool) {
	a := &app{}
	return a.refuses(a.root(), args)
}

func (a *app) refuses(cmd *cobra.Command, args []string) (err error, isUsage bool) {
	cmd.SetArgs(args)
	cmd.SetOut(io.Discard)
	cmd.SetErr(io.Discard)
	refuseUnknown(cmd)
	err = cmd.Execute()
	var wrong *usage.Error
	return err, a.parsing || errors.As(err, &wrong)
}

// stub lets the commands do nothing: what is tried here is what they refuse.
func stub(c *cobra.Command) {
	for _, sub := range c.Commands() {
		stub(sub)
	}
	if c.RunE != nil {
		c.RunE = func(*cobra.Command, []string) error { return nil }
	}
}

// TestUnknownWords asks help and completion for what is not there.
func TestUnknownWords(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"help nonsense", "help learn nonsense", "completion nonsense", "completion bash nonsense"} {
		if err, usage := refusedAsIs(strings.Fields(line)); err == nil || !usage {
			t.Errorf("sockpit %s: %v", line, err)
		}
	}
	for _, line := range []string{"help", "help run", "help learn check", "help completion bash", "completion", "completion bash"} {
		if err, _ := refusedAsIs(strings.Fields(line)); err != nil {
			t.Errorf("sockpit %s: %v", line, err)
		}
	}
}

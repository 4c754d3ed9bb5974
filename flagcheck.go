//go:build !windows

package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl/usage"
)

// checkFlags refuses values that can be read and mean nothing. An empty one is
// mostly a variable of the shell that is not set: taken for a folder it would be
// the current one, and open it to scripts.
func checkFlags(given *pflag.FlagSet) (err error) {
	given.Visit(func(f *pflag.Flag) {
		if want := wanted(f); err == nil && want != "" {
			err = badFlag(f, f.Value.String(), want)
		}
	})
	return err
}

// checkWords refuses an empty word where a file, a scenario, an exercise or a
// function is named, for the same reason. Those that a script gets may be empty.
func (a *app) checkWords(cmd *cobra.Command, args []string) error {
	if cmd.Name() == cobra.ShellCompRequestCmd {
		return nil // the word that a shell wants completed has not begun
	}
	if strings.Contains(cmd.Use, "ARGS...") {
		if a.flags.code.given() {
			return nil
		}
		args = args[:min(len(args), 1)]
	}
	if !slices.Contains(args, "") {
		return nil
	}
	_, want, _ := strings.Cut(cmd.Use, " ")
	return &usage.Error{Text: fmt.Sprintf(`%s: got "", want %s`, cmd.Name(), want)}
}

// wanted says what the flag wants, if its value is not that.
func wanted(f *pflag.Flag) string {
	value := f.Value.String()
	below := strings.HasPrefix(value, "-")
	name, _ := pflag.UnquoteUsage(f)
	switch kind := f.Value.Type(); {
	case kind == "int" && (below || value == "0"):
		return "1 or more"
	case kind == "duration" && below:
		return "0 or more"
	case value == "" && kind != (*code)(nil).Type():
		return name
	case isChoice(name) && !slices.Contains(strings.Split(name, "|"), value):
		return name
	}
	return ""
}

// isChoice reports whether what help calls a value lists all there are: en|vi.
func isChoice(name string) bool {
	return strings.Contains(name, "|") && name == strings.ToLower(name)
}

func badFlag(f *pflag.Flag, value, want string) error {
	if value == "" {
		value = "nothing"
	}
	return &usage.Error{Text: fmt.Sprintf("--%s: got %s, want %s", f.Name, value, want)}
}

// valueError says in words what is wrong with the value of a flag that pflag reads.
func valueError(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	f := invalid.GetFlag()
	switch f.Value.Type() {
	case "int", "int64":
		if errors.Is(err, strconv.ErrRange) {
			return badFlag(f, invalid.GetValue(), "a smaller number")
		}
		return badFlag(f, invalid.GetValue(), "a whole number")
	case "duration":
		return badFlag(f, invalid.GetValue(), "a time like 10s or 500ms")
	case "bool":
		return badFlag(f, invalid.GetValue(), "true or false, or nothing behind it")
	}
	return err
}

// refuseUnknown lets help and completion refuse what they do not know: cobra's own
// show a help page instead, as if all were well. The output must be set: cobra's
// completion keeps what it is now.
func refuseUnknown(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error {
				found, rest, err := root.Find(args)
				if err == nil && len(args) > 0 && (found == root || found.HasSubCommands() && len(rest) > 0) {
					return &usage.Error{Text: "help: no command called " + strings.Join(args, " ")}
				}
				return err
			}
		case "completion":
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) > 0 {
					return &usage.Error{Text: "completion: got " + args[0] + ", want bash, zsh, fish or powershell"}
				}
				return c.Help()
			}
		}
	}
}

//go:build !windows

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl/export"
	"sockpit/repl/usage"
	"sockpit/scripting/syntax"
)

// A useless says of one flag that it would do nothing.
type useless struct {
	flag string
	when bool
	why  string
}

// refuseUseless gives an error if a flag was given that does nothing.
func refuseUseless(cmd *cobra.Command, all ...useless) error {
	for _, u := range all {
		if u.when && cmd.Flags().Changed(u.flag) {
			return &usage.Error{Text: fmt.Sprintf("--%s does nothing here: %s", u.flag, u.why)}
		}
	}
	return nil
}

// uselessAtPrompt are flags of a run where there is no file to run.
func uselessAtPrompt() []useless {
	return []useless{
		{"interactive", true, "there is no file before the prompt"},
		{"quiet", true, "at the prompt only what is typed is shown"},
		{"json", true, "at the prompt :events --json shows the log"},
		{"diagram", true, "at the prompt :diagram draws"},
		{"lanes", true, "at the prompt :diagram draws"},
	}
}

// uselessInRun are flags of a run that others make idle.
func (a *app) uselessInRun() []useless {
	return append(a.uselessWithoutPrompt(), []useless{
		{"lanes", a.flags.diagram == "", "no diagram is asked for; --diagram draws one"},
		{"trace", a.flags.json, "--json shows the log, and nothing else"},
		{"interactive", a.flags.json, "--json shows the log, and nothing else"},
		{"diagram", a.flags.json && a.flags.diagram == export.ScreenDiagram, "--json shows the log, and nothing else; --diagram=FILE.html writes a file"},
	}...)
}

// uselessWithoutPrompt are flags of a prompt that does not begin.
func (a *app) uselessWithoutPrompt() []useless {
	return []useless{
		{"no-init", !a.flags.stay, "no prompt begins; -i asks for one"},
		{"no-history", !a.flags.stay, "no prompt begins; -i asks for one"},
	}
}

// flagError is what is said of a flag that a command does not have: who has it;
// or of a value that the flag cannot have.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return valueError(err)
	}
	name := unknown.GetSpecifiedName()
	flag := "--" + name
	if len(name) == 1 {
		flag = "-" + name
	}
	text := fmt.Sprintf("unknown flag: %s: %s --help lists those that do something there", flag, cmd.CommandPath())
	have, near := having(cmd.Root(), name), syntax.Nearest(name, flagNames(cmd))
	switch {
	case len(have) > 1:
		text = fmt.Sprintf("unknown flag: %s does nothing in %s, but in %s or %s", flag, cmd.CommandPath(), have[0], have[1])
	case len(have) > 0:
		text = fmt.Sprintf("unknown flag: %s does nothing in %s, but in %s", flag, cmd.CommandPath(), have[0])
	case near != "":
		text += ". Did you mean --" + near + "?"
	}
	return &usage.Error{Text: text}
}

// having gives the commands below c that have a flag.
func having(c *cobra.Command, name string) (paths []string) {
	if f := c.LocalFlags(); f.Lookup(name) != nil || len(name) == 1 && f.ShorthandLookup(name) != nil {
		paths = append(paths, c.CommandPath())
	}
	for _, sub := range c.Commands() {
		paths = append(paths, having(sub, name)...)
	}
	return paths
}

func flagNames(c *cobra.Command) (names []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

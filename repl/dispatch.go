package repl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sockpit/repl/command"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// command runs a line that begins with a colon.
func (r *REPL) command(text string) (quit bool) {
	err := r.dispatch(strings.TrimPrefix(text, ":"))
	if err == errQuit {
		return true
	}
	if err != nil {
		r.failed.Store(true)
		r.print.Refuse(err)
	}
	return false
}

// dispatch does what stands behind a colon.
func (r *REPL) dispatch(text string) error {
	if c, rest := r.commands.OfLine(text); c != nil {
		return c.Line(r, rest)
	}
	text, beside := strings.CutSuffix(text, "&")
	words := strings.Fields(text)
	if len(words) == 0 {
		words = []string{"help"}
	}
	c := r.allCommands().Find(words[0])
	switch {
	case c == nil:
		return r.unknownCommand(words[0])
	case !beside:
		return c.Do(r, ":", words[1:])
	}
	if err := c.Refuse(":", words[1:]); err != nil {
		return err
	}
	if c.Beside == nil {
		return fmt.Errorf("%s: with & nothing runs in the background but :run FILE & and lines of Lua; leave the & out", words[0])
	}
	return c.Beside(r, words[1:])
}

// allCommands are the prompt's, and those of plugins, whose words are a stranger's.
func (r *REPL) allCommands() command.Table[*REPL] {
	all := slices.Clone(r.commands)
	for _, p := range r.host.Commands() {
		all = append(all, &command.Command[*REPL]{Names: []string{p.Name}, Args: p.Args, Free: true, Group: "of plugins", Summary: p.Summary,
			Run: func(r *REPL, args []string) error {
				r.foreground(func() scripting.Result { return r.host.RunCommand(p, args, r.print.Width()) })
				return nil
			}})
	}
	return all
}

func (r *REPL) unknownCommand(name string) error {
	text := "no command :" + printable.Line(name) + "."
	if near := syntax.Nearest(name, r.allCommands().Names()); near != "" {
		return errors.New(text + " Did you mean :" + near + "?")
	}
	return errors.New(text + " :help lists them.")
}

package repl

import (
	"errors"
	"fmt"
	"strings"

	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// A Command is a command of the prompt. A line that begins with ':' is a
// command; every other line is Lua. Help and completion are read from the
// table in commands.go.
type Command struct {
	Names    []string
	Args     string // as in help: "[NAME]"; completion reads it, see package usage
	Group    string
	Summary  string // third person, no full stop
	Detail   string
	Files    []string                                             // endings that a FILE of Args has; nil is any
	Complete func(r *REPL, before []string, word string) []string // of the words behind it, if Args doesn't say it all
	Run      func(r *REPL, args []string) error
	Beside   func(r *REPL, args []string) error // with & at the end of the line; nil: not possible
	Line     func(r *REPL, text string) error   // instead of Run: takes the rest of the line as it is
}

// errQuit is what :quit gives.
var errQuit = fmt.Errorf("quit")

// command runs a line that begins with a colon.
func (r *REPL) command(text string) (quit bool) {
	if c, rest := r.lineCommand(text); c != nil {
		if err := c.Line(r, rest); err != nil {
			r.failed.Store(true)
			r.print.Refuse(err)
		}
		return false
	}
	text, beside := strings.CutSuffix(text, "&")
	words := strings.Fields(strings.TrimPrefix(text, ":"))
	if len(words) == 0 {
		words = []string{"help"}
	}
	c := r.find(words[0])
	if c == nil {
		if p := r.pluginCommand(words[0]); p != nil && !beside {
			r.foreground(func() scripting.Result { return r.host.RunCommand(p, words[1:], r.width()) })
			return false
		}
		r.failed.Store(true)
		if beside && r.pluginCommand(words[0]) != nil {
			r.print.Refuse(notBeside(words[0]))
			return false
		}
		r.print.Refuse(r.unknownCommand(words[0]))
		return false
	}
	err := c.refuse(words[1:])
	switch {
	case err != nil:
	case !beside:
		err = c.Run(r, words[1:])
	case c.Beside != nil:
		err = c.Beside(r, words[1:])
	default:
		err = notBeside(words[0])
	}
	if err == errQuit {
		return true
	}
	if err != nil {
		r.failed.Store(true)
		r.print.Refuse(err)
	}
	return false
}

// lineCommand gives the command of a line that it takes as it is, and the rest of
// the line: its name is a sign, behind which no blank is needed.
func (r *REPL) lineCommand(text string) (c *Command, rest string) {
	for _, c := range r.commands {
		if rest, ok := strings.CutPrefix(text, ":"+c.Names[0]); ok && c.Line != nil {
			return c, strings.TrimSpace(rest)
		}
	}
	return nil, ""
}

// notBeside is the error of a command that & can't put into the background.
func notBeside(name string) error {
	return fmt.Errorf("%s: with & nothing runs in the background but :run FILE & and lines of Lua; leave the & out", name)
}

// refuse gives an error if the command has no place for one of the words behind it.
func (c *Command) refuse(words []string) error {
	word, unknown := usage.Parse(c.Args).Unknown(words)
	if !unknown {
		return nil
	}
	want := ":" + c.Names[0] + " " + c.Args
	if c.Args == "" {
		want = ":" + c.Names[0] + " alone"
	}
	return fmt.Errorf("%s: got %q, want %s", c.Names[0], word, want)
}

func (r *REPL) find(name string) *Command {
	for _, c := range r.commands {
		for _, n := range c.Names {
			if n == name {
				return c
			}
		}
	}
	return nil
}

func (r *REPL) pluginCommand(name string) *scripting.Command {
	for _, c := range r.host.Commands() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// commandNames lists all commands, of plugins too.
func (r *REPL) commandNames() []string {
	var names []string
	for _, c := range r.commands {
		names = append(names, c.Names...)
	}
	for _, c := range r.host.Commands() {
		names = append(names, c.Name)
	}
	return names
}

func (r *REPL) unknownCommand(name string) error {
	text := "no command :" + printable.Line(name) + "."
	if near := syntax.Nearest(name, r.commandNames()); near != "" {
		return errors.New(text + " Did you mean :" + near + "?")
	}
	return errors.New(text + " :help lists them.")
}

// commandList is what :help shows.
func (r *REPL) commandList() string {
	var rows [][3]string
	for _, c := range r.commands {
		rows = append(rows, c.row())
	}
	for _, c := range r.host.Commands() {
		rows = append(rows, pluginRow(c))
	}
	return view.Commands(rows, r.width(), r.print.Style)
}

// row gives what help shows of a command: its group, how to type it, what it
// does.
func (c *Command) row() [3]string {
	return [3]string{c.Group, strings.TrimSpace(":" + strings.Join(c.Names, ", :") + " " + c.Args), c.Summary}
}

// pluginRow is row of a plugin's command, whose words are a stranger's.
func pluginRow(c *scripting.Command) [3]string {
	return [3]string{"of plugins", strings.TrimSpace(":" + printable.Line(c.Name+" "+c.Args)), printable.Line(c.Summary)}
}

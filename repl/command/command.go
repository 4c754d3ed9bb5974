// Package command is a table of commands, and the one way from words to what a command of it
// does. The prompt, exercises and the stepper each have a table of values of one type; help,
// completion and the refusal of words without a place read the same fields.
package command

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/repl/usage"
)

// A Command is a command of a T: of the prompt, of a session of exercises, of a stepper.
type Command[T any] struct {
	Names      []string
	Args       string // as in help: "[NAME]"; completion reads it, see package usage
	Free       bool   // words for which Args has no place are not refused
	Group      string
	Summary    string // third person, no full stop
	Vietnamese string // the summary, where learners read it
	Detail     string
	Files      []string                                         // endings that a FILE of Args has; nil is any
	Complete   func(t T, before []string, word string) []string // of the words behind it, if Args doesn't say it all
	Run        func(t T, args []string) error
	Beside     func(t T, args []string) error // with & at the end of the line; nil: not possible
	Line       func(t T, text string) error   // instead of Run: takes the rest of the line as it is
}

// A Table is commands, in the order of help.
type Table[T any] []*Command[T]

// Find gives the command with a name, or nil.
func (t Table[T]) Find(name string) *Command[T] {
	for _, c := range t {
		if slices.Contains(c.Names, name) {
			return c
		}
	}
	return nil
}

// Names gives all names.
func (t Table[T]) Names() []string {
	var names []string
	for _, c := range t {
		names = append(names, c.Names...)
	}
	return names
}

// Rows gives what help shows of each command; sign stands before the names.
func (t Table[T]) Rows(sign string) [][3]string {
	var rows [][3]string
	for _, c := range t {
		rows = append(rows, c.Row(sign))
	}
	return rows
}

// Row gives what help shows of a command: its group, how to type it, what it does.
func (c *Command[T]) Row(sign string) [3]string {
	return [3]string{c.Group, strings.TrimSpace(sign + strings.Join(c.Names, ", "+sign) + " " + c.Args), c.Summary}
}

// Do runs a command with the words behind its name. An error names a word that the command
// has no place for, as what was typed with sign before it.
func (c *Command[T]) Do(t T, sign string, words []string) error {
	if err := c.Refuse(sign, words); err != nil {
		return err
	}
	return c.Run(t, words)
}

// Refuse gives an error if the command has no place for one of the words behind it.
func (c *Command[T]) Refuse(sign string, words []string) error {
	word, unknown := usage.Parse(c.Args).Unknown(words)
	if !unknown || c.Free {
		return nil
	}
	want := sign + c.Names[0] + " " + c.Args
	if c.Args == "" {
		want = sign + c.Names[0] + " alone"
	}
	return fmt.Errorf("%s: got %q, want %s", c.Names[0], word, want)
}

// OfLine gives the command of a line that it takes as it is, and the rest of the line. Its
// name is a sign, behind which no blank is needed.
func (t Table[T]) OfLine(text string) (c *Command[T], rest string) {
	for _, c := range t {
		if rest, ok := strings.CutPrefix(text, c.Names[0]); ok && c.Line != nil {
			return c, strings.TrimSpace(rest)
		}
	}
	return nil, ""
}

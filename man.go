//go:build !windows

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/scripting/api"
)

// A manPage is written in the man macros of roff.
type manPage struct{ b strings.Builder }

// writeMan writes the manual page: the commands and flags as the program has them,
// the commands of the prompt, and the functions.
func writeMan(out io.Writer, root *cobra.Command) error {
	m := &manPage{}
	fmt.Fprintf(&m.b, ".TH SOCKPIT 1 \"\" \"sockpit %s\"\n", version)
	m.section("NAME")
	m.text("sockpit - " + strings.TrimSuffix(root.Short, "."))
	m.section("SYNOPSIS")
	eachCommand(root, func(c *cobra.Command) { m.text(c.UseLine()); m.request(".br") })
	m.section("DESCRIPTION")
	m.text(root.Long)
	m.section("OPTIONS")
	m.flags(root.Flags())
	m.section("COMMANDS")
	eachCommand(root, func(c *cobra.Command) {
		if c != root {
			m.command(c)
		}
	})
	m.section("COMMANDS OF THE PROMPT")
	for _, c := range repl.PromptCommands() {
		m.item(c[0], c[1])
	}
	m.section("FUNCTIONS")
	for _, f := range api.Functions() {
		m.item(f.Title(), f.Summary)
	}
	m.section("EXIT STATUS")
	m.item("0", "all was well")
	m.item(fmt.Sprint(exitFailed), "a script or an expectation failed, or output could not be written")
	m.item(fmt.Sprint(exitUsage), "the command line made no sense")
	_, err := io.WriteString(out, m.b.String())
	return err
}

// eachCommand walks the commands that help shows, a command before those below it.
func eachCommand(c *cobra.Command, see func(*cobra.Command)) {
	see(c)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			eachCommand(sub, see)
		}
	}
}

func (m *manPage) command(c *cobra.Command) {
	m.request(".SS " + roff(c.CommandPath()))
	about := c.Long
	if about == "" {
		about = c.Short
	}
	m.text(about)
	m.flags(c.LocalFlags())
}

func (m *manPage) flags(set *pflag.FlagSet) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		m.item(strings.TrimSpace(name+" "+value), usage)
	})
}

func (m *manPage) section(title string) { m.request(".SH " + title) }

// item writes a term and what it means.
func (m *manPage) item(term, text string) {
	m.request(".TP")
	m.text(term)
	m.text(text)
}

// text writes paragraphs.
func (m *manPage) text(s string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			m.request(".PP")
		}
		m.request(roff(paragraph))
	}
}

func (m *manPage) request(line string) { m.b.WriteString(line + "\n") }

// roff escapes a text: nothing of it is a request or an escape, and a hyphen is the
// one that is typed.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}

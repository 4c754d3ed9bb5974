package term

import (
	"os"

	"github.com/fatih/color"
	xterm "golang.org/x/term"

	"sockpit/repl/view"
)

// Colours gives the painted Style, or the plain one where colour is not wanted:
// NO_COLOR is set, or the output is not a terminal.
func Colours(terminal bool) view.Style {
	if !terminal || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		st := view.Plain()
		st.Wraps = terminal
		return st
	}
	paint := func(attributes ...color.Attribute) func(string) string {
		c := color.New(attributes...)
		c.EnableColor() // the library would ask standard output, which need not be ours
		return func(s string) string {
			if s == "" {
				return ""
			}
			return c.Sprint(s)
		}
	}
	return view.Style{
		Name: paint(color.Bold),
		Good: paint(color.FgGreen),
		Wait: paint(color.FgYellow),
		Gone: paint(color.FgHiBlack),
		Bad:  paint(color.FgRed),
		Soft: paint(color.FgHiBlack),
		Head: paint(color.Underline),

		Wraps: true,
	}
}

// IsTerminal reports whether a file is one, as the kernel tells.
func IsTerminal(f *os.File) bool {
	return f != nil && xterm.IsTerminal(int(f.Fd()))
}

package repl

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sockpit/repl/line"
	"sockpit/runtime/printable"
)

// lender gives the terminal of the prompt, to be left to another program. There is
// none where nobody types: what comes from a pipe can be a stranger's, and starts no
// programs.
func lender(r *REPL, command string) (line.Lender, error) {
	if l, ok := r.reader.(line.Lender); ok {
		return l, nil
	}
	return nil, fmt.Errorf("%s: starts another program, and needs a terminal that somebody types at", command)
}

// runShell is :!COMMAND. Only who types can start programs: no script can enter a
// command of the prompt.
func runShell(r *REPL, command string) error {
	if command == "" {
		return errors.New("!: which program? :!ls -l")
	}
	l, err := lender(r, "!")
	if err != nil {
		return err
	}
	err = l.Lend(func() error { return line.RunShell(r.config.In, r.config.Out, command) })
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		r.print.Say(exit.Error())
		return nil
	}
	return err
}

// runEdit is :edit [FILE.lua].
func runEdit(r *REPL, args []string) error {
	l, err := lender(r, "edit")
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return editFile(r, l, withLua(args[0]))
	}
	last := r.typed.lastLua()
	if last == "" {
		return errors.New("edit: no line of Lua has been typed yet: :edit FILE.lua edits a file")
	}
	err = l.Lend(func() (err error) {
		last, err = line.EditText(r.config.In, r.config.Out, last)
		return err
	})
	last = strings.TrimRight(last, "\n")
	if err != nil || strings.TrimSpace(last) == "" {
		return err
	}
	l.Keep(last)
	r.typed = append(r.typed, last)
	r.print.Line(r.print.Style.Soft(printable.Text(last)))
	r.entry(last)
	return nil
}

// editFile edits a file, and runs it if it is there then.
func editFile(r *REPL, l line.Lender, file string) error {
	err := l.Lend(func() error { return line.RunEditor(r.config.In, r.config.Out, file) })
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	if _, err := os.Stat(file); err != nil {
		return nil // it was left unwritten
	}
	return runFile(r, []string{file})
}

// withLua gives the name of a script's file: what has no ending is a .lua file.
func withLua(name string) string {
	if filepath.Ext(name) == "" {
		return name + ".lua"
	}
	return name
}

// shownEntries is how many entries :history shows.
const shownEntries = 50

// runHistory is :history [TEXT...].
func runHistory(r *REPL, args []string) error {
	all := []string(r.typed)
	if l, ok := r.reader.(line.Lender); ok {
		all = l.Entries()
	}
	if n := len(all); n > 0 && strings.HasPrefix(strings.TrimSpace(all[n-1]), ":history") {
		all = all[:n-1] // this one
	}
	text := strings.Join(args, " ")
	var found []string
	for _, e := range all {
		if strings.Contains(e, text) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		r.print.Say(map[bool]string{true: "nothing has been typed yet", false: "no entry has " + printable.Quote(text) + " in it"}[text == ""])
		return nil
	}
	if left := len(found) - shownEntries; left > 0 {
		found = found[left:]
		r.print.Say(fmt.Sprintf("… and %s before these: :history TEXT shows those with TEXT in them", printable.Count(left)))
	}
	for _, e := range found {
		r.print.Line("  " + strings.ReplaceAll(printable.Text(e), "\n", "\n  "+continued))
	}
	return nil
}

// runClear is :clear.
func runClear(r *REPL, _ []string) error {
	if l, ok := r.reader.(line.Lender); ok {
		l.Clear()
	}
	return nil
}

package stepper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sockpit/repl/export"
	"sockpit/repl/view"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// A command is a command of a script that is walked. Help is read from the
// table.
type command struct {
	names   []string
	args    string
	summary string // third person, no full stop
	moves   bool   // the script goes on by it
	key     bool   // the first name is a key of the full screen
	keyed   string // summary of the key, if it asks or does something else
	run     func(w *Session, arg string, st scripting.Standing) error
}

// commands is the table, in the order of help.
func commands() []*command {
	return []*command{
		{key: true, names: []string{"n", "next", "over"}, moves: true, run: moveBy(scripting.Over),
			summary: "goes to the next line; what the line calls is run whole"},
		{key: true, names: []string{"i", "into"}, moves: true, run: moveBy(scripting.Into),
			summary: "goes to the next line, into the function that the line calls"},
		{key: true, names: []string{"o", "out"}, moves: true, run: moveBy(scripting.Out),
			summary: "runs until the function returns"},
		{key: true, names: []string{"u", "until"}, args: "LINE", moves: true, run: runUntil,
			summary: "runs all tasks until one comes to the line",
			keyed:   "asks for a line, and runs all tasks until one comes to it; Enter alone is the line that is pointed at"},
		{key: true, names: []string{"s", "step"}, moves: true, run: moveBy(scripting.ToStep),
			summary: "runs all tasks until the script says its next step"},
		{key: true, names: []string{"c", "continue"}, moves: true, run: moveBy(scripting.Run),
			summary: "runs all tasks until a breakpoint, or to the end"},
		{key: true, names: []string{"b", "break"}, args: "[LINE | FUNCTION] [if CONDITION]", run: setBreakpoint,
			summary: "sets a breakpoint at a line, or before each call of a function: b 12, b recv, b 12 if n > 2; without anything it lists them",
			keyed:   "asks for a line, or for a function to stop before: 12, recv, 12 if n > 2; Enter alone is the line that is pointed at. Sets a breakpoint, or takes away the one that is there"},
		{names: []string{"x", "clear"}, args: "NUMBER", run: clearBreakpoint,
			summary: "takes a breakpoint away"},
		{key: true, names: []string{"t", "task"}, args: "[NUMBER]", run: chooseTask,
			summary: "lists the tasks, or chooses the one that goes on with the next command",
			keyed:   "asks for the number of the task that the next key is about; Enter alone is the next one that stands"},
		{names: []string{"l", "list"}, run: listSource,
			summary: "shows the script around the line"},
		{key: true, names: []string{"v", "variables"}, run: listVariables,
			summary: "lists the variables of the line: + is new since the function's line before, ~ has another value",
			keyed:   "opens the pane of the line's variables, in place of the diagram, or closes it"},
		{key: true, names: []string{"k", "sockets"}, summary: "shows the table of the sockets",
			run: func(w *Session, _ string, st scripting.Standing) error {
				w.print.Put(view.Sockets(st.World, w.print.Width(), w.print.Style))
				return nil
			}},
		{key: true, names: []string{"d", "diagram"}, summary: "draws what has happened so far",
			run: func(w *Session, _ string, _ scripting.Standing) error {
				w.print.Put(w.diagram(w.print.Width()))
				return nil
			}},
		{key: true, names: []string{"q", "quit"}, moves: true, summary: "ends the script where it is",
			run: func(w *Session, _ string, _ scripting.Standing) error { w.leave(); return nil }},
		{names: []string{"h", "help", "?"}, summary: "lists the commands",
			run: func(w *Session, _ string, _ scripting.Standing) error {
				w.print.Put(commandHelp(w.print.Width(), w.print.Style))
				return nil
			}},
	}
}

// commandHelp lists the commands.
func commandHelp(width int, st view.Style) string {
	var rows [][3]string
	for _, c := range commands() {
		rows = append(rows, [3]string{"step by step", strings.TrimSpace(strings.Join(c.names, ", ") + " " + c.args), c.summary})
	}
	return view.Commands(rows, width, st) +
		view.Sentence("Every other entry is Lua, with the variables of the line; = before it where a command has its name: =c. An empty one goes on as the last.", width, st)
}

// do does what was entered, and reports whether the script goes on by it.
func (w *Session) do(entry string, st scripting.Standing) (goes bool, err error) {
	if entry == "" {
		return w.again()
	}
	word, arg, _ := strings.Cut(entry, " ")
	for _, c := range commands() {
		if slices.Contains(c.names, word) && (arg == "" || c.args != "") {
			err := c.run(w, strings.TrimSpace(arg), st)
			return c.moves && err == nil, err
		}
	}
	return false, w.lua(entry)
}

// again does the last move once more.
func (w *Session) again() (goes bool, err error) {
	err = w.step.Move(w.last)
	return err == nil, err
}

func moveBy(m scripting.Move) func(w *Session, _ string, _ scripting.Standing) error {
	return func(w *Session, _ string, _ scripting.Standing) error {
		w.last = m
		return w.step.Move(m)
	}
}

// here is the line that the selected task stands at.
func here(st scripting.Standing) event.Place {
	if t := st.Selection(); t != nil {
		return t.Place
	}
	return event.Place{}
}

func runUntil(w *Session, arg string, st scripting.Standing) error {
	p, err := w.readPlace(arg, here(st))
	if err != nil {
		return fmt.Errorf("until: %w", err)
	}
	return w.step.RunTo(p)
}

func setBreakpoint(w *Session, arg string, st scripting.Standing) error {
	if arg == "" {
		w.print.Put(view.Breakpoints(w.step.Breakpoints(), w.place, w.print.Width(), w.print.Style))
		return nil
	}
	b, err := w.readBreakpoint(arg, here(st))
	if err == nil {
		b, err = w.step.Break(b)
	}
	if err != nil {
		return fmt.Errorf("break: %w", err)
	}
	w.print.Say(b.String())
	return nil
}

func clearBreakpoint(w *Session, arg string, _ scripting.Standing) error {
	id, err := strconv.Atoi(arg)
	if err != nil {
		return fmt.Errorf("clear: got %q, want the number of a breakpoint: b lists them", arg)
	}
	return w.step.Clear(id)
}

func chooseTask(w *Session, arg string, st scripting.Standing) error {
	if arg == "" {
		for i := range st.Steps {
			t := &st.Steps[i]
			mark := " "
			if t.ID == st.Selected {
				mark = "▶"
			}
			w.print.Line(fmt.Sprintf("%s task %d %s", mark, t.ID, view.StepTask(t, w.place(t.Place))))
		}
		return nil
	}
	id, err := strconv.Atoi(arg)
	if err == nil {
		err = w.step.Select(id)
	}
	if err != nil {
		return fmt.Errorf("task: %w", err)
	}
	st = w.step.Look()
	if t := st.Selection(); t != nil {
		w.print.Put(view.StepLine(t, w.place(t.Place), w.source(t.Place), w.print.Width(), w.print.Style))
	}
	return nil
}

func listVariables(w *Session, _ string, _ scripting.Standing) error {
	vars, err := w.step.Variables()
	if err == nil {
		w.print.Put(view.Variables(vars, w.print.Width(), w.print.Style))
	}
	return err
}

// around is how many lines list shows before and behind.
const around = 5

func listSource(w *Session, _ string, st scripting.Standing) error {
	p := here(st)
	w.print.Put(view.Source(w.step.Text(p.Source), p.Line-around, p.Line+around, p.Line, w.print.Width(), w.print.Style))
	return nil
}

// lua runs what was typed where the selected task stands.
func (w *Session) lua(text string) error {
	r, err := w.step.Type(strings.TrimPrefix(text, "="), w.print.Width())
	if err != nil {
		return err
	}
	w.print.SayLeftOut()
	w.print.Values(r.Values)
	if r.Failed != nil {
		return fmt.Errorf("%s", printable.Text(r.Failed.Message))
	}
	w.print.Put(w.changes(w.host.World()))
	return nil
}

// diagram draws what has happened so far.
func (w *Session) diagram(width int) string {
	l := export.LogOf("", w.host, w.script, nil, w.host.Steps())
	return view.Diagram(w.host.Flow(&l, false), "", width, false, w.print.Style)
}

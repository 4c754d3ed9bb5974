package repl

import (
	"strings"

	"sockpit/repl/command"
	"sockpit/repl/export"
)

// commands is the table of the prompt's commands, in the order of help.
func commands() command.Table[*REPL] {
	return command.Table[*REPL]{
		{Names: []string{"help", "h"}, Args: "[keys|COMMAND|FUNCTION]", Group: "learn",
			Summary: "lists the commands, or explains a command, a function or the keys", Run: runHelp},
		{Names: []string{"learn"}, Args: "[COMMAND [ARGS...]]", Group: "learn",
			Summary: "exercises: shows the current one; :learn help lists what can be said", Complete: func(r *REPL, before []string, word string) []string { return completer{r}.learnWords(before, word) }, Run: runLearn},
		{Names: []string{"sockets", "s"}, Args: "[--all]", Group: "look",
			Summary: "shows every socket as the kernel has it now, and those of the kernel's that no variable holds; with --all the machine's others on the same ports", Run: runSockets},
		{Names: []string{"watch"}, Group: "look",
			Summary: "draws the table again and again as it changes, until a key is pressed", Run: runWatch},
		{Names: []string{"map", "m"}, Args: "[FILE.svg]", Group: "look",
			Summary: "draws the sockets as they are now, with cables between those that are connected; to a file as a picture", Run: runMap},
		{Names: []string{"diagram", "d"}, Args: "[" + strings.Join(export.Lanes, "|") + "] [FILE]", Group: "look",
			Summary: "draws what has happened as a sequence diagram, with a lane for each end, each task or each side; to a file as .html, .svg, .mmd or .txt",
			Files:   export.Forms, Run: runDiagram},
		{Names: []string{"events", "e"}, Args: "[N] [FILTER...] | --json [FILE]", Group: "look",
			Summary: "shows the last n calls on sockets, 20 unless given, and when they were made; with --json the whole log as JSON lines, which sockpit view and replay read",
			Detail:  eventsDetail, Run: runEvents},
		{Names: []string{"packets", "p"}, Args: "[N]", Group: "look",
			Summary: "shows the last n packets of a virtual network, 20 unless given: what each is, where it went, and what became of it", Run: runPackets},
		{Names: []string{"why", "w"}, Args: "[WHAT...] [evidence]", Group: "look",
			Summary: "explains the last error or what was stopped, whatever waits, and what is wrong with the sockets: what happened, why, what to try",
			Detail:  "WHAT is a socket (#3, or its name), a task (task 2), a variable that holds an error, or a place ([prompt]:7), of which it shows the text.",
			Run:     runWhy},
		{Names: []string{"tasks", "t"}, Group: "look",
			Summary: "shows what runs in the background and what it waits for", Run: runTasks},
		{Names: []string{"run"}, Args: "FILE.lua|SCENARIO [ARGS...]", Group: "do",
			Summary: "runs a script in this world; its globals and sockets stay; with & at the end of the line it runs beside the prompt", Run: runFile, Beside: runBeside},
		{Names: []string{"step"}, Args: "[--plain] FILE.lua|SCENARIO [ARGS...]", Group: "do",
			Summary: "runs a script in this world line by line, with breakpoints, and shows what each line does", Run: runStep},
		{Names: []string{"save"}, Args: "FILE.lua", Group: "do",
			Summary: "writes what was typed as a scenario that states what came of each line, and sees that it passes", Run: runSave},
		{Names: []string{"record"}, Args: "FILE.lua", Group: "do",
			Summary: "writes what was typed as an exercise: the solution, checks of what the table shows now, and wrong answers", Run: runRecord},
		{Names: []string{"edit"}, Args: "[FILE.lua]", Group: "do",
			Summary: "opens the last line of Lua, or a file, in $VISUAL or $EDITOR, and runs what you have written", Run: runEdit},
		{Names: []string{"history"}, Args: "[TEXT...]", Group: "do",
			Summary: "shows what was typed last, also in earlier sessions, or what of it has TEXT in it", Run: runHistory},
		{Names: []string{"reload"}, Group: "do",
			Summary: "reads the plugins again, and runs the file of the last :run again if it has changed", Run: runReload},
		{Names: []string{"clear"}, Group: "do",
			Summary: "empties the screen, as Ctrl-L does", Run: runClear},
		{Names: []string{"!"}, Args: "PROGRAM [ARGS...]", Group: "do",
			Summary: "runs a program, as the shell does: :!ls -l. No script can",
			Line:    runShell},
		{Names: []string{"reset"}, Group: "do",
			Summary: "ends all tasks, closes all sockets and forgets all variables", Run: runReset},
		{Names: []string{"set"}, Args: "[--keep] [SETTING VALUE]", Group: "do",
			Summary: "shows the settings and limits, or changes one; with --keep for later sessions too",
			Detail:  "What is kept stands in the init file, init.lua in the folder sockpit of your configuration, as set(\"pace\", \"0.5\"). It is run when a prompt begins.", Run: runSet},
		{Names: []string{"quit", "q"}, Group: "do",
			Summary: "leaves, as Ctrl-D does", Run: func(*REPL, []string) error { return errQuit }},
	}
}

func runReset(r *REPL, _ []string) error {
	r.newWorld()
	r.print.Line("  a new world: no sockets, no tasks, no variables")
	r.begin()
	return nil
}

//go:build !windows

// Command sockpit is a playground for sockets: a prompt and a script runner in
// which Lua calls real sockets, one step at a time, and every socket, queue,
// state and byte that results can be seen.
//
// # A tour of the code
//
// Data flows one way: main → repl → scripting → runtime.
//
//   - runtime makes sockets call by call on a stack (runtime/stack says what that
//     is, runtime/kernel is the machine's) and records each call in a log
//     (runtime/event). A bad cable before a stream is runtime/wire. runtime/timeline
//     goes from a log to a diagram, runtime/decode takes payloads apart,
//     runtime/record saves a session and runtime/replay plays one side of it
//     again; runtime/printable makes bytes safe to show, runtime/clock says what
//     time it is.
//   - scripting runs Lua over it: tasks, the prompt's entries, scenarios, the
//     stepper. What scripts call is a table of functions in scripting/api, which
//     comes in by the same door as the exercises of scripting/exercise.
//     scripting/luavm mends gopher-lua, scripting/stdlib is Lua's standard library
//     for bytes, scripting/limit what a run may use; scripting/syntax reads and
//     judges source text, scripting/rest says whether a session has come to rest,
//     scripting/explain goes from a failure back to its cause,
//     scripting/transcript from what was typed to a scenario or an exercise.
//   - repl is the prompt: what a line or a command does. repl/line reads entries,
//     repl/view draws plain data as text, repl/term is the terminal and its
//     signals, repl/runner runs scripts without a prompt, repl/stepper line by
//     line, repl/learn is the course.
//   - scripts holds the scenarios and plugins in Lua.
//
// This file only reads the command line and wires the rest together.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/repl/runner"
	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// version is what "sockpit version" prints.
const version = "0.1"

// Exit statuses.
const (
	exitFailed = 1 // a script or an expectation failed
	exitUsage  = 2 // the command line made no sense
)

// errFailed says that something failed and has been shown.
var errFailed = errors.New("failed")

func main() {
	if err := checkDescriptors(); err != nil {
		fmt.Fprintln(os.Stderr, "sockpit: "+err.Error())
		os.Exit(exitFailed)
	}
	out := term.NewOutput(os.Stdout, term.StartedClosed())
	a := &app{in: os.Stdin, out: out, ending: term.CatchSignals(out)}
	status := a.execute(os.Args[1:], os.Stderr)
	a.ending.Hold()
	os.Exit(a.written(status, os.Stderr))
}

// written gives the exit status: a command of which not all could be written has
// failed, whatever it was. If nobody reads the output any more, the program ends
// as the system ends such programs.
func (a *app) written(status int, errOut io.Writer) int {
	err := a.out.Close()
	switch {
	case err == nil:
		return status
	case errors.Is(err, syscall.EPIPE):
		a.ending.By(syscall.SIGPIPE)
	}
	fmt.Fprintln(errOut, "sockpit: can't write to the standard output: "+term.Cause(err))
	return max(status, exitFailed)
}

// execute runs one command line and gives the exit status.
func (a *app) execute(args []string, errOut io.Writer) int {
	cmd := a.root()
	cmd.SetArgs(args)
	cmd.SetIn(a.in)
	cmd.SetOut(a.out)
	cmd.SetErr(errOut)
	refuseUnknown(cmd)
	err := cmd.Execute()
	a.ending.Hold()
	var wrong *usage.Error
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFailed) || errors.Is(err, repl.ErrFailed):
		return exitFailed
	case errors.Is(err, runner.ErrStopped):
		a.ending.By(os.Interrupt)
	case a.out.Err() != nil && errors.Is(err, a.out.Err()):
		return exitFailed // written says it
	case errors.As(err, &wrong) || a.parsing:
		fmt.Fprintln(errOut, "sockpit: "+printable.Text(err.Error()))
		return exitUsage
	}
	fmt.Fprintln(errOut, "sockpit: "+printable.Text(err.Error()))
	return exitFailed
}

// An app is what the commands share: the files of the process, and the flags.
type app struct {
	in      *os.File
	out     *term.Output
	ending  *term.Ending
	flags   flags
	given   []string // names of the flags that the command line has
	parsing bool     // the command line is still being read
}

func (a *app) root() *cobra.Command {
	a.parsing = true
	root := &cobra.Command{
		Use:   "sockpit [FILE.lua|SCENARIO|- [ARGS...]]",
		Short: "A playground for sockets: Lua calls real sockets, and you watch what the kernel does.",
		Long: `A playground for sockets: Lua calls real sockets, and you watch what the kernel does.

Without arguments it is a prompt. With a file it runs the file as a scenario; - is
a script on the standard input, and -e CODE one on the command line.`,
		Version:                    version,
		SuggestionsMinimumDistance: 2, // wrong letters
		Args:                       cobra.ArbitraryArgs,
		SilenceUsage:               true,
		SilenceErrors:              true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			a.parsing = false
			cmd.Flags().Visit(func(f *pflag.Flag) { a.given = append(a.given, f.Name) })
			if err := checkFlags(cmd.Flags()); err != nil {
				return err
			}
			return a.checkWords(cmd, args)
		},
		RunE: a.promptOrFile,
	}
	root.SetVersionTemplate("sockpit {{.Version}}\n")
	root.Flags().SetInterspersed(false)
	a.promptFlags(root.Flags(), "after the file")
	a.codeFlag(root.Flags())
	a.runFlags(root.Flags())
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.runCommand(), a.stepCommand(), a.testCommand(), a.viewCommand(), a.replayCommand(), a.listCommand(), a.learnCommand(), a.docCommand(), a.versionCommand())
	completeAll(root)
	return root
}

// promptOrFile is sockpit without a command.
func (a *app) promptOrFile(cmd *cobra.Command, args []string) error {
	if a.flags.code.given() {
		return a.runScript(cmd, a.flags.code.script(), args)
	}
	if len(args) > 0 {
		err := a.run(cmd, args)
		var wrong *usage.Error
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 && errors.As(err, &wrong) {
			wrong.Text = fmt.Sprintf("no command and no scenario called %s. Did you mean sockpit %s?", args[0], near[0])
		}
		return err
	}
	if err := refuseUseless(cmd, uselessAtPrompt()...); err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	c.Banner = true
	r, err := repl.New(c)
	if err != nil {
		return err
	}
	defer r.Close()
	return r.Run()
}

func (a *app) runCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "run FILE.lua|SCENARIO|- [ARGS...]",
		Short: "Run a scenario: a file, one of those that list names, or - for the standard input",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE:  a.run,
	}
	c.Flags().SetInterspersed(false)
	a.promptFlags(c.Flags(), "afterwards")
	a.runFlags(c.Flags())
	return c
}

// script finds a script, and makes what it is run with.
func (a *app) script(name string) (repl.Config, scripting.Script, error) {
	c, err := a.config()
	if err != nil {
		return c, scripting.Script{}, err
	}
	s, err := a.find(name)
	return c, s, err
}

// find finds a script: "-" is the standard input. What comes from there has no
// folder: nobody knows who wrote it.
func (a *app) find(name string) (scripting.Script, error) {
	if name != "-" {
		return runner.FindScript(name)
	}
	text, err := runner.ReadInput(a.in)
	return scripting.Script{Name: "[stdin]", Text: text, Dir: scripting.NoFolder}, err
}

func (a *app) run(cmd *cobra.Command, args []string) error {
	_, s, err := a.script(args[0])
	if err != nil {
		return err
	}
	return a.runScript(cmd, s, args[1:])
}

func (a *app) runScript(cmd *cobra.Command, s scripting.Script, args []string) error {
	if err := refuseUseless(cmd, a.uselessInRun()...); err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	ok, err := runner.Run(c.Config, s, runner.Options{
		Args: args, Quiet: a.flags.quiet, Trace: a.flags.trace, JSON: a.flags.json, Stay: a.stay(c), Diagram: a.flags.diagram, Lanes: a.flags.lanes, Notes: os.Stderr,
	})
	if err == nil && !ok {
		return errFailed
	}
	return err
}

// stay gives what goes on with the world of a script, if that was asked for; or nil.
func (a *app) stay(c repl.Config) func(*scripting.Host) error {
	if !a.flags.stay {
		return nil
	}
	return func(h *scripting.Host) error { return repl.Stay(c, h) }
}

func (a *app) stepCommand() *cobra.Command {
	o := runner.StepOptions{}
	c := &cobra.Command{
		Use:   "step FILE.lua|SCENARIO|- [ARGS...]",
		Short: "Go through a scenario line by line, with breakpoints, and see what each line does",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseUseless(cmd, a.uselessWithoutPrompt()...); err != nil {
				return err
			}
			c, s, err := a.script(args[0])
			if err != nil {
				return err
			}
			o.Args, o.Stay = args[1:], a.stay(c)
			ok, err := runner.Step(c.Config, s, o)
			if err == nil && !ok {
				return errFailed
			}
			return err
		},
	}
	c.Flags().SetInterspersed(false)
	c.Flags().BoolVar(&o.Plain, "plain", false, "print a transcript, and read commands by line: as where there is no terminal")
	a.promptFlags(c.Flags(), "afterwards")
	a.worldFlags(c.Flags())
	a.limitFlags(c.Flags())
	return c
}

func (a *app) testCommand() *cobra.Command {
	var parallel int
	c := &cobra.Command{
		Use:   "test [DIR|FILE.lua|SCENARIO|-...]",
		Short: "Run all scenarios below the paths, each in a world of its own; without a path, the built-in ones",
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.config()
			if err != nil {
				return err
			}
			scripts, err := runner.CollectScripts(args, a.find)
			if err != nil {
				return err
			}
			if !runner.Test(c.Config, scripts, parallel) {
				return errFailed
			}
			return nil
		},
	}
	c.Flags().IntVarP(&parallel, "parallel", "j", 4, "how many run at a time")
	a.limitFlags(c.Flags())
	a.timeoutFlag(c.Flags())
	return c
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [SCENARIO]",
		Short: "Name the built-in scenarios, or show the text of one",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return runner.ShowScript(a.out, args[0])
			}
			runner.List(a.out)
			return nil
		},
	}
}

func (a *app) docCommand() *cobra.Command {
	var luals, man bool
	c := &cobra.Command{
		Use:   "doc [FUNCTION]",
		Short: "Explain a function, or list them all",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case luals && len(args) > 0:
				return &usage.Error{Text: "doc: --luals writes the definitions of all functions: leave out " + args[0]}
			case man && len(args) > 0:
				return &usage.Error{Text: "doc: --man writes the manual page of the whole program: leave out " + args[0]}
			case man && luals:
				return &usage.Error{Text: "doc: --man and --luals write different files: one at a time"}
			case man:
				return writeMan(a.out, cmd.Root())
			case luals:
				_, err := fmt.Fprint(a.out, repl.Definitions())
				return err
			}
			return repl.Doc(a.out, args...)
		},
	}
	c.Flags().BoolVar(&man, "man", false, "write the manual page: sockpit doc --man | man -l -")
	c.Flags().BoolVar(&luals, "luals", false, "write definitions for lua-language-server: editors then complete and check scripts")
	return c
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.out, "sockpit "+version)
			return nil
		},
	}
}

// usageArgs makes wrong arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usage.Error{Text: err.Error() + "\nusage: " + cmd.UseLine()}
		}
		return nil
	}
}

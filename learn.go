//go:build !windows

package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/repl/command"
	"sockpit/repl/learn"
	"sockpit/repl/usage"
	"sockpit/scripting/exercise"
)

// learnFlags are those of sockpit learn and its commands.
type learnFlags struct {
	pack, dir, lang string
	list            bool
}

func (a *app) learnCommand() *cobra.Command {
	f := &learnFlags{}
	c := &cobra.Command{
		Use:   "learn [DIR|FILE.zip|FILE.lua]",
		Short: "Exercises: learn sockets by solving",
		Long: `Exercises: learn sockets by solving.

Your programs are files in ./sockpit-exercises. Each time you save one it is checked: the checks are the other end of
your connections. Without a command, this opens a prompt that shows where you are.`,
		Args: usageArgs(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseUseless(cmd, uselessWithList(cmd, f.list)...); err != nil {
				return err
			}
			switch {
			case f.list:
				_, err := learn.Do(a.out, a.ending, a.learnOptions(f), "list", args)
				return err
			case len(args) > 1:
				return &usage.Error{Text: "learn: no command " + args[0] + ": sockpit help learn lists them"}
			case len(args) == 1:
				f.pack = args[0]
			}
			config, err := a.config()
			if err != nil {
				return err
			}
			return repl.Learn(config, a.learnOptions(f))
		},
	}
	a.learnerFlags(c.Flags(), f)
	a.limitFlags(c.Flags())
	a.historyFlag(c.Flags())
	c.Flags().BoolVar(&f.list, "list", false, "list the exercises, with how far you are; words behind it choose: open, done, a topic")
	for _, lc := range learn.Commands() {
		if !slices.Contains([]string{"goto", "next", "lang", "list"}, lc.Names[0]) {
			c.AddCommand(a.learnWord(lc, f))
		}
	}
	c.AddCommand(a.proveCommand(f), a.newCommand(), a.reportCommand(f))
	return c
}

// packFlags are those of every command that reads exercises.
func (a *app) packFlags(flags *pflag.FlagSet, f *learnFlags) {
	flags.StringVar(&f.pack, "pack", "", "a `DIR|FILE.zip|FILE.lua` with exercises, instead of the built-in course")
	a.timeoutFlag(flags)
}

// learnerFlags are those of every command that is about one learner.
func (a *app) learnerFlags(flags *pflag.FlagSet, f *learnFlags) {
	a.packFlags(flags, f)
	flags.StringVar(&f.dir, "dir", learn.DefaultDir, "the folder `DIR` with your programs and your progress")
	flags.StringVar(&f.lang, "lang", "", "the language: `en|vi`")
}

// uselessWithList are the flags of the prompt's world, where a list is asked for.
func uselessWithList(cmd *cobra.Command, list bool) (all []useless) {
	learner := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&app{}).learnerFlags(learner, &learnFlags{})
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if learner.Lookup(f.Name) == nil && f.Name != "list" {
			all = append(all, useless{f.Name, list, "--list begins no prompt, and runs nothing"})
		}
	})
	return all
}

func (a *app) learnOptions(f *learnFlags) learn.Options {
	return learn.Options{Pack: f.pack, Dir: f.dir, Lang: exercise.Lang(f.lang), LoadTime: a.flags.limits.Time}
}

// learnWord makes a command of the program of one of the prompt.
func (a *app) learnWord(lc *command.Command[*learn.Session], f *learnFlags) *cobra.Command {
	c := &cobra.Command{
		Use:   strings.TrimSpace(lc.Names[0] + " " + lc.Args),
		Short: strings.ToUpper(lc.Summary[:1]) + lc.Summary[1:],
		RunE: func(_ *cobra.Command, args []string) error {
			ok, err := learn.Do(a.out, a.ending, a.learnOptions(f), lc.Names[0], args)
			if err == nil && !ok {
				return errFailed
			}
			return err
		},
	}
	a.learnerFlags(c.Flags(), f)
	return c
}

func (a *app) proveCommand(f *learnFlags) *cobra.Command {
	var o exercise.ProveOptions
	c := &cobra.Command{
		Use:   "prove [DIR|FILE.zip|FILE.lua|EXERCISE]",
		Short: "Show that exercises are sound: the starter fails, the solution passes, each wrong answer fails where named",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			ok, err := learn.Prove(a.out, a.ending, a.learnOptions(f), name, o)
			if err == nil && !ok {
				return errFailed
			}
			return err
		},
	}
	a.packFlags(c.Flags(), f)
	c.Flags().IntVarP(&o.Times, "times", "n", 20, "how often each solution must pass")
	c.Flags().IntVarP(&o.Parallel, "parallel", "j", 8, "how many checks run at once")
	return c
}

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new NEW_NAME",
		Short: "Write a commented exercise to begin with: NEW_NAME.lua",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE:  func(_ *cobra.Command, args []string) error { return learn.NewExercise(a.out, args[0]) },
	}
}

func (a *app) reportCommand(f *learnFlags) *cobra.Command {
	csv := ""
	c := &cobra.Command{
		Use:   "report DIR...",
		Short: "Read many learners' progress: who is where, and which check fails for most",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			return learn.ShowReport(a.out, a.learnOptions(f), args, csv)
		},
	}
	a.packFlags(c.Flags(), f)
	c.Flags().StringVar(&csv, "csv", "", "write it to `FILE.csv`, too")
	return c
}

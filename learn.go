//go:build !windows

package main

import (
	"github.com/spf13/cobra"

	"sockpit/repl"
	"sockpit/scripting/exercise"
)

func (a *app) learnCommand() *cobra.Command {
	pack := ""
	c := &cobra.Command{
		Use:   "learn",
		Short: "Exercises: learn sockets by solving",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.PersistentFlags().StringVar(&pack, "pack", "", "a folder, .zip or .lua file with exercises, instead of the built-in course")
	c.AddCommand(a.proveCommand(&pack))
	return c
}

func (a *app) proveCommand(pack *string) *cobra.Command {
	var o exercise.ProveOptions
	c := &cobra.Command{
		Use:   "prove [PACK|FILE|NAME]",
		Short: "Show that exercises are sound: the starter fails, the solution passes, each wrong answer fails where named",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			ok, err := repl.Prove(a.out, *pack, name, o)
			if err == nil && !ok {
				return errFailed
			}
			return err
		},
	}
	c.Flags().IntVarP(&o.Times, "times", "n", 20, "how often each solution must pass")
	c.Flags().IntVarP(&o.Parallel, "parallel", "j", 8, "how many checks run at once")
	return c
}

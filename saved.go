//go:build !windows

package main

import (
	"time"

	"github.com/spf13/cobra"

	"sockpit/repl/export"
	"sockpit/repl/runner"
	"sockpit/repl/usage"
	"sockpit/runtime/replay"
)

func (a *app) viewCommand() *cobra.Command {
	diagram := ""
	c := &cobra.Command{
		Use:   "view FILE.json",
		Short: "Draw a log that run --json or :events --json has saved; - reads it from the standard input",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseUseless(cmd, useless{"lanes", diagram == "", "no diagram is asked for; --diagram draws one"}); err != nil {
				return err
			}
			l, err := export.ReadLog(args[0], a.in)
			if err != nil {
				return err
			}
			return export.View(a.out, l, diagram, a.flags.lanes)
		},
	}
	c.Flags().StringVar(&diagram, "diagram", "", "draw the diagram of the flow: on the screen, or into `PICTURE`, a "+pictureFile+" file")
	c.Flags().Lookup("diagram").NoOptDefVal = export.ScreenDiagram
	a.lanesFlag(c.Flags())
	return c
}

func (a *app) replayCommand() *cobra.Command {
	var client, server bool
	o := runner.ReplayOptions{}
	c := &cobra.Command{
		Use:   "replay FILE.json --client|--server [ADDRESS]",
		Short: "Play one side of a saved log against a live other side, and tell the first difference",
		Long: `Play one side of a saved log (run --json, :events --json) against a live other side, and tell the first difference.

As client it dials the live server at ADDRESS, or where the server of the log was. As server it listens at ADDRESS, or
on a port that the OS chooses, and waits for as many clients as the log has.`,
		Args: usageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			if client == server {
				return &usage.Error{Text: "replay: which side? --client dials the live server, --server waits for live clients"}
			}
			if o.Side = replay.Client; server {
				o.Side = replay.Server
			}
			if len(args) == 2 {
				o.At = args[1]
			}
			config, err := a.config()
			if err != nil {
				return err
			}
			l, err := export.ReadLog(args[0], a.in)
			if err != nil {
				return err
			}
			same, err := runner.Replay(config.Config, l, o)
			if err == nil && !same {
				return errFailed
			}
			return err
		},
	}
	f := c.Flags()
	a.reachFlags(f)
	f.BoolVar(&client, "client", false, "play the clients of the log")
	f.BoolVar(&server, "server", false, "play the server of the log")
	f.StringVar(&o.Of, "of", "", "which server of the log, if it has several: its `ADDRESS` or port there")
	f.StringArrayVar(&o.Ignore, "ignore", nil, "`PATTERN` of bytes that are not compared: 'Date: [^\\r]*'")
	f.DurationVar(&o.Wait, "wait", 5*time.Second, "how long to wait for anything")
	return c
}

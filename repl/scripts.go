package repl

import (
	"errors"
	"fmt"

	"sockpit/repl/runner"
	"sockpit/repl/stepper"
	"sockpit/repl/term"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// runStep is :step FILE [ARGS], in the world of the prompt.
func runStep(r *REPL, args []string) error {
	plain := len(args) > 0 && args[0] == "--plain"
	if plain {
		args = args[1:]
	}
	if len(args) == 0 {
		return errors.New("step: which file? :step NAME")
	}
	script, err := r.config.FindScript(args[0])
	if err != nil {
		return err
	}
	r.busy.Store(true)
	defer r.busy.Store(false)
	var result scripting.Result
	w := stepper.New(r.host, script, r.print, func() *scripting.Failure {
		result = r.host.Source(script, args[1:], r.print.Width())
		return result.Failed
	})
	w.Person = term.IsTerminal(r.config.In)
	err = w.Run(r.config.Ending, r.reader, plain)
	if result.Failed != nil {
		r.fail(result.Failed, 0)
	}
	r.shown.set(w.Shown)
	r.showChanges()
	return err
}

func runFile(r *REPL, args []string) error {
	script, args, err := r.scriptOf(args)
	if err != nil {
		return err
	}
	r.lastRun = lastRun{script, args}
	r.foreground(func() scripting.Result { return r.host.Source(script, args, r.print.Width()) })
	return nil
}

// runBeside is :run FILE [ARGS...] &.
func runBeside(r *REPL, args []string) error {
	script, args, err := r.scriptOf(args)
	if err != nil {
		return err
	}
	t, failed := r.host.SourceBeside(script, args)
	r.started(t, failed)
	return nil
}

// scriptOf finds the script that the words behind :run name, and its arguments.
func (r *REPL) scriptOf(words []string) (s Script, args []string, err error) {
	if len(words) == 0 {
		return s, nil, fmt.Errorf("run: which file? :run NAME")
	}
	s, err = r.config.FindScript(words[0])
	return s, words[1:], err
}

// runReload is :reload: the plugins, and the file that was run last, if they are
// different now.
func runReload(r *REPL, _ []string) error {
	r.host.ForgetPlugins()
	runner.LoadPlugins(r.config.PluginFiles, r.host, r.print)
	r.print.Say(printable.Plural(len(r.host.PluginFiles()), "plugin file") + " read again")
	last := r.lastRun
	if last.script.Name == "" {
		return nil
	}
	now, err := r.config.FindScript(last.script.Name)
	if err != nil {
		return err
	}
	if now.Text == last.script.Text {
		r.print.Say(last.script.Name + " is as it was when it was run")
		return nil
	}
	r.print.Say(last.script.Name + " has changed: it is run again")
	r.lastRun.script = now
	r.foreground(func() scripting.Result { return r.host.Source(now, last.args, r.print.Width()) })
	return nil
}

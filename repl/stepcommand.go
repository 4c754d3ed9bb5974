package repl

import (
	"errors"

	"sockpit/repl/stepper"
	"sockpit/repl/term"
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
		result = r.host.Source(script, args[1:], r.width())
		return result.Failed
	})
	w.Person = term.IsTerminal(r.config.In)
	err = w.Run(r.config.Ending, r.reader, plain)
	if result.Failed != nil {
		r.fail(result.Failed, 0)
	}
	r.mu.Lock()
	r.seen = w.Shown
	r.mu.Unlock()
	r.showChanges()
	return err
}

package repl

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sockpit/repl/export"
	"sockpit/repl/runner"
	"sockpit/runtime/clock"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/rest"
	"sockpit/scripting/transcript"
)

// runSave is :save: what was typed, as a scenario that has been seen to pass.
func runSave(r *REPL, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("save: want the name of a file: :save FILE.lua")
	}
	args[0] = withLua(args[0])
	restTasks(r.host)
	s, err := r.host.Save(args[0])
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	if err := export.Create("save", args[0], s.Text(), ""); err != nil {
		return err // before it is tried: that takes a while
	}
	weak, failed := prove(r, args[0], s)
	if weak > 0 {
		if err := export.Rewrite("save", args[0], s.Text()); err != nil {
			return err
		}
	}
	text := "written to " + args[0]
	switch {
	case failed != nil:
		text += "; but it fails when it is run: " + failed.Error()
	case weak > 0:
		text += "; it passes. " + leftOut(weak)
	default:
		text += "; it passes"
	}
	if s.Forgot > 0 {
		text += fmt.Sprintf(". The last %s too many and not in it", were(s.Forgot, "line"))
	}
	for _, line := range printable.Wrap(text, r.print.Width()-2) {
		r.print.Say(line)
	}
	return nil
}

// restTasks gives the tasks of the background a moment to end, or to get where
// they wait. That a call is on its way is no such place: an answer comes.
func restTasks(h *scripting.Host) {
	calls := func(t scripting.TaskView) bool { return t.Waits == "dial" || t.Waits == "connect" }
	busy := func() bool { return h.Rest() == rest.Busy || slices.ContainsFunc(h.World().Tasks, calls) }
	now := h.Session.Clock
	if clock.AsStepped(now) != nil {
		return
	}
	for began := now.Now(); now.Since(began) < time.Second && busy(); {
		clock.Sleep(now, time.Millisecond)
	}
}

// leftOut says how many expectations are not in a saved scenario.
func leftOut(n int) string {
	states := "what they state"
	if n == 1 {
		states = "what it states"
	}
	return were(n, "expectation") + " left out: " + states + " differs from run to run"
}

func were(n int, what string) string {
	if n == 1 {
		return "1 " + what + " was"
	}
	return fmt.Sprintf("%d %ss were", n, what)
}

// How a saved script is tried: so often, and for so long. One that has passed
// states only what is so each time.
const (
	proofs    = 3
	proofTime = 10 * time.Second
	mostWeak  = 50
)

// prove runs a saved script in worlds of its own until it has passed a few
// times. It takes out what is not so each time, and gives how much that was, or
// the failure of a line that is no expectation.
func prove(r *REPL, name string, s *transcript.Scenario) (weak int, failed *scripting.Failure) {
	for passed := 0; passed < proofs; {
		failed = try(r, name, s.Text())
		switch {
		case failed == nil:
			passed++
		case weak == mostWeak || failed.Place.Source != name || !s.Weaken(failed.Place.Line):
			return weak, failed
		default:
			weak++
			passed = 0
		}
	}
	return weak, nil
}

// try runs a script in a world of its own, and gives its first failure.
func try(r *REPL, name, text string) *scripting.Failure {
	c := r.config.Scripting
	c.Out, c.OnEnd = scripting.Silent{}, nil
	c.Limits = r.host.Limits()
	c.Limits.Time = proofTime
	h := runner.NewHost(r.config.Ending, c)
	defer h.Close()
	for _, p := range r.config.PluginFiles {
		_ = h.LoadPlugin(p) // what fails has been told when the prompt began
	}
	h.LoadPlugins()
	finished := make(chan struct{})
	defer close(finished)
	go func() {
		select {
		case <-r.reader.Interrupts():
			h.Interrupt(scripting.ErrInterrupted)
		case <-finished:
		}
	}()
	o := h.RunScript(Script{Name: strings.TrimSpace(name), Text: text, Dir: filepath.Dir(name)})
	if o.OK() {
		return nil
	}
	return o.Failures[0]
}

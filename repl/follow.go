package repl

import (
	"sync"

	"sockpit/repl/runner"
)

// A following shows the calls of the prompt's world as they return, above the line
// that is typed: those of entries, of files and of tasks alike.
type following struct {
	tracer *runner.Tracer
	finish chan struct{}
	ended  sync.WaitGroup
}

// follow begins or ends to show calls, as the settings ask.
func (r *REPL) follow() {
	r.unfollow()
	if !r.settings.trace && r.config.Scripting.Pace == 0 {
		return
	}
	f := &following{tracer: runner.NewTracer(r.host, r.print), finish: make(chan struct{})}
	r.following = f
	r.print.SetFirst(f.tracer.CatchUp)
	f.ended.Go(func() { f.tracer.Run(f.finish) })
}

// unfollow ends it, if it was begun.
func (r *REPL) unfollow() {
	if f := r.following; f != nil {
		r.following = nil
		r.print.SetFirst(nil)
		close(f.finish)
		f.ended.Wait()
	}
}

// showCalls shows the calls that have returned, before what they gave.
func (r *REPL) showCalls() {
	if f := r.following; f != nil {
		f.tracer.Look()
	}
}

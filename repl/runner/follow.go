package runner

import (
	"sync"

	"sockpit/repl/term"
	"sockpit/scripting"
)

// A Following shows the calls of the prompt's world as they return, above the line
// that is typed: those of entries, of files and of tasks alike. A nil one shows none.
type Following struct {
	tracer *Tracer
	print  *term.Printer
	finish chan struct{}
	ended  sync.WaitGroup
}

// Follow begins to show the calls of a host.
func Follow(h *scripting.Host, p *term.Printer) *Following {
	f := &Following{tracer: NewTracer(h, p), print: p, finish: make(chan struct{})}
	p.SetFirst(f.tracer.CatchUp)
	f.ended.Go(func() { f.tracer.Run(f.finish) })
	return f
}

// Stop ends it.
func (f *Following) Stop() {
	if f == nil {
		return
	}
	f.print.SetFirst(nil)
	close(f.finish)
	f.ended.Wait()
}

// Show shows the calls that have returned, before what they gave.
func (f *Following) Show() {
	if f != nil {
		f.tracer.Look()
	}
}

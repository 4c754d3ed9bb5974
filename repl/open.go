package repl

import (
	"context"
	"io"
	"sync"

	"sockpit/repl/learn"
	"sockpit/repl/line"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// New makes a prompt on a terminal, or on a pipe. Close it.
func New(c Config) (*REPL, error) {
	r := newREPL(c)
	made := make(chan *scripting.Host, 1)
	go func() { made <- r.newHost() }() // beside the terminal: a person waits for the prompt
	reader, err := line.Open(line.Options{In: c.In, Out: c.Out, History: c.History, NoHistory: c.noHistory(), More: continued, Complete: completer{r}.complete, Incomplete: r.incomplete,
		Aside: r.evidence, Words: entryWords, Keep: r.keeps, Comment: "--",
		OnSignal: c.Ending.By})
	if err != nil {
		(<-made).Close()
		return nil, err
	}
	width := reader.Width
	if !term.IsTerminal(c.Out.File()) {
		width = func() int { return term.DefaultWidth }
	}
	style := term.Colours(term.IsTerminal(c.Out.File()))
	r.start(<-made, reader, width, style)
	r.print.Over = c.Ending.Begun
	r.signals = c.Ending.GiveBack(reader, reader.Interrupts() != nil)
	return r, nil
}

// newPlain makes a prompt on any reader and writer: for tests and transcripts.
func newPlain(c Config, in io.Reader, out io.Writer, echo bool) *REPL {
	r := newREPL(c)
	r.start(r.newHost(), line.NewPlain(in, out, line.Options{Echo: echo, More: continued, Incomplete: r.incomplete}),
		func() int { return term.DefaultWidth }, view.Plain())
	return r
}

func newREPL(c Config) *REPL {
	r := &REPL{config: c, commands: commands(), print: &term.Printer{}, done: make(chan *scripting.Task, 1000)}
	r.print.LimitOutput(c.Scripting.Limits.Flow())
	r.settings.trace = c.Trace
	r.ideas.Set("once")
	r.begin = r.runInit
	return r
}

// Stay opens the prompt on the world that a script has made, which it closes.
func Stay(c Config, h *scripting.Host) error {
	r, err := New(c)
	if err != nil {
		h.Close()
		return err
	}
	defer r.Close()
	r.Use(h)
	return r.Run()
}

// Learn is sockpit learn: a prompt at which exercises are solved. The learner's
// folder is watched.
func Learn(c Config, o learn.Options) error {
	r, err := New(c)
	if err != nil {
		return err
	}
	defer r.Close()
	if r.learn, err = r.openLearn(o); err != nil {
		return err
	}
	r.learn.mode = true
	r.learn.Welcome()
	if err := r.learn.Task(nil); err != nil {
		return err
	}
	r.setStage()
	ending, ended := c.Ending.Context()
	ctx, stop := context.WithCancel(ending)
	var watcher sync.WaitGroup
	watcher.Go(func() {
		defer ended()
		r.learn.Watch(ctx, func(ctx context.Context) { r.tellCheck(ctx, nil) })
	})
	defer watcher.Wait()
	defer stop()
	return r.Run()
}

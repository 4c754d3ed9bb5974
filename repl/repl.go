// Package repl is the terminal: it reads entries, decides what they are, and
// shows what they did. It alone imports readline and colour.
//
// [REPL] is the prompt; [Run] and [Test] run scenario files. What is shown is
// drawn by the pure functions of package view.
package repl

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sockpit/repl/command"
	"sockpit/repl/export"
	"sockpit/repl/learn"
	"sockpit/repl/line"
	"sockpit/repl/notice"
	"sockpit/repl/runner"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
	"sockpit/scripting/explain"
)

// A REPL is one prompt with one world of sockets.
type REPL struct {
	config   Config
	host     *scripting.Host
	plugins  func() // loads the plugins, the first time it is called
	reader   line.Reader
	width    func() int // columns to draw in
	print    *term.Printer
	commands command.Table[*REPL]
	settings settings
	ideas    notice.Explainer
	typed    []string  // entries of the session
	lastRun  lastRun   // by :run
	learn    *learning // exercises; nil: not begun

	mu   sync.Mutex      // guards seen and film: a background task that ends looks too
	seen scripting.World // what was shown last
	film export.Film     // what was seen after each entry
	kept atomic.Int64    // bytes of it
	done chan *scripting.Task

	following *following // shows the calls; nil: nobody asked for it
	told      int64      // version of the log when the last entry ended; see meanwhile

	signals func()      // lets Ctrl-C and other signals end the program again
	stuck   atomic.Bool // that the entry waits for ever was said
	failed  atomic.Bool // something did, and was shown
	busy    atomic.Bool // an entry runs: what background tasks change is shown after it
}

// A Config is what a REPL is made with.
type Config struct {
	runner.Config
	Trace       bool     // the prompt shows each call when it has returned
	History     string   // file of the prompt's history; "" none
	Init        string   // file that is run when a prompt begins; "" none
	NoFolder    error    // why there is no folder for those two; nil: there is, or none is wanted
	Given       []string // flags that the command line has: the init file does not change what they say
	FindScript  func(name string) (Script, error)
	Banner      bool     // greet, if the input is a terminal
	ScriptNames []string // scripts that FindScript finds without a path
	Learn       learn.Options
}

// noHistory says why what is typed is not kept although nobody has asked for that.
func (c *Config) noHistory() error {
	if c.History != "" || slices.Contains(c.Given, "no-history") {
		return nil
	}
	return c.NoFolder
}

// A Script is a file to run.
type Script = scripting.Script

// prompt is what stands before an entry.
const prompt = "> "

// continued stands before the further lines of an entry, as at Lua's own prompt.
const continued = ">> "

// New makes a prompt on a terminal, or on a pipe. Close it.
func New(c Config) (*REPL, error) {
	r := newREPL(c)
	made := make(chan *scripting.Host, 1)
	go func() { made <- r.newHost() }() // beside the terminal: a person waits for the prompt
	reader, err := line.Open(line.Options{In: c.In, Out: c.Out, History: c.History, NoHistory: c.noHistory(), More: continued, Complete: r.complete, Incomplete: r.incomplete,
		Words: entryWords, Keep: r.keeps, Comment: "--",
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
	return r
}

func (r *REPL) start(h *scripting.Host, reader line.Reader, width func() int, style view.Style) {
	r.reader, r.width = reader, width
	r.print.Out, r.print.Width, r.print.Style = reader, width, style
	r.enter(h)
}

// promptBytes bounds the payloads that the prompt keeps, where nobody has asked for a log.
const promptBytes = 32 << 20

// newHost makes a world for the prompt, without its plugins.
func (r *REPL) newHost() *scripting.Host {
	c := r.config.Scripting
	c.Out = r.print
	c.Session.Payloads = promptBytes
	c.OnEnd = func(t *scripting.Task) {
		select {
		case r.done <- t:
		default: // a flood of tasks: not every end is told
		}
	}
	c.Kept = r.kept.Load
	c.OnStuck, c.EndDeadlocks = r.sayStuck, !term.IsTerminal(r.config.In) // nobody could press Ctrl-C
	return runner.NewHost(r.config.Ending, c)
}

// enter makes h the world of the prompt.
func (r *REPL) enter(h *scripting.Host) {
	r.host, r.told = h, 0
	r.follow()
	r.plugins = sync.OnceFunc(func() { runner.LoadPlugins(r.config.PluginFiles, h, r.print) })
	if len(h.PluginFiles()) > 0 {
		r.plugins() // the user's own: what is wrong with them is told at once
	}
}

// Close gives the terminal back and ends the world.
func (r *REPL) Close() {
	r.unfollow()
	_ = r.reader.Close()
	if r.signals != nil {
		r.signals()
	}
	r.host.Close()
	r.endLearning()
}

// Use makes the prompt go on with the world of a script that has run.
func (r *REPL) Use(h *scripting.Host) {
	r.unfollow()
	r.host.Close()
	r.host, r.plugins = h, func() {} // the run has loaded them
	r.follow()
	r.mark()
	r.seen = h.World()
	r.film = export.Film{}
}

// ErrFailed is the error of a session in which something failed, and was shown,
// that nobody could see and put right: it was not typed on a terminal.
var ErrFailed = errors.New("failed")

// Run reads entries until Ctrl-D or :quit. The error is ErrFailed, or what the
// reader gave.
func (r *REPL) Run() error {
	defer line.Guard(r.reader)
	stop := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() { r.tellEnds(stop) })
	defer watcher.Wait()
	defer close(stop)
	if r.config.Banner && term.IsTerminal(r.config.In) {
		r.print.Greet("sockpit " + r.config.Version + "   a playground for sockets. Lua at the prompt, :help for commands, Ctrl-D to leave.")
	}
	r.runInit()
	for {
		entry, err := r.reader.ReadLine(r.promptText())
		switch {
		case errors.Is(err, line.ErrInterrupt):
			continue
		case err == io.EOF:
			return r.outcome()
		case err != nil:
			return err
		}
		if term.IsTerminal(r.config.In) { // what a pipe gives comes when it likes
			r.tellMeanwhile()
		}
		r.keepTyped(entry)
		quit := r.entry(entry)
		r.mark()
		if quit {
			return r.outcome()
		}
	}
}

// outcome is how the session went, for whoever started it.
func (r *REPL) outcome() error {
	if r.failed.Load() && !term.IsTerminal(r.config.In) {
		return ErrFailed
	}
	return nil
}

// entry does what was typed, and reports whether the session should end.
func (r *REPL) entry(text string) (quit bool) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return false
	}
	r.plugins()
	if done, quit := r.learnEntry(trimmed); done {
		return quit
	}
	switch {
	case strings.HasPrefix(trimmed, ":"):
		return r.command(trimmed)
	case strings.HasSuffix(trimmed, "&"):
		r.background(strings.TrimSpace(strings.TrimSuffix(trimmed, "&")))
	default:
		r.foreground(func() scripting.Result { return r.eval(text) })
	}
	return false
}

// foreground runs something that can be interrupted, then shows what it gave
// and what it changed.
func (r *REPL) foreground(run func() scripting.Result) {
	finished := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() { r.watch(finished) })
	r.busy.Store(true)
	r.stuck.Store(false)
	result := run()
	r.busy.Store(false)
	close(finished)
	watcher.Wait()
	r.showCalls()
	r.print.SayLeftOut()
	r.print.Values(result.Values)
	if result.Failed != nil {
		r.fail(result.Failed, 0)
	}
	r.showChanges()
	if result.Note != "" {
		r.print.Say(result.Note)
	}
}

// slow is after how long a call that waits says so.
const slow = time.Second

// watch passes Ctrl-C on to the running entry, and says what a call waits for
// when it has waited long.
func (r *REPL) watch(finished <-chan struct{}) {
	timer := time.NewTimer(slow)
	defer timer.Stop()
	for {
		select {
		case <-finished:
			return
		case <-r.reader.Interrupts():
			r.host.Interrupt(scripting.ErrInterrupted)
		case <-timer.C:
			r.sayWaiting()
		}
	}
}

// sayStuck says at once that the entry in the foreground waits for ever. That it
// waits for somebody outside is said by sayWaiting.
func (r *REPL) sayStuck(s scripting.Stuck) {
	if s.Deadlock && term.IsTerminal(r.config.In) {
		r.stuck.Store(true)
		r.print.Put(view.Why([]explain.Report{s.Report}, r.width(), r.print.Style))
		r.print.Say("Ctrl-C stops waiting.")
	}
}

// sayWaiting says what the entry in the foreground waits for.
func (r *REPL) sayWaiting() {
	if r.stuck.Load() {
		return // said already
	}
	if text := notice.Waiting(r.host.World()); text != "" {
		if why := r.host.WhyWaits(); why != "" {
			text += " " + why
		}
		r.print.Say(text + " Ctrl-C stops waiting.")
	}
}

// fail shows a failure.
func (r *REPL) fail(f *scripting.Failure, task int) {
	if errors.Is(f, scripting.ErrInterrupted) {
		r.print.Line(r.print.Style.Soft("  stopped"))
		return
	}
	r.failed.Store(true)
	r.print.Put(view.Failure(f, task, r.width(), r.print.Style))
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

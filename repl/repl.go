// Package repl is the terminal: it reads entries, decides what they are, and
// shows what they did. It alone imports readline and colour.
//
// [REPL] is the prompt; [Run] and [Test] run scenario files. What is shown is
// drawn by the pure functions of package view.
package repl

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"sockpit/repl/command"
	"sockpit/repl/learn"
	"sockpit/repl/line"
	"sockpit/repl/notice"
	"sockpit/repl/runner"
	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/scripting"
)

// A REPL is one prompt with one world of sockets.
type REPL struct {
	config   Config
	host     *scripting.Host
	plugins  func() // loads the plugins, the first time it is called
	reader   line.Reader
	print    *term.Printer
	commands command.Table[*REPL]
	settings settings
	ideas    notice.Explainer
	typed    typedEntries
	lastRun  lastRun   // by :run
	learn    *learning // exercises; nil: not begun

	shown shown
	rests atomic.Pointer[[]string] // what the last explanation that was shown rests on; nil: none was
	begin func()                   // what a new world begins with: the init file
	done  chan *scripting.Task

	following *runner.Following // shows the calls; nil: nobody asked for it
	told      int64             // version of the log when the last entry ended; see meanwhile

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

func (r *REPL) start(h *scripting.Host, reader line.Reader, width func() int, style view.Style) {
	r.reader = reader
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
	c.Kept = r.shown.size.Load
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

// follow begins or ends to show calls, as the settings ask.
func (r *REPL) follow() {
	r.unfollow()
	if r.settings.trace || r.config.Scripting.Pace != 0 {
		r.following = runner.Follow(r.host, r.print)
	}
}

// unfollow ends it, if it was begun.
func (r *REPL) unfollow() {
	r.following.Stop()
	r.following = nil
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
	r.shown.forget(h.World())
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
	r.begin()
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
		r.typed.keep(entry)
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

// newWorld ends the world and begins an empty one.
func (r *REPL) newWorld() {
	r.shown.mu.Lock()
	defer r.shown.mu.Unlock()
	r.host.Close()
	r.endLearning()
	r.enter(r.newHost())
	r.shown.forget(scripting.World{})
	r.ideas.Set(r.ideas.Mode)
}

// errQuit is what :quit gives.
var errQuit = fmt.Errorf("quit")

// settings are what :set changes of the prompt itself. What it changes of the world
// stands in the Config, which the world after :reset is made with.
type settings struct {
	trace  bool // calls are shown as they return
	forget bool // entries are not written to the history file
}

// A lastRun is the file that was run last, as it was then.
type lastRun struct {
	script Script
	args   []string
}

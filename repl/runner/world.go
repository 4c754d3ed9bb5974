// Package runner runs scripts, and saved logs, without a prompt: one script, many as
// tests, one line by line, one side of a log. It finds them and reports how they went.
package runner

import (
	"os"

	"sockpit/repl/term"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/syntax"
)

// A Config is what a run is made with.
type Config struct {
	In          *os.File
	Out         *term.Output
	Ending      *term.Ending     // what ends the program; nil: nothing does
	Scripting   scripting.Config // what it shows and how it ends is set here
	Version     string
	PluginFiles []scripting.Script
}

// NewHost makes a world that ends before the program does, whatever ends it.
func NewHost(e *term.Ending, sc scripting.Config) *scripting.Host {
	var undo func()
	sc.OnClose = func() { undo() }
	h := api.New(sc)
	undo = e.Before(h.Close)
	return h
}

// on gives the configuration of the world that a script runs in: one that calls network
// lives on a virtual one.
func (c Config) on(s scripting.Script) scripting.Config {
	if c.Scripting.NewStack == nil && syntax.CallsGlobal(s.Text, "network") {
		c.Scripting.NewStack = api.VirtualNetwork(false)
	}
	return c.Scripting
}

// LoadPlugins loads plugins of files, and those of the host's folders. What is wrong with
// them is shown.
func LoadPlugins(files []scripting.Script, h *scripting.Host, p *term.Printer) {
	for _, s := range files {
		if f := h.LoadPlugin(s); f != nil {
			p.Failure(f, 0)
		}
	}
	for _, f := range h.LoadPlugins() {
		p.Failure(f, 0)
	}
}

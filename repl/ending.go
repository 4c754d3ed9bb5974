package repl

import (
	"sockpit/repl/line"
	"sockpit/scripting"
)

// world makes a world that ends before the program does, whatever ends it.
func (c *Config) world(sc scripting.Config) *scripting.Host {
	var undo func()
	sc.OnClose = func() { undo() }
	h := scripting.New(sc)
	undo = c.Ending.Before(h.Close)
	return h
}

// heedReader makes the program give a reader's terminal back before it ends, and
// leaves Ctrl-C to a reader that has it. What it gives takes that back.
func (c *Config) heedReader(r line.Reader) (undo func()) {
	forget, giveBack := c.Ending.Before(func() { _ = r.Close() }), func() {}
	if r.Interrupts() != nil {
		giveBack = c.Ending.TakeInterrupt()
	}
	return func() {
		forget()
		giveBack()
	}
}

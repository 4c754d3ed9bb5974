package scripting

import (
	"errors"

	lua "github.com/yuin/gopher-lua"
)

// errCalling is the error of what a Callback must not do.
var errCalling = errors.New("a function that is asked about a packet can only look at the packet: the network stands in the middle of something")

// Callback calls a function of a script while a network, or another part of Go's, is in
// the middle of something: it can compute and print, and looks at no object. It runs
// as the task that has the baton, or else as the one in the foreground, which an
// interrupt ends. args makes the arguments.
func (h *Host) Callback(f *lua.LFunction, args func() []lua.LValue) ([]lua.LValue, error) {
	if h.closing.Load() { // its sockets are closed, and nobody has the baton
		return nil, nil
	}
	t := h.current
	if h.looking || t == nil {
		t = h.prompt.task
	}
	h.calling = true
	defer func() { h.calling = false }()
	results, err := t.protect(f, args(), nil)
	if err != nil {
		return nil, t.failureOf(err)
	}
	return results, nil
}

// FailCallback ends what runs in the foreground with the error of a Callback.
func (h *Host) FailCallback(err error) { h.prompt.task.caller.Interrupt(err) }

// mayLook raises an error while a Callback runs.
func (h *Host) mayLook(L *lua.LState) {
	if h.calling {
		L.RaiseError("%s", errCalling)
	}
}

// NewTable makes an empty table. The caller holds the baton.
func (h *Host) NewTable() *lua.LTable { return h.root.NewTable() }

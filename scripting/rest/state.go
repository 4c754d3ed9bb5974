// Package rest answers one question: has a session come to rest? The deadlock
// watch, the stepper, the checks of exercises and the prompt ask it.
//
// The answer is a [State], from Busy to Ended. It is read from what the tasks wait
// for, [Wait], which whoever has the tasks tells while none of them runs; from what
// the kernel says of their sockets; and from how long nothing has changed, by the
// session's clock. A [Watch] looks time and again, [Glance] without asking the
// kernel's tables, a [Passage] at sockets that nobody waits for.
package rest

import "sockpit/runtime"

// A State is how far a task has come, or a session: the first of its tasks',
// because one that goes on may do anything for the others.
type State int

// The states, from the one that can go on to the one that never will.
const (
	Busy     State = iota // it runs, is about to, or what it waits for is under way
	Held                  // a person keeps it where it is
	Pausing               // a time will come: a limit, a sleep, the kernel's patience
	Waiting               // another program may end the wait: it may dial, send or close; or the kernel gives up
	Doubtful              // Stuck, if nothing at all changes for a while
	Stuck                 // only another task could end the wait
	Ended                 // there is no task
)

// String names a state for tests.
func (s State) String() string {
	return [...]string{"busy", "held", "pausing", "waiting", "doubtful", "stuck", "ended"}[s]
}

// A Wait is one task that waits, with what of it no stack knows.
type Wait struct {
	Task int
	runtime.Waiting
	Going bool // it runs, or is about to: it was interrupted, or was never really waiting
	Held  bool // a person keeps it where it is
	For   int  // the task whose end it waits for, 0 none
}

// Ends says of a wait what can be said without asking the stack: Busy, Held,
// Pausing, or else Stuck, which means that the stack must be asked.
func (w *Wait) Ends() State {
	switch {
	case w.Held:
		return Held
	case w.Going || w.Over() || w.works():
		return Busy
	case !w.Until.IsZero():
		return Pausing
	}
	return Stuck
}

// First gives the first of what can be said of waits without asking the stack.
func First(waits []Wait) State {
	state := Ended
	for i := range waits {
		state = min(state, waits[i].Ends())
	}
	return state
}

// works reports whether the task waits for what this program does for it: looks a
// name up, or compiles a script.
func (w *Wait) works() bool {
	if w.Socket != nil {
		return false
	}
	switch w.Call {
	case "sleep", runtime.Dawdling, "join", "get", "put", "wait":
		return false
	}
	return true
}

// Glance says how far the tasks have come without asking the kernel for its tables.
// So Waiting is said of all that wait for somebody else: Stuck is not known.
func Glance(s *runtime.Session, waits []Wait) State {
	state := Ended
	for i := range waits {
		one := waits[i].Ends()
		if one >= Pausing && waits[i].ready(s) {
			one = Busy
		}
		state = min(state, one)
	}
	if state == Stuck {
		return Waiting
	}
	return state
}

// ready reports whether a call need not wait any more.
func (w *Wait) ready(s *runtime.Session) bool {
	switch {
	case w.Socket != nil:
		return w.readyOn(w.Socket)
	case w.Call == "wait":
		for _, sock := range s.Sockets() { // of a wait{…}, those that it waits for
			if w.readyOn(sock) {
				return true
			}
		}
	}
	return false
}

// readyOn reports whether the call need not wait for the socket any more; the one
// call that it waits in, if it is not among those that wait there, is on its way
// back.
func (w *Wait) readyOn(s *runtime.Socket) bool {
	waits := false
	for _, one := range s.Waiting() {
		if one.Task == w.Task {
			if one.Ready {
				return true
			}
			waits = true
		}
	}
	return !waits && w.Socket != nil
}

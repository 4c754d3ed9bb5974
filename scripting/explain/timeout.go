package explain

import (
	"fmt"
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
)

// timedOut: a limit of the script, or the kernel's own, has gone by.
func timedOut(f *Facts, e *runtime.CallError) Report {
	switch e.Op {
	case "dial", "connect":
		return nobodyAnswered(f, e)
	case "accept":
		return Report{Why: fmt.Sprintf("No client came in %s. The listener goes on listening.", f.took(e)), Try: "Call accept again, or dial from another task."}
	case "send", "sendto":
		return sendWaits(f, e.Socket)
	}
	r := Report{Why: fmt.Sprintf("Nothing came in %s.", f.took(e)), Try: "The connection is alive: call again, with a longer timeout if you like."}
	if e.Kept > 0 {
		r.Why = fmt.Sprintf("Only %s came in %s; the socket keeps them, and the next receive gives them first.", bytes(int64(e.Kept)), f.took(e))
	}
	return r
}

// took says how long a call that failed took.
func (f *Facts) took(e *runtime.CallError) string {
	ev, ok := f.Session.Log.Get(e.Event)
	if !ok || !ev.Done() {
		return "that time"
	}
	return fmt.Sprintf("%.3g s", ev.End.Sub(f.began(&ev, int64(e.Kept))).Seconds())
}

// began says when the call began of which ev is the last receive, and in which
// kept bytes came before: they are those of the receives before.
func (f *Facts) began(ev *event.Event, kept int64) time.Time {
	began := ev.Begin
	if ev.Via == "" {
		return began // it is the call itself
	}
	for _, e := range slices.Backward(f.history()) {
		if e.Seq >= ev.Seq || e.Socket != ev.Socket || e.Task != ev.Task {
			continue
		}
		took := e.Call == "recv"
		if e.Err != nil || e.Via != ev.Via || took && kept <= 0 || !took && e.Call != "peek" {
			break
		}
		if began = e.Begin; took {
			kept -= int64(e.N)
		}
	}
	return began
}

// nobodyAnswered: a connection request without an answer. Here that is a full
// accept queue.
func nobodyAnswered(f *Facts, e *runtime.CallError) Report {
	for _, l := range f.listeners() {
		if l.State.Local.String() != e.Target || !l.State.Full() {
			continue
		}
		return Report{
			Why: fmt.Sprintf("No answer at all: %s.", f.queueIsFull(l)),
			Try: fmt.Sprintf("Call accept(%s). Refused means that someone said no; a timeout, that nobody said anything.", f.arg(l.Socket)),
		}
	}
	return Report{Why: "No answer at all: a full accept queue, a firewall that drops packets, or a machine that is down.",
		Try: "Refused would mean that someone said no; a timeout, that nobody said anything."}
}

package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// refused: somebody's kernel said no. Was it the wrong port, family or address?
func refused(f *Facts, e *runtime.CallError) Report {
	if e.Socket != nil && e.Socket.Kind() == runtime.Datagram {
		return refusedLate(f, e)
	}
	want := wanted(f, e)
	if strings.HasPrefix(e.Target, "unix") {
		return Report{Why: "The file is there, but nobody listens on it any more.", Try: "Start the server, or remove the file."}
	}
	for _, l := range f.listeners() {
		local := l.State.Local
		if local.Port != want.Port || !l.Network.IsTCP() || l.Network != want.Network && local.IP.IsUnspecified() {
			continue
		}
		if local.IP.Unmap().Is4() != want.IP.Unmap().Is4() {
			return Report{
				Why: fmt.Sprintf("%s listens on %s (%s); you dialled %s (%s).", f.Name(l.Socket), local, familyName(local), want, familyName(want)),
				Try: fmt.Sprintf("Dial %s. localhost may be either family.", local),
			}
		}
		return Report{
			Why: fmt.Sprintf("%s has port %d, but on %s only; you dialled %s.", f.Name(l.Socket), want.Port, local.IP, want.IP),
			Try: fmt.Sprintf("Dial %s, or listen on 0.0.0.0 to accept both.", local),
		}
	}
	return nobodyListens(f, e, want)
}

func familyName(a stack.Address) string {
	if a.IP.Unmap().Is4() {
		return "IPv4"
	}
	return "IPv6"
}

// nobodyListens names who does, and who did.
func nobodyListens(f *Facts, e *runtime.CallError, want stack.Address) Report {
	r := Report{Why: fmt.Sprintf("The machine answered: nothing listens on port %d.", want.Port)}
	if was := f.closedListener(want); was != nil {
		r.Why = fmt.Sprintf("The machine answered: nothing listens on port %d any more: %s closed its listener.", want.Port, f.by(was))
	}
	var names []string
	kind := "socket"
	for _, l := range f.listeners() {
		kind = "TCP socket"
		if l.Network.IsTCP() { // who dials a port can't have meant a file
			names = append(names, fmt.Sprintf("%s on %s", f.Name(l.Socket), l.State.Local))
		}
	}
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	r.Try = "No " + kind + " of this session listens: the server must listen before a client dials."
	if len(names) > 0 {
		r.Try = "Listening now: " + strings.Join(names, ", ") + "."
	}
	return r
}

// closedListener finds the close of a listener that had the address.
func (f *Facts) closedListener(want stack.Address) *event.Event {
	events := f.history()
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if (e.Call != "close" && e.Call != "reset") || e.Err != nil {
			continue
		}
		listened := f.last(e.Socket, call("listen")) != nil
		if local, ok := f.Session.WasBound(e.Socket); listened && ok && local.Port == want.Port {
			return e
		}
	}
	return nil
}

// refusedLate: a connected datagram socket learns from the answer to an
// earlier datagram that nobody is there.
func refusedLate(f *Facts, e *runtime.CallError) Report {
	_, remote := e.Socket.Addresses()
	r := Report{
		Why: fmt.Sprintf("Nobody has %s. UDP does not know whether anyone listens; a connected socket learns it late, from the answer to an earlier datagram.", remote),
		Try: "Start who should listen, or treat it as a lost datagram.",
	}
	if sent := f.last(e.Socket.ID, call("send", "sendto")); sent != nil {
		r.Why = fmt.Sprintf("Nobody has %s. UDP does not know whether anyone listens: the datagram that was sent%s still \"worked\", and the machine's answer to it is this error.", remote, f.at(sent.Place))
	}
	return r
}

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

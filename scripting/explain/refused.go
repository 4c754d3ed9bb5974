package explain

import (
	"fmt"
	"strings"

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

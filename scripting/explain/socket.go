package explain

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/rest"
)

// Socket explains what is to be seen at a socket: one report for each thing
// that learners ask about. Nothing to remark gives none.
func Socket(f *Facts, s *runtime.Socket) []Report {
	if s.Closed() {
		return []Report{isClosed(f, s)}
	}
	v := f.view(s.ID)
	if v == nil {
		return nil
	}
	var out []Report
	for _, rule := range observations {
		if r := rule(f, v); !r.IsZero() {
			r.What = f.Name(s) + ": " + r.What
			out = append(out, r)
		}
	}
	return out
}

// isClosed: a socket that a script has closed, and what the kernel keeps of it.
func isClosed(f *Facts, s *runtime.Socket) Report {
	place, task := s.Ended()
	return closed(f, s.ID, f.Name(s), place, task)
}

// Closed explains a socket that was closed, by its number; false if the log has
// nothing of it any more.
func Closed(f *Facts, id int) (Report, bool) {
	end := f.last(id, call("close", "reset"))
	if end == nil {
		return Report{}, false
	}
	return closed(f, id, f.label(id), end.Place, end.Task), true
}

func closed(f *Facts, id int, name string, place event.Place, task int) Report {
	r := Report{
		What: name + " is closed",
		Why:  fmt.Sprintf("Task %d closed it%s.", task, f.at(place)),
		Try:  "What is left of the connection belongs to the kernel now: sockets of the kernel are in :sockets.",
	}
	for i := range f.now().Others {
		o := &f.snap.Others[i]
		if o.Role != runtime.Left || o.Socket != id {
			continue
		}
		if o.Name != stack.TimeWait {
			r.Why += fmt.Sprintf(" The kernel still has it, in %s.", o.Name)
			break
		}
		r.Why += fmt.Sprintf(" Its side closed first, and so the kernel keeps %s in TIME_WAIT for %d s more, that late packets die.", o.Local, int(o.Timer.Left.Seconds()))
		r.Try = "It is harmless. Let the other side close first if the port must be free at once, or set reuseaddr before bind."
	}
	return r
}

// observations are the questions about a socket, in order.
var observations = []func(*Facts, *runtime.View) Report{
	clientsWait, notAccepted, halfOpen, samePort, otherClosed, otherStillOpen, faulty, unanswered, bytesWait, dropped, deafToGroup, sentNotReceived, loopOnEOF, gluedSends, shortReceive,
	cutDatagram, smallSends, clientPort,
}

// clientsWait: connections that are finished and not accepted.
func clientsWait(f *Facts, v *runtime.View) Report {
	n := v.State.AcceptQueue
	if v.Kind != runtime.Listener || n <= 0 {
		return Report{}
	}
	r := Report{
		What: fmt.Sprintf("%s in its accept queue", printable.Plural(int(n), "client")),
		Why:  fmt.Sprintf("The OS finishes the handshake and queues the connection: %d of up to %s+1 wait. That is why dial succeeds though nobody called accept.", int(n), v.State.Backlog),
		Try:  fmt.Sprintf("accept(%s) takes one out; one accept per client.", f.arg(v.Socket)),
	}
	if taken := f.count(v.ID, call("accept")); taken > 0 {
		r.Why += fmt.Sprintf(" accept was called for %s so far.", printable.Plural(taken, "client"))
	}
	return r
}

// notAccepted: dial is over, and the other end waits for accept.
func notAccepted(f *Facts, v *runtime.View) Report {
	far := rest.FarEnd(f.now(), v, runtime.Queued)
	if v.Kind != runtime.Stream || far == nil || far.Name == stack.SynRecv {
		return Report{}
	}
	l := f.Session.Find(far.Socket)
	if l == nil {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("connected, but not accepted yet by %s", f.Name(l)),
		Why:  fmt.Sprintf("The OS finished the handshake by itself and queued the connection at %s: dial does not wait for accept. What is sent waits there too.", f.Name(l)),
		Try:  fmt.Sprintf("accept(%s) takes it out of the queue.", f.arg(l)),
	}
}

// samePort: several sockets with one local port.
func samePort(f *Facts, v *runtime.View) Report {
	if v.Kind != runtime.Stream || !v.Network.IsTCP() {
		return Report{}
	}
	others := ""
	n := 0
	for i := range f.now().Sockets {
		o := &f.snap.Sockets[i]
		if o.ID != v.ID && o.Kind == runtime.Stream && o.State.Local.String() == v.State.Local.String() {
			n++
			if n <= 3 {
				others += fmt.Sprintf(", %s with %s", f.Name(o.Socket), o.State.Remote)
			}
		}
	}
	if n == 0 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("%s its local port %d", sharing(n), v.State.Local.Port),
		Why:  fmt.Sprintf("That is normal: they share the local end-point, and the remote one differs: this one talks with %s%s.", v.State.Remote, others),
	}
}

// otherClosed: CLOSE_WAIT.
func otherClosed(f *Facts, v *runtime.View) Report {
	if v.State.Name != stack.CloseWait {
		return Report{}
	}
	r := Report{
		What: "CLOSE_WAIT",
		Why:  "The other end has finished sending (FIN); you have not closed. It stays so until you do.",
		Try:  fmt.Sprintf("Receive until \"eof\"; you may still send; then close(%s).", f.arg(v.Socket)),
	}
	n := 0
	for i := range f.now().Sockets {
		if f.snap.Sockets[i].State.Name == stack.CloseWait {
			n++
		}
	}
	if end := f.finished(v.Socket); end != nil {
		r.Why = fmt.Sprintf("%s, the other end, has finished sending (FIN): %s called %s. You have not closed; it stays so until you do.", f.label(end.Socket), f.by(end), end.Call)
	}
	if n > 1 {
		r.Why += fmt.Sprintf(" %d sockets are in this state: their peers have closed, you have not. Such rows grow until you do.", n)
	}
	if f.last(v.ID, func(e *event.Event) bool { return e.EOF }) != nil {
		r.What = "CLOSE_WAIT: recv said \"eof\""
	}
	return r
}

// finished finds the call by which the other end of s said that it sends no more.
func (f *Facts) finished(s *runtime.Socket) *event.Event {
	peer := f.peer(s)
	if peer == 0 {
		return nil
	}
	return f.last(peer, func(e *event.Event) bool {
		return e.Err == nil && e.Done() && (e.Call == "close" || e.Call == "shutdown" && e.Arg != "read")
	})
}

// otherStillOpen: FIN_WAIT2, and what comes after the end of a connection, on a
// socket that is still held.
func otherStillOpen(f *Facts, v *runtime.View) Report {
	switch v.State.Name {
	case stack.FinWait2:
		r := Report{What: "FIN_WAIT2", Why: "You have finished sending, and the other end knows it; it has not closed yet. You can still receive.",
			Try: "The other side must close."}
		if p := f.Session.Find(v.Peer); p != nil {
			r.Try = fmt.Sprintf("%s must close.", f.Name(p))
		}
		return r
	case stack.Closed:
		return over(f, v)
	case stack.TimeWait:
		return Report{What: "TIME_WAIT", Why: "Both sides have finished, and this one was the first: it waits a minute so that late packets die. It is harmless."}
	}
	return Report{}
}

// clientPort: where the port of the client is to be seen.
func clientPort(f *Facts, v *runtime.View) Report {
	p := f.Session.Find(v.Peer)
	if p == nil || !v.Network.IsTCP() {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("its other end is %s", f.Name(p)),
		Why:  fmt.Sprintf("The remote end of one is the local end of the other: %s ↔ %s. A client's port is chosen by the OS.", v.State.Local, v.State.Remote),
	}
}

func sharing(n int) string {
	if n == 1 {
		return "1 other socket shares"
	}
	return printable.Plural(n, "other socket") + " share"
}

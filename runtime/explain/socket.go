package explain

import (
	"fmt"
	"time"

	"sockpit/runtime"
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
	r := Report{
		What: f.Name(s) + " is closed",
		Why:  fmt.Sprintf("Task %d closed it%s.", task, at(place)),
		Try:  "What is left of the connection belongs to the kernel now: sockets of the kernel are in :sockets.",
	}
	for i := range f.now().Others {
		o := &f.snap.Others[i]
		if o.Role != runtime.Left || o.Socket != s.ID {
			continue
		}
		if o.Name != "TIME_WAIT" {
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
	clientsWait, notAccepted, samePort, otherClosed, otherStillOpen, bytesWait, sentNotReceived, loopOnEOF, gluedSends, shortReceive,
	cutDatagram, smallSends, clientPort,
}

// clientsWait: connections that are finished and not accepted.
func clientsWait(f *Facts, v *runtime.View) Report {
	n := v.State.AcceptQueue
	if v.Kind != runtime.Listener || n <= 0 {
		return Report{}
	}
	r := Report{
		What: fmt.Sprintf("%s in its accept queue", plural(int(n), "client")),
		Why:  fmt.Sprintf("The OS finishes the handshake and queues the connection: %d of up to %s+1 wait. That is why dial succeeds though nobody called accept.", int(n), v.State.Backlog),
		Try:  fmt.Sprintf("accept(%s) takes one out; one accept per client.", f.Name(v.Socket)),
	}
	if taken := f.count(v.ID, call("accept")); taken > 0 {
		r.Why += fmt.Sprintf(" accept was called for %s so far.", plural(taken, "client"))
	}
	return r
}

// notAccepted: dial is over, and the other end waits for accept.
func notAccepted(f *Facts, v *runtime.View) Report {
	l := f.queuedIn(v)
	if v.Kind != runtime.Stream || l == nil {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("connected, but not accepted yet by %s", f.Name(l)),
		Why:  fmt.Sprintf("The OS finished the handshake by itself and queued the connection at %s: dial does not wait for accept. What is sent waits there too.", f.Name(l)),
		Try:  fmt.Sprintf("accept(%s) takes it out of the queue.", f.Name(l)),
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
		What: fmt.Sprintf("%s share its local port %d", plural(n, "other socket"), v.State.Local.Port),
		Why:  fmt.Sprintf("That is normal: they share the local end-point, and the remote one differs: this one talks with %s%s.", v.State.Remote, others),
	}
}

// otherClosed: CLOSE_WAIT.
func otherClosed(f *Facts, v *runtime.View) Report {
	if v.State.Name != "CLOSE_WAIT" {
		return Report{}
	}
	r := Report{
		What: "CLOSE_WAIT",
		Why:  "The other end has finished sending (FIN); you have not closed. It stays so until you do.",
		Try:  fmt.Sprintf("Receive until \"eof\"; you may still send; then close(%s).", f.Name(v.Socket)),
	}
	n := 0
	for i := range f.now().Sockets {
		if f.snap.Sockets[i].State.Name == "CLOSE_WAIT" {
			n++
		}
	}
	if end := f.finished(v.Socket); end != nil {
		r.Why = fmt.Sprintf("%s, the other end, has finished sending (FIN): %s called %s. You have not closed; it stays so until you do.", f.label(end.Socket), by(end), end.Call)
	}
	if n > 1 {
		r.Why += fmt.Sprintf(" %d sockets are in this state: their peers have closed, you have not. Such rows grow until you do.", n)
	}
	if f.last(v.ID, func(e *runtime.Event) bool { return e.EOF }) != nil {
		r.What = "CLOSE_WAIT: recv said \"eof\""
	}
	return r
}

// finished finds the call by which the other end of s said that it sends no more.
func (f *Facts) finished(s *runtime.Socket) *runtime.Event {
	peer := f.peer(s)
	if peer == 0 {
		return nil
	}
	return f.last(peer, func(e *runtime.Event) bool {
		return e.Err == nil && e.Done() && (e.Call == "close" || e.Call == "shutdown" && e.Arg != "read")
	})
}

// otherStillOpen: FIN_WAIT2, and what comes after the end of a connection, on a
// socket that is still held.
func otherStillOpen(f *Facts, v *runtime.View) Report {
	switch v.State.Name {
	case "FIN_WAIT2":
		r := Report{What: "FIN_WAIT2", Why: "You have finished sending, and the other end knows it; it has not closed yet. You can still receive.",
			Try: "The other side must close."}
		if p := f.Session.Find(v.Peer); p != nil {
			r.Try = fmt.Sprintf("%s must close.", f.Name(p))
		}
		return r
	case "CLOSED":
		if v.Kind == runtime.Stream {
			return Report{What: "CLOSED", Why: "The connection is over for the kernel: it was reset, or both sides have finished. Nothing can be sent or received any more, but what had arrived.",
				Try: fmt.Sprintf("close(%s) gives the descriptor back.", f.Name(v.Socket))}
		}
	case "TIME_WAIT":
		return Report{What: "TIME_WAIT", Why: "Both sides have finished, and this one was the first: it waits a minute so that late packets die. It is harmless."}
	}
	return Report{}
}

// bytesWait: what has arrived and was not taken.
func bytesWait(f *Facts, v *runtime.View) Report {
	if v.Kind == runtime.Listener || v.State.RecvQueue <= 0 {
		return Report{}
	}
	return Report{
		What: bytes(int64(v.State.RecvQueue)) + " wait to be received",
		Why:  "They are in this machine's kernel; recv takes them out.",
	}
}

// sentNotReceived: send returned, and the bytes are in the peer's queue.
func sentNotReceived(f *Facts, v *runtime.View) Report {
	p := f.view(v.Peer)
	if p == nil || p.State.RecvQueue <= 0 || v.Sent == 0 || !v.Network.IsStream() {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("%s of what was sent have not been received", bytes(int64(p.State.RecvQueue))),
		Why:  fmt.Sprintf("send only copies to the OS. They wait in the queue of %s, which has not called recv.", f.Name(p.Socket)),
		Try:  fmt.Sprintf("recv(%s)", f.Name(p.Socket)),
	}
}

// loopOnEOF: recv is called again and again after the end.
func loopOnEOF(f *Facts, v *runtime.View) Report {
	eof := func(e *runtime.Event) bool { return e.EOF }
	n := f.count(v.ID, eof)
	if n < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("recv said \"eof\" %d times, last%s", n, at(f.last(v.ID, eof).Place)),
		Why:  "It will say so for ever: the other end has finished.",
		Try:  "Leave the loop when recv gives nil.",
	}
}

// gluedSends: one recv that took the bytes of several sends.
func gluedSends(f *Facts, v *runtime.View) Report {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || !v.Network.IsStream() {
		return Report{}
	}
	n := f.count(peer, func(e *runtime.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.From
	})
	if n < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("one recv%s took the bytes of %d sends", at(last.Place), n),
		Why:  "TCP has no messages: it is a stream of bytes.",
		Try:  "Frame your messages: end them with a newline (recv_line), or put their length in front (recv_exactly).",
	}
}

// shortReceive: a recv that gave only a part of one send.
func shortReceive(f *Facts, v *runtime.View) Report {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || last.Via == "recv_exactly" || !v.Network.IsStream() {
		return Report{}
	}
	part := f.last(peer, func(e *runtime.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.To
	})
	if part == nil {
		return lessThanAsked(f, v, last)
	}
	return Report{
		What: fmt.Sprintf("recv%s gave %s of a send of %d", at(last.Place), bytes(int64(last.N)), part.N),
		Why:  "recv gives what is there now, up to what was asked; the rest waits.",
		Try:  "Loop until you have a whole message, or use recv_exactly, recv_line or recv_until.",
	}
}

// lessThanAsked: a recv that gave what there was, and more came later.
func lessThanAsked(f *Facts, v *runtime.View, last *runtime.Event) Report {
	p := f.view(v.Peer)
	if p == nil || last.N >= last.Asked || p.Sent <= last.Stream.To {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("recv%s gave %d of up to %s", at(last.Place), last.N, bytes(int64(last.Asked))),
		Why:  fmt.Sprintf("recv gives what is there now: those %d; it does not wait for more. %s more have been sent since.", last.N, bytes(p.Sent-last.Stream.To)),
		Try:  "Loop until you have a whole message, or use recv_exactly, recv_line or recv_until.",
	}
}

// cutDatagram: a datagram that did not fit.
func cutDatagram(f *Facts, v *runtime.View) Report {
	e := f.last(v.ID, func(e *runtime.Event) bool { return e.Done() && e.Size > e.N && e.Err == nil })
	if e == nil || v.Network.IsStream() {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("a datagram of %s was cut to %d%s", bytes(int64(e.Size)), e.N, at(e.Place)),
		Why:  "A datagram is received whole or cut: the rest is thrown away. TCP keeps the rest, UDP does not.",
		Try:  "Ask for as many bytes as a datagram may have: 65507.",
	}
}

// A delayed acknowledgement takes 40 ms, a little more on a busy machine.
const (
	nagleWaits  = 35 * time.Millisecond
	nagleWaited = 90 * time.Millisecond
)

// smallSends: Nagle's algorithm and the delayed acknowledgement, together.
func smallSends(f *Facts, v *runtime.View) Report {
	if !v.Network.IsTCP() || v.Kind != runtime.Stream {
		return Report{}
	}
	if nagle, err := v.Getopt(&runtime.Caller{}, runtime.FindOption("nodelay")); err != nil || nagle.Int != 0 {
		return Report{}
	}
	slow := 0
	var least, most time.Duration
	var prev *runtime.Event
	for i := range f.history() {
		e := &f.events[i]
		if e.Socket != v.ID || !e.Done() {
			continue
		}
		took := e.End.Sub(e.Begin)
		if prev != nil && prev.Call == "send" && e.Call == "recv" && took >= nagleWaits && took <= nagleWaited && f.sendsBefore(i, v.ID) >= 2 {
			if slow == 0 || took < least {
				least = took
			}
			slow, most = slow+1, max(most, took)
		}
		prev = e
	}
	if slow < 2 {
		return Report{}
	}
	return Report{
		What: fmt.Sprintf("%d replies took about 40 ms each: %d to %d ms", slow, least.Milliseconds(), most.Milliseconds()),
		Why:  "Two small sends in a row: the second waits for the acknowledgement of the first (Nagle), and the other side delays that.",
		Try:  fmt.Sprintf("Send once, or setopt(%s, \"nodelay\", true).", f.Name(v.Socket)),
	}
}

// sendsBefore counts the sends of a socket directly before event i.
func (f *Facts) sendsBefore(i, socket int) int {
	n := 0
	for i--; i >= 0; i-- {
		e := &f.events[i]
		if e.Socket != socket {
			continue
		}
		if e.Call != "send" {
			break
		}
		n++
	}
	return n
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

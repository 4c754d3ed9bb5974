package explain

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/rest"
)

// A client counts as connected when it has got the SYN,ACK. The server's kernel
// waits for the ACK after it, and drops that while the accept queue is full
// (tcp_check_req in Linux): then one side is ESTABLISHED and the other is not.

// halfOpen: the client is connected, and the server's kernel has not taken its
// ACK, or has nothing of the connection at all.
func halfOpen(f *Facts, v *runtime.View) Report {
	if v.Kind != runtime.Stream || !v.Network.IsTCP() || v.State.Name != stack.Established || v.Peer != 0 || v.PeerWas != 0 || f.now().Err != nil {
		return Report{}
	}
	far := rest.FarEnd(f.now(), v, rest.AnyRole)
	switch {
	case f.listenerWent(v):
		return Report{} // it may have been the one that answered
	case far == nil:
		return nothingThere(f, v)
	case far.Role != runtime.Queued || far.Name != stack.SynRecv:
		return Report{}
	}
	if l := f.view(far.Socket); l != nil {
		return ackNotTaken(f, v, l, far)
	}
	return Report{}
}

// ackNotTaken: the kernel has the connection in SYN_RECV. With room in the queue
// the ACK may also be on its way.
func ackNotTaken(f *Facts, v, l *runtime.View, far *runtime.Around) Report {
	again := "the SYN,ACK sent again"
	if far.Timer.Kind == stack.Retransmit && far.Timer.Left > 0 {
		again += fmt.Sprintf(" in %.1f s", far.Timer.Left.Seconds())
	}
	finish := fmt.Sprintf("what %s sends, which carries the ACK again, or %s, finishes the handshake.", f.Name(v.Socket), again)
	if !l.State.Full() {
		return Report{
			What: fmt.Sprintf("connected, but not accepted yet by %s", f.Name(l.Socket)),
			Why:  fmt.Sprintf("%s. The server's kernel has not taken that ACK yet, and has the connection half open (SYN_RECV): it drops an ACK while the accept queue is full.", f.gotAnswer(v)),
			Try:  fmt.Sprintf("accept(%s) waits for it: %s", f.arg(l.Socket), finish),
		}
	}
	return Report{
		What: fmt.Sprintf("connected at its own side only: the queue of %s is full", f.Name(l.Socket)),
		Why:  fmt.Sprintf("%s. The server's kernel drops that ACK while %s, and has the connection half open (SYN_RECV).", f.gotAnswer(v), f.queueIsFull(l)),
		Try:  fmt.Sprintf("accept(%s), or a larger backlog. Once there is room, %s", f.arg(l.Socket), finish),
	}
}

// nothingThere: no row at the other end, though a listener of ours has its
// address.
func nothingThere(f *Facts, v *runtime.View) Report {
	l := f.answered(v)
	if l == nil {
		return Report{}
	}
	while := "the accept queue is full"
	if l.State.Full() {
		while = f.queueIsFull(l)
	}
	return Report{
		What: fmt.Sprintf("connected at its own side only: the kernel has no other end of it at %s", f.Name(l.Socket)),
		Why:  fmt.Sprintf("%s. The server's kernel drops that ACK while %s, and forgets a half open connection when it has sent the SYN,ACK again a few times in vain.", f.gotAnswer(v), while),
		Try: fmt.Sprintf("close(%[3]s), and dial again when accept(%[4]s) or a larger backlog has made room: what %[1]s sends is answered by a reset. Only if the SYN,ACK was a SYN cookie does it finish the handshake, once there is room.",
			f.Name(v.Socket), f.Name(l.Socket), f.arg(v.Socket), f.arg(l.Socket)),
	}
}

// gotAnswer says why a client counts as connected.
func (f *Facts) gotAnswer(v *runtime.View) string {
	return fmt.Sprintf("%s counts as connected: it got the SYN,ACK, and sent the ACK", f.Name(v.Socket))
}

// answered gives the listener of ours that has the address a stream goes to. One
// of the other family may or may not take its connections, and is left out.
func (f *Facts) answered(v *runtime.View) *runtime.View {
	for _, l := range f.listeners() {
		if l.Network == v.Network && rest.GoesTo(v, l) {
			return l
		}
	}
	return nil
}

// listenerWent reports whether a listener of the port that a stream goes to was
// closed after the stream had called it.
func (f *Facts) listenerWent(v *runtime.View) bool {
	end := f.closedListener(v.State.Remote)
	if end == nil {
		return false
	}
	called := f.last(v.ID, func(e *event.Event) bool { return e.Call == "connect" })
	return called == nil || called.Seq < end.Seq
}

// queueIsFull says so of a listener's accept queue, for a sentence.
func (f *Facts) queueIsFull(l *runtime.View) string {
	return fmt.Sprintf("the accept queue of %s is full (%s of %s+1)", f.Name(l.Socket), l.State.AcceptQueue, l.State.Backlog)
}

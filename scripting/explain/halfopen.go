package explain

import (
	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
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
func ackNotTaken(f *Facts, v, l *runtime.View, far *runtime.Around) (r Report) {
	half := claim.Field(v.ID, "state at the other end", string(far.Name), f.now().At)
	values := claim.Values{"who": claim.Socket(v.ID), "l": claim.Socket(l.ID)}
	if far.Timer.Kind == stack.Retransmit && far.Timer.Left > 0 {
		values["left"] = far.Timer.Left
	}
	what, why, try := claim.HalfOpenWaits, claim.ACKNotTaken, claim.AcceptWaitsForIt
	if l.State.Full() {
		what, why, try = claim.HalfOpenAtOwnSide, claim.ACKDropped, claim.AcceptForRoom
	}
	f.what(&r, claim.Of(what, claim.Values{"l": claim.Socket(l.ID)}, half))
	f.gotAnswer(&r, v)
	f.why(&r, claim.Of(why, fullValues(l), half, f.field(l, "accept queue", l.State.AcceptQueue)))
	f.try(&r, claim.Of(try, values))
	return r
}

// fullValues says how full the accept queue of a listener is.
func fullValues(l *runtime.View) claim.Values {
	return claim.Values{"l": claim.Socket(l.ID), "n": int(l.State.AcceptQueue), "backlog": int(l.State.Backlog)}
}

// nothingThere: no row at the other end, though a listener of ours has its
// address.
func nothingThere(f *Facts, v *runtime.View) (r Report) {
	l := f.answered(v)
	if l == nil {
		return r
	}
	who := claim.Values{"who": claim.Socket(v.ID), "l": claim.Socket(l.ID)}
	f.what(&r, claim.Of(claim.HalfOpenNothing, claim.Values{"l": claim.Socket(l.ID)}, f.state(v), claim.Field(v.ID, "other end in the kernel's table", "none", f.now().At)))
	f.gotAnswer(&r, v)
	f.why(&r, claim.Of(claim.HalfOpenForgotten, nil))
	if l.State.Full() {
		f.why(&r, claim.Of(claim.QueueIsFullNow, fullValues(l), f.field(l, "accept queue", l.State.AcceptQueue)))
	}
	f.try(&r, claim.Of(claim.DialAgainLater, who))
	return r
}

// gotAnswer says why a client counts as connected.
func (f *Facts) gotAnswer(r *Report, v *runtime.View) {
	f.why(r, claim.Of(claim.GotTheAnswer, claim.Values{"who": claim.Socket(v.ID)}, f.state(v)))
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

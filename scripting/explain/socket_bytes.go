package explain

import (
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/rest"
)

// bytesWait: what has arrived and was not taken.
func bytesWait(f *Facts, v *runtime.View) (r Report) {
	switch n := v.State.RecvQueue; {
	case v.Kind == runtime.Listener:
		return r
	case !v.Network.IsStream() && v.State.Datagrams > 0:
		f.what(&r, claim.Of(claim.DatagramsWait, claim.Values{"n": int(v.State.Datagrams)}, f.field(v, "datagrams", v.State.Datagrams)))
		f.why(&r, claim.Of(claim.InTheKernel, nil, f.field(v, "datagrams", v.State.Datagrams)))
	case n > 0:
		f.what(&r, claim.Of(claim.BytesWait, claim.Values{"n": claim.Bytes(n)}, f.field(v, "recv queue", n)))
		f.why(&r, claim.Of(claim.InTheKernel, nil, f.field(v, "recv queue", n)))
	}
	if v.Kept > 0 {
		kept := claim.Of(claim.KeptInObject, claim.Values{"n": claim.Bytes(v.Kept)}, f.field(v, "kept", v.Kept))
		if f.why(&r, kept); r.What == "" {
			f.what(&r, claim.Of(claim.BytesWait, claim.Values{"n": claim.Bytes(v.Kept)}, kept.Evidence...))
		}
	}
	return r
}

// dropped: datagrams for which there was no room, at the socket or at its other end.
func dropped(f *Facts, v *runtime.View) (r Report) {
	for _, o := range []*runtime.View{v, f.view(v.Peer)} {
		if o == nil || o.Network.IsStream() || o.State.Drops <= 0 {
			continue
		}
		who := claim.Socket(o.ID)
		if r.What == "" {
			f.what(&r, claim.Of(claim.SomeDropped, nil, f.field(o, "drops", o.State.Drops)))
		}
		f.why(&r, claim.Of(claim.DatagramsDropped, claim.Values{"who": who, "n": int(o.State.Drops)}, f.field(o, "drops", o.State.Drops)))
		f.try(&r, claim.Of(claim.ReadFaster, claim.Values{"who": who}))
	}
	return r
}

// unanswered: what the socket has sent is sent again and again.
func unanswered(f *Facts, v *runtime.View) (r Report) {
	if f.unacknowledged(&r, v) {
		f.what(&r, claim.Of(claim.Unheard, nil, r.Claims[0].Evidence...))
	}
	return r
}

// deafToGroup: the socket has joined a group, and does not get what is sent to it.
func deafToGroup(f *Facts, v *runtime.View) (r Report) {
	if f.besideTheGroup(&r, v) {
		f.what(&r, claim.Of(claim.DeafToGroup, nil, r.Claims[0].Evidence...))
	}
	return r
}

// sentNotReceived: send returned, and not all that was sent was received: the rest is in
// the queue of the other end, or has not left that of this one.
func sentNotReceived(f *Facts, v *runtime.View) (r Report) {
	if v.Kind != runtime.Stream || v.Sent == 0 || v.State.Name == stack.Closed {
		return r
	}
	p := f.view(v.Peer)
	if p == nil {
		return f.notReadByAnother(v)
	}
	there := int64(max(0, p.State.RecvQueue))
	if here := v.Sent - p.Received - there; here > 0 || there > 0 {
		f.whereBytesAre(&r, v, p, max(0, here), there)
	}
	return r
}

// whereBytesAre adds up what was sent: it was received, waits there, or is here.
func (f *Facts) whereBytesAre(r *Report, v, p *runtime.View, here, there int64) {
	sent, got, queue := f.field(v, "bytes sent", v.Sent), f.field(p, "bytes taken", p.Received), f.field(p, "recv queue", p.State.RecvQueue)
	far := claim.Socket(p.ID)
	f.what(r, claim.Of(claim.NotReceived, claim.Values{"n": claim.Bytes(here + there)}, sent, got))
	f.why(r, claim.Of(claim.SendOnlyCopies, nil))
	if p.Received > 0 {
		f.why(r, claim.Of(claim.ReceivedOfSent, claim.Values{"sent": claim.Bytes(v.Sent), "got": claim.Bytes(p.Received)}, sent, got))
	}
	if there > 0 {
		values := claim.Values{"n": claim.Bytes(there), "far": far}
		if last := f.lastReceive(p.ID); last != nil {
			values["ago"], values["place"] = f.Session.Clock.Since(last.End), last.Place
			f.why(r, claim.Of(claim.WaitThereSince, values, queue, claim.Event(last)))
		} else {
			f.why(r, claim.Of(claim.WaitThere, values, queue))
		}
		f.try(r, claim.Of(claim.RecvThere, claim.Values{"far": far}))
	}
	if here > 0 {
		f.why(r, claim.Of(claim.WaitHere, claim.Values{"n": claim.Bytes(here), "who": claim.Socket(v.ID)}, sent, got, queue))
	}
}

// notReadByAnother: the other end is of another program, or nobody has accepted it.
func (f *Facts) notReadByAnother(v *runtime.View) (r Report) {
	far := rest.FarEnd(f.now(), v, runtime.Far)
	if far == nil || far.RecvQueue <= 0 {
		return r
	}
	n := claim.Bytes(far.RecvQueue)
	queue := f.field(v, "recv queue of the other end", far.RecvQueue)
	f.what(&r, claim.Of(claim.NotReceived, claim.Values{"n": n}, queue))
	f.why(&r, claim.Of(claim.SendOnlyCopies, nil))
	f.why(&r, claim.Of(claim.UnreadAtAnother, claim.Values{"n": n, "holder": far.Holder}, queue))
	return r
}

// loopOnEOF: recv is called again and again after the end.
func loopOnEOF(f *Facts, v *runtime.View) (r Report) {
	eof := func(e *event.Event) bool { return e.EOF }
	n := f.count(v.ID, eof)
	if n < 2 {
		return r
	}
	last := f.last(v.ID, eof)
	f.what(&r, claim.Of(claim.EOFAgain, claim.Values{"n": n, "place": last.Place}, claim.Event(last)))
	f.why(&r, claim.Of(claim.EOFForEver, nil))
	f.try(&r, claim.Of(claim.LeaveLoop, nil))
	return r
}

// gluedSends: one recv that took the bytes of several sends.
func gluedSends(f *Facts, v *runtime.View) (r Report) {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || !v.Network.IsStream() {
		return r
	}
	n := f.count(peer, func(e *event.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.From
	})
	if n < 2 {
		return r
	}
	f.what(&r, claim.Of(claim.OneRecvOfSends, claim.Values{"n": n, "place": last.Place}, claim.Event(last)))
	f.why(&r, claim.Of(claim.NoMessages, nil))
	f.try(&r, claim.Of(claim.FrameThem, nil))
	return r
}

// shortReceive: a recv that gave only a part of one send.
func shortReceive(f *Facts, v *runtime.View) (r Report) {
	peer := f.peer(v.Socket)
	last := f.last(v.ID, call("recv"))
	if peer == 0 || last == nil || last.N == 0 || last.Via == "recv_exactly" || !v.Network.IsStream() || f.cutByFault(last) {
		return r
	}
	part := f.last(peer, func(e *event.Event) bool {
		return e.Call == "send" && e.Stream.From < last.Stream.To && e.Stream.To > last.Stream.To
	})
	if part == nil {
		return lessThanAsked(f, v, last)
	}
	f.what(&r, claim.Of(claim.PartOfSend, claim.Values{"place": last.Place, "n": claim.Bytes(last.N), "all": part.N}, claim.Event(last), claim.Event(part)))
	f.why(&r, claim.Of(claim.WhatIsThereNow, nil))
	f.try(&r, claim.Of(claim.LoopForWhole, nil))
	return r
}

// cutByFault reports whether a fault kept a receive from giving more.
func (f *Facts) cutByFault(e *event.Event) bool {
	return slices.ContainsFunc(f.strikes(e.Socket), func(s strike) bool {
		return s.dir == stack.Read && s.hit.Seq > e.Seq && !s.hit.Begin.After(e.End)
	})
}

// lessThanAsked: a recv that gave what there was, and more came later.
func lessThanAsked(f *Facts, v *runtime.View, last *event.Event) (r Report) {
	p := f.view(v.Peer)
	if p == nil || last.N >= last.Asked || p.Sent <= last.Stream.To {
		return r
	}
	since := f.field(p, "bytes sent", p.Sent)
	f.what(&r, claim.Of(claim.LessThanAsked, claim.Values{"place": last.Place, "n": last.N, "asked": claim.Bytes(last.Asked)}, claim.Event(last)))
	f.why(&r, claim.Of(claim.SentSince, claim.Values{"n": last.N, "more": claim.Bytes(p.Sent - last.Stream.To)}, claim.Event(last), since))
	f.try(&r, claim.Of(claim.LoopForWhole, nil))
	return r
}

// cutDatagram: a datagram that did not fit.
func cutDatagram(f *Facts, v *runtime.View) (r Report) {
	e := f.last(v.ID, func(e *event.Event) bool { return e.Done() && e.Size > e.N && e.Err == nil })
	if e == nil || v.Network.IsStream() {
		return r
	}
	f.what(&r, claim.Of(claim.DatagramCut, claim.Values{"all": claim.Bytes(e.Size), "n": e.N, "place": e.Place}, claim.Event(e)))
	f.why(&r, claim.Of(claim.CutForGood, nil))
	f.try(&r, claim.Of(claim.AskForMore, nil))
	return r
}

// A delayed acknowledgement takes 40 to 200 ms, a little more on a busy machine.
const (
	nagleWaits  = 35 * time.Millisecond
	nagleWaited = 250 * time.Millisecond
)

// smallSends: Nagle's algorithm and the delayed acknowledgement, together.
func smallSends(f *Facts, v *runtime.View) Report {
	if !v.Network.IsTCP() || v.Kind != runtime.Stream {
		return Report{}
	}
	if nagle, err := v.Option(stack.FindOption("nodelay")); err != nil || nagle.Int != 0 || f.slowedByFault(v) {
		return Report{}
	}
	slow := 0
	var least, most time.Duration
	var prev *event.Event
	for i := range f.history() {
		e := &f.events[i]
		if e.Socket != v.ID || !e.Done() {
			continue
		}
		took := e.End.Sub(e.Begin)
		if prev != nil && prev.Call == "send" && e.Call == "recv" && took >= nagleWaits && took <= nagleWaited && f.sendsBefore(i, v.ID) >= 2 && f.keptBack(prev, v) {
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
	var r Report
	f.what(&r, claim.Of(claim.RepliesTook, claim.Values{"n": slow, "least": least.Milliseconds(), "most": most.Milliseconds()}, claim.Event(prev)))
	f.why(&r, claim.Of(claim.NagleWaits, nil))
	f.try(&r, claim.Of(claim.SendOnce, claim.Values{"who": claim.Socket(v.ID)}))
	return r
}

// slowedByFault reports whether a fault made what passed late, at either end.
func (f *Facts) slowedByFault(v *runtime.View) bool {
	for _, id := range []int{v.ID, f.peer(v.Socket)} {
		if slices.ContainsFunc(f.strikes(id), func(s strike) bool { return s.name() == "delay" || s.name() == "rate" }) {
			return true
		}
	}
	return false
}

// keptBack reports whether the kernel kept the bytes of a send back: our socket at
// the other end waited for them and got them late. Where it is not ours, that is
// taken for likely.
func (f *Facts) keptBack(send *event.Event, v *runtime.View) bool {
	peer := f.peer(v.Socket)
	if peer == 0 {
		return true
	}
	for i := range f.history() {
		e := &f.events[i]
		if e.Socket == peer && (e.Call == "recv" || e.Call == "peek") && e.Done() && e.Stream.To >= send.Stream.To {
			return e.End.Sub(later(e.Begin, send.End)) >= nagleWaits
		}
	}
	return false
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
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

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

// Waiting explains why a call waits, and for whom.
func Waiting(f *Facts, task int, w runtime.Waiting) (r Report) {
	if w.Socket == nil {
		return r
	}
	f.whatWaits(&r, claim.WaitsSince, task, w, f.Session.Clock.Since(w.Since))
	if v := f.viewOf(w.Socket); v != nil {
		f.waitsFor(&r, v, w)
	} else if w.Call == "close" {
		f.lingers(&r, w.Socket)
	}
	return r
}

// lingers: close waits until what was sent has been acknowledged.
func (f *Facts) lingers(r *Report, s *runtime.Socket) {
	if set := f.setBy(s.ID, "linger", lastSeq); set != nil {
		f.why(r, claim.Of(claim.CloseLingers, claim.Values{"who": claim.Socket(s.ID), "limit": set.Arg[len("linger = "):], "by": claim.By(*set)}))
	}
}

// Waited explains a wait that ended then, as if it still went on. joins and named are
// as of Pause.
func Waited(f *Facts, task int, w runtime.Waiting, until time.Time, joins int, named string) (r Report) {
	f.whatWaits(&r, claim.WaitedFor, task, w, until.Sub(w.Since))
	if v := f.viewOf(w.Socket); v != nil {
		f.waitsFor(&r, v, w)
	} else if w.Socket == nil {
		f.pause(&r, w, joins, named)
	}
	return r
}

// waitsFor says what a call on a socket waits for.
func (f *Facts) waitsFor(r *Report, v *runtime.View, w runtime.Waiting) {
	switch {
	case v.Kind == runtime.Listener:
		f.acceptWaits(r, v)
	case w.Call == "send" || w.Call == "sendto":
		f.sendWaits(r, v, 0)
	case w.Call == "dial" || w.Call == "connect":
		f.nobodyAnswered(r, v.State.Remote.String(), nil, f.state(v))
	default:
		f.recvWaits(r, v, 0)
	}
}

// whatWaits says who waits, or waited, in which call and how long.
func (f *Facts) whatWaits(r *Report, kind claim.Kind, task int, w runtime.Waiting, long time.Duration) {
	values := claim.Values{"task": task, "call": w.Call, "since": long, "place": w.Place}
	evidence := claim.Setting("task", w.Call)
	if w.Socket != nil {
		values["who"] = claim.Socket(w.Socket.ID)
		if e := f.last(w.Socket.ID, func(e *event.Event) bool { return e.Task == task && e.Place == w.Place }); e != nil {
			evidence = claim.Event(e)
		}
	}
	f.what(r, claim.Of(kind, values, evidence))
}

// acceptWaits: the queue is empty.
func (f *Facts) acceptWaits(r *Report, v *runtime.View) {
	who := claim.Socket(v.ID)
	empty := f.field(v, "accept queue", v.State.AcceptQueue)
	if n := f.count(v.ID, call("accept")); n > 0 {
		f.why(r, claim.Of(claim.WaitsForAnotherClient, claim.Values{"who": who, "n": n}, empty, claim.Event(f.last(v.ID, call("accept")))))
	} else {
		f.why(r, claim.Of(claim.WaitsForClient, claim.Values{"who": who}, empty))
	}
	f.try(r, claim.Of(claim.DialIt, claim.Values{"address": v.State.Local}))
}

// leastAgo is from when on it is told how long ago something was.
const leastAgo = 50 * time.Millisecond

// recvWaits: nothing has been handed to the call. Where is what it waits for? since is
// the number of the event of a call that is over, 0 for one that goes on.
func (f *Facts) recvWaits(r *Report, v *runtime.View, since int64) {
	if f.faultWaits(r, v, stack.Read, since) {
		return
	}
	if since == 0 && v.State.RecvQueue > 0 && v.Network.IsStream() { // after a call that failed they may have come since
		f.why(r, claim.Of(claim.HereAlready, claim.Values{"who": claim.Socket(v.ID), "n": claim.Bytes(v.State.RecvQueue)}, f.field(v, "recv queue", v.State.RecvQueue)))
	}
	f.unacknowledged(r, v)
	p := f.view(v.Peer)
	switch {
	case !v.Network.IsStream():
		f.noDatagram(r, v, p, since)
	case p != nil:
		f.peerIsSilent(r, v, p, since)
	case f.notAccepted(r, v):
	default:
		f.otherIsSilent(r, v)
	}
}

// unacknowledged: what the socket itself sent was sent again, and nobody answers.
func (f *Facts) unacknowledged(r *Report, v *runtime.View) bool {
	t := v.State.TCP
	if t == nil || t.Retransmits == 0 || v.State.SendQueue <= 0 || v.State.Name == stack.Closed {
		return false
	}
	values := claim.Values{"who": claim.Socket(v.ID), "n": claim.Bytes(v.State.SendQueue), "times": int(t.Retransmits)}
	if v.State.Timer.Kind == stack.Retransmit && v.State.Timer.Left > 0 {
		values["left"] = v.State.Timer.Left
	}
	f.why(r, claim.Of(claim.Unacknowledged, values, f.field(v, "send queue", v.State.SendQueue), f.field(v, "retransmits", t.Retransmits)))
	f.askForLife(r, v)
	return true
}

// askForLife names what tells whether the other end is there, or is set to do so.
func (f *Facts) askForLife(r *Report, v *runtime.View) {
	if n, ok := f.keepalive(v.Socket); ok {
		values := claim.Values{"n": n}
		if set := f.setBy(v.ID, "keepalive", lastSeq); set != nil {
			values["by"] = claim.By(*set)
		}
		f.why(r, claim.Of(claim.KeepaliveRuns, values, f.field(v, "keepalive", true)))
		return
	}
	if r.Try == "" {
		f.try(r, claim.Of(claim.AskForLife, claim.Values{"who": claim.Socket(v.ID)}))
	}
}

// lastSeq is a number that no event has.
const lastSeq = int64(1) << 62

// keepalive gives how many probes may stay without an answer, if the option is on.
func (f *Facts) keepalive(s *runtime.Socket) (n int, on bool) {
	v, err := s.Option(stack.FindOption("keepalive"))
	if err != nil || v.Int == 0 || !s.Network.IsTCP() {
		return 0, false
	}
	n = 9 // as tcp(7) has it
	if v, err := s.Option(stack.FindOption("keepcnt")); err == nil {
		n = v.Int
	}
	return n, true
}

// peerIsSilent: what does the socket of ours do that has the other end?
func (f *Facts) peerIsSilent(r *Report, v, p *runtime.View, since int64) {
	far := claim.Socket(p.ID)
	if f.inTheirQueue(r, p) {
		return
	}
	if since == 0 && v.State.RecvQueue <= 0 {
		f.why(r, claim.Of(claim.NothingArrived, claim.Values{"far": far}, f.field(v, "recv queue", v.State.RecvQueue), f.state(p)))
	}
	f.lastSent(r, p)
	for i := range p.Waiting {
		w := &p.Waiting[i]
		if !receives(w.Call) || p.ID == v.ID { // it can be connected to itself
			continue
		}
		f.why(r, claim.Of(claim.BothWait, claim.Values{"call": w.Call, "task": w.Task, "place": w.Place}, f.state(p)))
		if reads := f.last(v.ID, call("recv")); reads != nil || w.Call == "recv_all" {
			f.try(r, claim.Of(claim.ShutdownSays, claim.Values{"far": far}))
		} else {
			f.try(r, claim.Of(claim.OneSpeaksFirst, nil))
		}
	}
	if r.Try == "" {
		f.try(r, claim.Of(claim.SenderMust, nil))
	}
}

// lastSent says when a socket of ours sent last.
func (f *Facts) lastSent(r *Report, p *runtime.View) {
	far := claim.Socket(p.ID)
	sent := f.last(p.ID, func(e *event.Event) bool {
		return e.Done() && (e.Call == "send" || e.Call == "sendto") && (e.Err == nil || e.N > 0)
	})
	if sent != nil {
		f.why(r, claim.Of(claim.LastSent, claim.Values{"far": far, "ago": f.Session.Clock.Since(sent.End), "place": sent.Place}, claim.Event(sent)))
	} else if f.dropped == 0 || p.Sent == 0 {
		f.why(r, claim.Of(claim.SentNothing, claim.Values{"far": far}, f.field(p, "bytes sent", p.Sent)))
	}
}

// inTheirQueue: bytes that the other end has sent have not left it.
func (f *Facts) inTheirQueue(r *Report, p *runtime.View) bool {
	n := p.State.SendQueue
	if n <= 0 || !p.Network.IsTCP() || p.State.Name == stack.Closed {
		return false
	}
	values := claim.Values{"far": claim.Socket(p.ID), "n": claim.Bytes(n)}
	queue := f.field(p, "send queue", n)
	if cork, err := p.Option(stack.FindOption("cork")); err == nil && cork.Int != 0 && p.State.TCP != nil && p.State.TCP.Unacked == 0 {
		if set := f.setBy(p.ID, "cork", lastSeq); set != nil {
			values["by"] = claim.By(*set)
		}
		f.why(r, claim.Of(claim.Corked, values, queue, f.field(p, "cork", true)))
		f.try(r, claim.Of(claim.Uncork, claim.Values{"far": claim.Socket(p.ID)}))
		return true
	}
	if f.unacknowledged(r, p) {
		return true
	}
	f.why(r, claim.Of(claim.InTheirQueue, values, queue))
	return false
}

// notAccepted: no script has the other end yet.
func (f *Facts) notAccepted(r *Report, v *runtime.View) bool {
	l := f.queuedIn(v)
	if l == nil {
		return false
	}
	who := claim.Socket(l.ID)
	f.why(r, claim.Of(claim.NotAccepted, claim.Values{"l": who}, claim.Field(l.ID, "connection in the accept queue", v.State.Local.String(), f.now().At)))
	if r.Try == "" {
		f.try(r, claim.Of(claim.CallAccept, claim.Values{"l": who}))
	}
	return true
}

// otherIsSilent: the other end is of another program, or not there any more.
func (f *Facts) otherIsSilent(r *Report, v *runtime.View) {
	if p := f.ended(v.Socket); p != nil {
		f.why(r, claim.Of(claim.PeerClosed, claim.Values{"far": claim.Socket(p.Socket), "by": claim.By(*p)}))
	} else if far := rest.FarEnd(f.now(), v, runtime.Far); far != nil {
		f.why(r, claim.Of(claim.HeldBy, claim.Values{"address": v.State.Remote, "holder": far.Holder}, f.field(v, "remote", v.State.Remote)))
	}
	t := v.State.TCP
	switch {
	case t == nil || v.Peer != 0:
	case t.BytesReceived == 0:
		f.why(r, claim.Of(claim.NeverHeard, nil, f.field(v, "bytes received", t.BytesReceived)))
	default:
		f.why(r, claim.Of(claim.SentLately, claim.Values{"ago": t.LastReceived}, f.field(v, "last received", t.LastReceived)))
	}
	if v.Network.IsTCP() && v.State.Name == stack.Established {
		f.why(r, claim.Of(claim.Silent, nil))
		f.askForLife(r, v)
	}
	if r.Try == "" {
		f.try(r, claim.Of(claim.SenderMust, nil))
	}
}

// noDatagram: none has come. Of whom, and does it come to this socket at all?
func (f *Facts) noDatagram(r *Report, v, p *runtime.View, since int64) {
	if f.besideTheGroup(r, v) {
		return
	}
	if since == 0 {
		f.why(r, claim.Of(claim.NoDatagram, claim.Values{"address": v.State.Local}, f.field(v, "recv queue", v.State.RecvQueue)))
	}
	if p != nil {
		f.lastSent(r, p)
	}
	if !v.Network.IsUnix() && p == nil {
		f.why(r, claim.Of(claim.NoConnection, nil))
	}
	f.try(r, claim.Of(claim.WaitWithLimit, nil))
}

// besideTheGroup: the socket has joined a multicast group, and is bound to another
// address: Linux gives it what was sent to that address only.
func (f *Facts) besideTheGroup(r *Report, v *runtime.View) bool {
	joined := f.setBy(v.ID, "multicast_join", lastSeq)
	local := v.State.Local
	if joined == nil || local.IP.IsUnspecified() || local.IP.IsMulticast() || local.Port == 0 {
		return false
	}
	group := joined.Arg[len("multicast_join = "):]
	f.why(r, claim.Of(claim.GroupNotAddressed, claim.Values{"who": claim.Socket(v.ID), "group": group, "by": claim.By(*joined), "address": local}, f.field(v, "local", local)))
	f.try(r, claim.Of(claim.ListenOnGroup, claim.Values{"group": group, "port": int(local.Port)}))
	return true
}

// sendWaits: there is no room for what is sent. since is as of recvWaits.
func (f *Facts) sendWaits(r *Report, v *runtime.View, since int64) {
	if f.faultWaits(r, v, stack.Write, since) || f.unacknowledged(r, v) || v.Kind == runtime.Stream && v.State.Name == stack.Closed {
		return // what is over has no buffer that could be full
	}
	values := claim.Values{}
	var evidence []claim.Evidence
	if v.State.SendQueue.Known() {
		values["here"] = claim.Bytes(v.State.SendQueue)
		evidence = append(evidence, f.field(v, "send queue", v.State.SendQueue))
	} else {
		evidence = append(evidence, f.state(v))
	}
	p := f.view(v.Peer)
	if p != nil {
		f.peerIsFull(r, v, p, values, evidence)
		return
	}
	if far := rest.FarEnd(f.now(), v, runtime.Far); far != nil && far.RecvQueue.Known() {
		values["there"], values["holder"] = claim.Bytes(far.RecvQueue), far.Holder
		f.why(r, claim.Of(claim.FullAtAnother, values, evidence...))
	} else {
		f.why(r, claim.Of(claim.BufferFull, values, evidence...))
		f.notAccepted(r, v)
	}
	if r.Try == "" {
		f.try(r, claim.Of(claim.TheyMustRecv, nil))
	}
}

// peerIsFull: a socket of ours does not take what is sent to it.
func (f *Facts) peerIsFull(r *Report, v, p *runtime.View, values claim.Values, evidence []claim.Evidence) {
	far := claim.Socket(p.ID)
	for i := range p.Waiting {
		if p.Waiting[i].Call == "send" && len(v.Waiting) > 0 && p.ID != v.ID {
			f.why(r, claim.Of(claim.BothSend, claim.Values{"who": claim.Socket(v.ID), "far": far}, append(evidence, f.field(p, "recv queue", p.State.RecvQueue))...))
			f.try(r, claim.Of(claim.ReceiveFirst, nil))
			return
		}
	}
	values["far"] = far
	evidence = append(evidence, f.field(p, "recv queue", p.State.RecvQueue))
	if !v.Network.IsStream() {
		f.why(r, claim.Of(claim.QueueFullThen, claim.Values{"far": far}, evidence...))
	} else {
		values["there"] = claim.Bytes(p.State.RecvQueue)
		if got := f.lastReceive(p.ID); got != nil {
			values["ago"] = f.Session.Clock.Since(got.End)
			evidence = append(evidence, claim.Event(got))
		}
		f.why(r, claim.Of(claim.BuffersFull, values, evidence...))
	}
	f.try(r, claim.Of(claim.PeerMustRecv, claim.Values{"far": far}))
}

// lastReceive gives the last call by which a socket took bytes.
func (f *Facts) lastReceive(id int) *event.Event {
	return f.last(id, func(e *event.Event) bool { return e.Done() && e.Call != "peek" && receives(e.Call) && e.N > 0 })
}

func receives(name string) bool {
	return slices.Contains([]string{"recv", "recv_exactly", "recv_line", "recv_until", "recv_all", "recvfrom", "peek"}, name)
}

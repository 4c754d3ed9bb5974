package explain

import (
	"slices"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// timedOut: the limit of a call has gone by.
func timedOut(f *Facts, e *runtime.CallError) (r Report) {
	failed := f.failed(e)
	took, known := f.took(e)
	switch e.Op {
	case "dial", "connect":
		f.nobodyAnswered(&r, e.Target, tookOrNil(took, known), f.evidenceOf(failed)...)
		return r
	case "accept":
		f.why(&r, claim.Of(claim.NoClientCame, claim.Values{"took": took}, f.evidenceOf(failed)...))
		f.try(&r, claim.Of(claim.AcceptAgain, nil))
		return r
	}
	v := f.viewOf(e.Socket)
	switch {
	case e.Op == "send" || e.Op == "sendto":
		if failed != nil {
			f.why(&r, claim.Of(claim.NotAllSent, claim.Values{"n": claim.Bytes(e.Sent), "asked": claim.Bytes(failed.Asked), "took": took}, claim.Event(failed)))
		}
		if v != nil && v.State.Name != stack.Closed { // over since: its queue tells nothing
			f.sendWaits(&r, v, seqOf(e))
		}
		return r
	case e.Kept > 0:
		f.why(&r, claim.Of(claim.PartCame, claim.Values{"n": claim.Bytes(e.Kept), "took": took}, f.evidenceOf(failed)...))
	case took < atOnce && known:
		f.why(&r, claim.Of(claim.NothingThere, nil, f.evidenceOf(failed)...))
	default:
		f.why(&r, claim.Of(claim.NothingCame, claim.Values{"took": took}, f.evidenceOf(failed)...))
	}
	if v != nil {
		f.recvWaits(&r, v, f.firstOf(e, failed))
	}
	if r.Try == "" {
		f.try(&r, claim.Of(claim.WaitLonger, nil))
	}
	return r
}

// atOnce is what a call takes that does not wait, and more.
const atOnce = 500 * time.Microsecond

func tookOrNil(d time.Duration, known bool) any {
	if !known {
		return nil
	}
	return d
}

// evidenceOf gives an event as evidence, if there is one.
func (f *Facts) evidenceOf(e *event.Event) []claim.Evidence {
	if e == nil {
		return nil
	}
	return []claim.Evidence{claim.Event(e)}
}

// took says how long a call that failed took.
func (f *Facts) took(e *runtime.CallError) (time.Duration, bool) {
	ev := f.failed(e)
	if ev == nil || !ev.Done() {
		return 0, false
	}
	return ev.End.Sub(f.began(ev, int64(e.Kept))), true
}

// began says when the call began of which ev is the last receive, and in which
// kept bytes came before: they are those of the receives before.
func (f *Facts) began(ev *event.Event, kept int64) time.Time { return f.first(ev, kept).Begin }

// firstOf gives the number of the first event of a call that failed.
func (f *Facts) firstOf(e *runtime.CallError, failed *event.Event) int64 {
	if failed == nil {
		return seqOf(e)
	}
	return f.first(failed, int64(e.Kept)).Seq
}

// first gives the first event of the call of which ev is the last receive.
func (f *Facts) first(ev *event.Event, kept int64) *event.Event {
	first := ev
	if ev.Via == "" {
		return first // it is the call itself
	}
	for _, e := range slices.Backward(f.of(ev.Socket)) {
		if e.Seq >= ev.Seq || e.Task != ev.Task {
			continue
		}
		took := e.Call == "recv"
		if e.Err != nil || e.Via != ev.Via || took && kept <= 0 || !took && e.Call != "peek" {
			break
		}
		if first = e; took {
			kept -= int64(e.N)
		}
	}
	return first
}

// nobodyAnswered: a connection request without an answer. Of a listener of ours it is
// known whether its accept queue is full; where several have the address, which of them
// the kernel asked is not.
func (f *Facts) nobodyAnswered(r *Report, target string, took any, evidence ...claim.Evidence) {
	if at := f.takersOf(target); len(at) > 0 && !slices.ContainsFunc(at, func(l *runtime.View) bool { return !l.State.Full() }) {
		l := at[0]
		who := claim.Socket(l.ID)
		f.why(r, claim.Of(claim.AcceptQueueFull, claim.Values{"l": who, "n": int(l.State.AcceptQueue), "backlog": int(l.State.Backlog)},
			append(evidence, f.field(l, "accept queue", l.State.AcceptQueue))...))
		f.try(r, claim.Of(claim.CallAccept, claim.Values{"l": who}))
		f.try(r, claim.Of(claim.RefusedOrTimeout, nil))
		return
	}
	f.why(r, claim.Of(claim.NoAnswer, claim.Values{"took": took}, evidence...))
	f.try(r, claim.Of(claim.RefusedOrTimeout, nil))
}

// takersOf gives the listeners of ours that take connections to an address: those
// that have just it, or else those that have every address of the machine.
func (f *Facts) takersOf(target string) (out []*runtime.View) {
	for _, every := range []bool{false, true} {
		for _, l := range f.listeners() {
			local, want := l.State.Local, literal(target, l.Network)
			switch {
			case l.State.Name != stack.Listen:
			case !every && local.String() == target,
				every && local.Port == want.Port && want.Port != 0 && local.IP.IsUnspecified() && local.IP.Unmap().Is4() == want.IP.Unmap().Is4():
				out = append(out, l)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return out
}

// verdict: the kernel gave a connection up (ETIMEDOUT), whatever the limit of the call.
func verdict(f *Facts, e *runtime.CallError) (r Report) {
	v := f.viewOf(e.Socket)
	switch {
	case e.Op == "dial" || e.Op == "connect":
		f.why(&r, claim.Of(claim.NoAnswerToSYN, nil, f.evidenceOf(f.failed(e))...))
	case v == nil || !f.gaveUp(&r, v):
		f.why(&r, claim.Of(claim.KernelGaveUp, nil))
	}
	f.why(&r, claim.Of(claim.VerdictNotLimit, nil))
	f.try(&r, claim.Of(claim.OverNow, nil))
	return r
}

// gaveUp says why the kernel gave a connection up: its last figures stay when it is over.
func (f *Facts) gaveUp(r *Report, v *runtime.View) bool {
	t := v.State.TCP
	if t == nil || v.State.Name != stack.Closed {
		return false
	}
	_, keepalive := f.keepalive(v.Socket)
	switch {
	case t.Retransmits > 0:
		values := claim.Values{"who": claim.Socket(v.ID), "n": int(t.Retransmits)}
		if set := f.setBy(v.ID, "user_timeout", lastSeq); set != nil {
			values["limit"], values["by"] = set.Arg[len("user_timeout = "):], claim.By(*set)
		}
		f.why(r, claim.Of(claim.NobodyAcked, values, f.field(v, "retransmits", t.Retransmits), f.state(v)))
	case t.Probes > 0 && keepalive && int64(t.BytesAcked) >= v.Sent:
		values := claim.Values{"n": int(t.Probes)}
		if set := f.setBy(v.ID, "keepalive", lastSeq); set != nil {
			values["by"] = claim.By(*set)
		}
		f.why(r, claim.Of(claim.KeepalivesFailed, values, f.field(v, "probes without an answer", t.Probes), f.state(v)))
	case t.Probes > 0:
		f.why(r, claim.Of(claim.WindowStayedShut, claim.Values{"n": int(t.Probes)}, f.field(v, "probes without an answer", t.Probes), f.state(v)))
	default:
		return false
	}
	return true
}

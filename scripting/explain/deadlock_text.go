package explain

import (
	"strconv"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/rest"
)

// maxWaits is how many waits a report names.
const maxWaits = 6

// Deadlock says who waits for whom, of waits that are all Stuck. some says that there
// are other tasks, that ask.
func Deadlock(f *Facts, waits []rest.Wait, some bool) (r Report) {
	kind := claim.Deadlock
	switch {
	case some:
		kind = claim.DeadlockOfSome
	case len(waits) == 1:
		kind = claim.DeadlockOfOne
	}
	f.what(&r, claim.Of(kind, nil, claim.Setting("tasks that wait", strconv.Itoa(len(waits)))))
	var said []claim.Claim
	for i := range waits {
		if i == maxWaits && len(waits) > maxWaits+1 {
			said = append(said, claim.Of(claim.MoreTasks, claim.Values{"n": len(waits) - i}, claim.Setting("tasks that wait", strconv.Itoa(len(waits)))))
			break
		}
		said = append(said, f.whom(&waits[i]))
	}
	f.sentence(&r, &r.Why, "", "; ", said)
	r.Why += "."
	f.wayOut(&r, waits)
	f.faultsOf(&r, waits)
	return r
}

// sentence adds claims to a part as one sentence.
func (f *Facts) sentence(r *Report, part *string, before, between string, claims []claim.Claim) {
	sp := f.speaker()
	var said []string
	for _, c := range claims {
		if !c.Stands() {
			continue
		}
		said = append(said, sp.Text(c))
		f.note(r, c)
	}
	*part += before + strings.Join(said, between)
}

// waitValues names a wait, with what shows it.
func (f *Facts) waitValues(w *rest.Wait) (claim.Values, []claim.Evidence) {
	values := claim.Values{"task": w.Task, "call": w.Call, "place": w.Place}
	evidence := []claim.Evidence{{Call: w.Call, Task: w.Task, Place: w.Place, Field: "waits in", Value: w.Call, At: w.Since}}
	if w.Socket == nil {
		return values, evidence
	}
	values["who"] = claim.Socket(w.Socket.ID)
	for _, e := range f.of(w.Socket.ID) {
		if e.Task == w.Task && !e.Done() {
			evidence = []claim.Evidence{claim.Event(e)}
		}
	}
	return values, evidence
}

// whom says for whom a task waits, and since which line.
func (f *Facts) whom(w *rest.Wait) claim.Claim {
	values, evidence := f.waitValues(w)
	kind := claim.OneWaits
	switch {
	case w.For != 0:
		kind, values["for"] = claim.OneForTask, w.For
	case w.Call == "get":
		kind = claim.OneForValue
	case w.Call == "put":
		kind = claim.OneForTaker
	case w.Socket != nil:
		if v := f.view(w.Socket.ID); v != nil {
			return f.forPeer(w, v, values, evidence)
		}
	}
	return claim.Of(kind, values, evidence...)
}

// forPeer says what the other end would have to do.
func (f *Facts) forPeer(w *rest.Wait, v *runtime.View, values claim.Values, evidence []claim.Evidence) claim.Claim {
	p, l := f.view(v.Peer), f.queuedIn(v)
	sends := w.Call == "send" || w.Call == "sendto"
	if sends && v.State.SendQueue.Known() {
		values["here"] = claim.Bytes(v.State.SendQueue)
		evidence = append(evidence, f.field(v, "send queue", v.State.SendQueue))
	}
	kind := claim.OneForOther
	switch {
	case v.Kind == runtime.Listener:
		kind = claim.OneForClient
	case f.isHeld(w, v):
		kind = claim.OneAtFault
	case p != nil && sends:
		kind, values["far"], values["there"] = claim.OneForReceiver, claim.Socket(p.ID), claim.Bytes(p.State.RecvQueue)
		evidence = append(evidence, f.field(p, "recv queue", p.State.RecvQueue))
	case p != nil:
		kind, values["far"] = claim.OneForSender, claim.Socket(p.ID)
	case l != nil && sends:
		kind, values["l"] = claim.OneForRoom, claim.Socket(l.ID)
	case l != nil:
		kind, values["l"] = claim.OneForAccepter, claim.Socket(l.ID)
	case sends:
		kind = claim.OneForAReader
	}
	return claim.Of(kind, values, evidence...)
}

// isHeld reports whether a fault lets nothing pass to the call.
func (f *Facts) isHeld(w *rest.Wait, v *runtime.View) bool {
	for i := range v.Waiting {
		if v.Waiting[i].Task == w.Task && v.Waiting[i].Stopped {
			return true
		}
	}
	return false
}

// faultsOf says which faults account for waits.
func (f *Facts) faultsOf(r *Report, waits []rest.Wait) {
	for i := range waits {
		if i == maxWaits {
			return
		}
		w := &waits[i]
		v := f.viewOf(w.Socket)
		if v == nil || v.Kind != runtime.Stream {
			continue
		}
		dir := stack.Read
		if w.Call == "send" || w.Call == "sendto" {
			dir = stack.Write
		}
		var one Report
		if !f.faultWaits(&one, v, dir, 0) || strings.Contains(r.Why, one.Why) {
			continue
		}
		r.Why += " " + one.Why
		if !strings.Contains(r.Try, one.Try) {
			r.Try += " " + one.Try
		}
		for _, c := range one.Claims {
			f.note(r, c)
		}
	}
}

// queuedIn gives the listener in whose accept queue the other end of v is.
func (f *Facts) queuedIn(v *runtime.View) *runtime.Socket {
	if o := rest.FarEnd(f.now(), v, runtime.Queued); o != nil {
		return f.Session.Find(o.Socket)
	}
	return nil
}

// wayOut says what all the waits have in common, and what would end them.
func (f *Facts) wayOut(r *Report, waits []rest.Wait) {
	in := map[string]int{}
	for i := range waits {
		switch w := &waits[i]; {
		case receives(w.Call) || w.Call == "wait":
			in["recv"]++
		default:
			in[w.Call]++
		}
	}
	common, try := claim.Kind(""), claim.GiveFirst
	switch {
	case in["recv"] == len(waits):
		common, try = claim.AllReceive, claim.SpeakOrEnd
	case in["send"] == len(waits):
		common, try = claim.AllSend, claim.ReceiveFirst
	case in["get"]+in["put"] == len(waits):
		try = claim.PutForEachGet
	case in["join"] == len(waits):
		common, try = claim.EachOthersEnd, claim.NotJoinEach
	case in["send"] > 0:
		try = claim.SomebodyReceive
	case in["recv"] > 0:
		try = claim.SomebodySend
	}
	if common != "" && len(waits) > 1 {
		f.why(r, claim.Of(common, nil, claim.Setting("tasks that wait", strconv.Itoa(len(waits)))))
	}
	f.try(r, claim.Of(try, nil))
}

// Outsiders says who outside may still wake whom, of waits of which some are
// Waiting and none will end by itself.
func Outsiders(f *Facts, waits []rest.Wait, states []rest.State) string {
	var r Report
	var said []claim.Claim
	for i := range waits {
		if states[i] == rest.Waiting && len(said) < maxWaits {
			said = append(said, f.outsider(&waits[i]))
		}
	}
	before := f.speaker().Text(claim.Of(claim.EverythingWaits, nil))
	f.sentence(&r, &r.Why, before, "; ", said)
	return r.Why
}

func (f *Facts) outsider(w *rest.Wait) claim.Claim {
	values, evidence := f.waitValues(w)
	delete(values, "task")
	v := f.viewOf(w.Socket)
	kind := claim.WaitsNamed
	switch {
	case w.Socket == nil:
		kind = claim.AnotherMayEnd
	case v == nil:
	case v.Kind == runtime.Listener:
		kind, values["address"] = claim.AnotherMayDial, v.State.Local
	case v.Kind == runtime.Datagram:
		kind, values["address"] = claim.AnotherMaySend, v.State.Local
	case rest.KernelEnds(v.State) || rest.KernelEnds(f.peerState(v)):
		return f.kernelEnds(v, values, evidence)
	default:
		kind = claim.ForForeignEnd
		if !v.State.Remote.IsZero() && !v.Network.IsUnix() {
			values["address"] = v.State.Remote.String()
		}
	}
	return claim.Of(kind, values, evidence...)
}

// peerState gives the state of the other end, if it is ours.
func (f *Facts) peerState(v *runtime.View) stack.State {
	if p := f.view(v.Peer); p != nil {
		return p.State
	}
	return stack.State{}
}

// kernelEnds says which timer of the kernel may end a wait.
func (f *Facts) kernelEnds(v *runtime.View, values claim.Values, evidence []claim.Evidence) claim.Claim {
	t := v.State.Timer
	if !rest.KernelEnds(v.State) {
		t = f.peerState(v).Timer
	}
	kind := claim.ResendingEnds
	if t.Kind == stack.Keepalive {
		kind = claim.KeepaliveEnds
	}
	if t.Left > 0 {
		values["left"] = t.Left
	}
	return claim.Of(kind, values, append(evidence, f.field(v, "timer", t.Kind))...)
}

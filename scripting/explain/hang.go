package explain

import (
	"fmt"
	"time"

	"sockpit/runtime"
	"sockpit/scripting/explain/claim"
)

// Waiting explains why a call waits, and for whom.
func Waiting(f *Facts, task int, w runtime.Waiting) Report {
	r := Report{}
	if w.Socket == nil {
		return r
	}
	v := f.view(w.Socket.ID)
	if v == nil {
		return r
	}
	switch {
	case v.Kind == runtime.Listener:
		r = acceptWaits(f, v)
	case w.Call == "send" || w.Call == "sendto":
		r = sendWaits(f, w.Socket)
	case w.Call == "dial" || w.Call == "connect":
		r = nobodyAnswered(f, &runtime.CallError{Op: w.Call, Target: v.State.Remote.String()})
	default:
		r = recvWaits(f, v)
	}
	r.What = fmt.Sprintf("task %d waits in %s on %s since %.1f s%s", task, w.Call, f.Name(w.Socket), f.Session.Clock.Since(w.Since).Seconds(), f.at(w.Place))
	return r
}

// Waited says of a wait that is over how long it took, until it ended.
func (f *Facts) Waited(task int, w runtime.Waiting, until time.Time) string {
	text := fmt.Sprintf("task %d waited in %s", task, w.Call)
	if w.Socket != nil {
		text += " on " + f.Name(w.Socket)
	}
	return text + fmt.Sprintf(" for %.1f s%s", until.Sub(w.Since).Seconds(), f.at(w.Place))
}

// acceptWaits: the queue is empty.
func acceptWaits(f *Facts, v *runtime.View) (r Report) {
	who := claim.Socket(v.ID)
	empty := f.field(v, "accept queue", v.State.AcceptQueue)
	if n := f.count(v.ID, call("accept")); n > 0 {
		f.why(&r, claim.Of(claim.WaitsForAnotherClient, claim.Values{"who": who, "n": n}, empty, claim.Event(f.last(v.ID, call("accept")))))
	} else {
		f.why(&r, claim.Of(claim.WaitsForClient, claim.Values{"who": who}, empty))
	}
	f.try(&r, claim.Of(claim.DialIt, claim.Values{"address": v.State.Local}))
	return r
}

// recvWaits: nothing has come, and the other end is still open. What does it do?
func recvWaits(f *Facts, v *runtime.View) Report {
	r := Report{Why: "Nothing has arrived, and the other end is still open.", Try: "The other end must send, or close."}
	p := f.view(v.Peer)
	if p == nil {
		if !v.Network.IsStream() {
			r = Report{Why: fmt.Sprintf("No datagram has come to %s.", v.State.Local), Try: "UDP loses datagrams without a word: wait with a timeout."}
		}
		return r
	}
	who := f.Name(p.Socket)
	r.Why = fmt.Sprintf("Nothing has arrived, and %s, the other end, is still open.", who)
	if sent := f.last(p.ID, call("send")); sent != nil {
		r.Why += fmt.Sprintf(" It last sent %.1f s ago%s.", f.Session.Clock.Since(sent.End).Seconds(), f.at(sent.Place))
	} else {
		r.Why += " It has sent nothing yet."
	}
	for _, w := range p.Waiting {
		if !receives(w.Call) {
			continue
		}
		r.Why += fmt.Sprintf(" It is itself waiting in %s (task %d%s): both wait, and nobody sends.", w.Call, w.Task, f.at(w.Place))
		r.Try = "One side must speak first."
		if reads := f.last(v.ID, call("recv")); reads != nil || w.Call == "recv_all" {
			r.Try = fmt.Sprintf("If one of them waits for the end of the stream: shutdown(%s) says that no more comes.", f.arg(p.Socket))
		}
	}
	return r
}

func receives(name string) bool {
	switch name {
	case "recv", "recv_exactly", "recv_line", "recv_until", "recv_all", "recvfrom", "peek":
		return true
	}
	return false
}

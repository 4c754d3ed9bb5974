package explain

import (
	"fmt"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
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
	return closed(f, s.ID, place, task)
}

// Closed explains a socket that was closed, by its number; false if the log has
// nothing of it any more.
func Closed(f *Facts, id int) (Report, bool) {
	end := f.last(id, call("close", "reset"))
	if end == nil {
		return Report{}, false
	}
	return closed(f, id, end.Place, end.Task), true
}

func closed(f *Facts, id int, place event.Place, task int) (r Report) {
	values := claim.Values{"who": claim.Socket(id), "task": task, "place": place}
	proof := claim.Setting("closed by", fmt.Sprintf("task %d", task))
	if end := f.last(id, call("close", "reset")); end != nil {
		proof = claim.Event(end)
	}
	f.what(&r, claim.Of(claim.IsClosed, values, proof))
	f.why(&r, claim.Of(claim.HasClosedIt, values, proof))
	try := claim.KernelsNow
	for i := range f.now().Others {
		o := &f.snap.Others[i]
		if o.Role != runtime.Left || o.Socket != id {
			continue
		}
		row := f.rowProof(&holder{Row: o.Row})
		if o.Name != stack.TimeWait {
			f.why(&r, claim.Of(claim.KernelHas, claim.Values{"state": string(o.Name)}, row))
			break
		}
		f.why(&r, claim.Of(claim.KernelRests, claim.Values{"address": o.Local, "left": int(o.Timer.Left.Seconds())}, row))
		try = claim.Harmless
	}
	f.try(&r, claim.Of(try, nil))
	return r
}

// observations are the questions about a socket, in order.
var observations = []func(*Facts, *runtime.View) Report{
	clientsWait, notAccepted, halfOpen, samePort, otherClosed, otherStillOpen, faulty, unanswered, bytesWait, dropped, deafToGroup, sentNotReceived, loopOnEOF, gluedSends, shortReceive,
	cutDatagram, smallSends, clientPort,
}

// clientsWait: connections that are finished and not accepted.
func clientsWait(f *Facts, v *runtime.View) (r Report) {
	n := v.State.AcceptQueue
	if !listens(v) || n <= 0 {
		return r
	}
	values := whoOf(v)
	values["n"], values["backlog"] = int(n), v.State.Backlog.String()
	proof := f.field(v, "accept queue", n)
	f.what(&r, claim.Of(claim.InQueue, values, proof))
	f.why(&r, claim.Of(claim.QueuedByOS, values, proof))
	if taken := f.count(v.ID, call("accept")); taken > 0 {
		f.why(&r, claim.Of(claim.AcceptedSoFar, claim.Values{"n": taken}, claim.Event(f.last(v.ID, call("accept")))))
	}
	f.try(&r, claim.Of(claim.AcceptOne, values))
	return r
}

// notAccepted: dial is over, and the other end waits for accept. With several listeners
// on the port the kernel does not tell which has it (SO_REUSEPORT).
func notAccepted(f *Facts, v *runtime.View) (r Report) {
	far := rest.FarEnd(f.now(), v, runtime.Queued)
	if v.Kind != runtime.Stream || far == nil || far.Name == stack.SynRecv {
		return r
	}
	proof := f.rowProof(&holder{Row: far.Row})
	if all := f.listenersAt(v.State.Remote); len(all) > 1 {
		f.what(&r, claim.Of(claim.NotAcceptedAt, claim.Values{"port": int(v.State.Remote.Port), "all": all}, proof))
		f.why(&r, claim.Of(claim.DialIsOver, nil, proof))
		f.why(&r, claim.Of(claim.AcceptTells, nil))
		return r
	}
	if f.Session.Find(far.Socket) == nil {
		return r
	}
	values := claim.Values{"l": claim.Socket(far.Socket)}
	f.what(&r, claim.Of(claim.NotAcceptedBy, values, proof))
	f.why(&r, claim.Of(claim.DialIsOver, values, proof))
	f.try(&r, claim.Of(claim.TakesOut, values))
	return r
}

// listenersAt gives our listeners that a call to an address may come to.
func (f *Facts) listenersAt(to stack.Address) (all claim.Sockets) {
	for _, l := range f.listeners() {
		if l.Network.IsTCP() && l.State.Local.Port == to.Port && takes(l.State.Local, to, f.v6onlyNow(l)) {
			all = append(all, l.ID)
		}
	}
	return all
}

// samePort: several sockets with one local port.
func samePort(f *Facts, v *runtime.View) (r Report) {
	if v.Kind != runtime.Stream || !v.Network.IsTCP() {
		return r
	}
	others := ""
	n := 0
	proof := []claim.Evidence{f.field(v, "local", v.State.Local)}
	for i := range f.now().Sockets {
		o := &f.snap.Sockets[i]
		if o.ID != v.ID && o.Kind == runtime.Stream && o.State.Local.String() == v.State.Local.String() {
			n++
			if n <= 3 {
				others += f.speaker().Text(claim.Of(claim.AlsoTalks, claim.Values{"who": claim.Socket(o.ID), "remote": o.State.Remote}))
				proof = append(proof, f.field(o, "local", o.State.Local))
			}
		}
	}
	kind := claim.SharesPorts
	switch n {
	case 0:
		return r
	case 1:
		kind = claim.SharesPort
	}
	f.what(&r, claim.Of(kind, claim.Values{"n": n, "port": int(v.State.Local.Port)}, proof...))
	f.why(&r, claim.Of(claim.TalksWith, claim.Values{"remote": v.State.Remote, "others": others}, proof...))
	return r
}

// otherClosed: CLOSE_WAIT.
func otherClosed(f *Facts, v *runtime.View) (r Report) {
	if v.State.Name != stack.CloseWait {
		return r
	}
	if eof := f.last(v.ID, func(e *event.Event) bool { return e.EOF }); eof != nil {
		f.what(&r, claim.Of(claim.CloseWaitEOF, nil, f.state(v), claim.Event(eof)))
	} else {
		f.what(&r, claim.Of(claim.CloseWait, nil, f.state(v)))
	}
	if end := f.finished(v.Socket); end != nil {
		f.why(&r, claim.Of(claim.FinishedBy, claim.Values{"peer": claim.Socket(end.Socket), "by": claim.By(*end), "call": end.Call}, f.state(v)))
	} else {
		f.why(&r, claim.Of(claim.OtherFinished, nil, f.state(v)))
	}
	n := 0
	for i := range f.now().Sockets {
		if f.snap.Sockets[i].State.Name == stack.CloseWait {
			n++
		}
	}
	if n > 1 {
		f.why(&r, claim.Of(claim.MoreCloseWait, claim.Values{"n": n}, f.state(v)))
	}
	f.try(&r, claim.Of(claim.ReadThenClose, whoOf(v)))
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
func otherStillOpen(f *Facts, v *runtime.View) (r Report) {
	switch v.State.Name {
	case stack.FinWait2:
		f.what(&r, claim.Of(claim.FinWait2, nil, f.state(v)))
		f.why(&r, claim.Of(claim.YouFinished, nil, f.state(v)))
		if p := f.Session.Find(v.Peer); p != nil {
			f.try(&r, claim.Of(claim.TheyMustClose, claim.Values{"peer": claim.Socket(p.ID)}))
		} else {
			f.try(&r, claim.Of(claim.OtherMustClose, nil))
		}
	case stack.Closed:
		return over(f, v)
	case stack.TimeWait:
		f.what(&r, claim.Of(claim.TimeWait, nil, f.state(v)))
		f.why(&r, claim.Of(claim.TimeWaitRests, nil, f.state(v)))
	}
	return r
}

// clientPort: where the port of the client is to be seen, and who chose it.
func clientPort(f *Facts, v *runtime.View) (r Report) {
	if !v.Network.IsTCP() || v.State.Remote.IsZero() {
		return r
	}
	ends := claim.Values{"address": v.State.Local, "remote": v.State.Remote}
	if v.State.Local.AddrPort() == v.State.Remote.AddrPort() {
		proof := f.field(v, "remote", v.State.Remote)
		f.what(&r, claim.Of(claim.OtherEndSelf, nil, proof))
		f.why(&r, claim.Of(claim.SelfConnected, ends, proof))
		return r
	}
	p := f.view(v.Peer)
	if p == nil {
		return r
	}
	proof := f.field(v, "remote", v.State.Remote)
	f.what(&r, claim.Of(claim.OtherEndIs, claim.Values{"peer": claim.Socket(p.ID)}, proof))
	f.why(&r, claim.Of(claim.EndsMirror, ends, proof))
	f.portChosen(&r, v, p)
	return r
}

// portChosen says who chose the port of the end that connected: bind with a port, or else
// the OS.
func (f *Facts) portChosen(r *Report, v, p *runtime.View) {
	for _, end := range []*runtime.View{v, p} {
		connect := f.last(end.ID, call("connect"))
		if connect == nil {
			continue
		}
		port := claim.Values{"port": int(end.State.Local.Port)}
		bound := f.last(end.ID, call("bind"))
		if bound != nil && literal(bound.Arg, "").Port != 0 {
			port["by"] = claim.By(*bound)
			f.why(r, claim.Of(claim.PortByBind, port))
		} else {
			f.why(r, claim.Of(claim.PortByOS, port, claim.Event(connect)))
		}
		return
	}
}

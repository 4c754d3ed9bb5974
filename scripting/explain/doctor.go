package explain

import (
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// Doctor looks at a whole session for what does not mend by itself, the worst first:
// queues that take nobody more, bytes that nobody acknowledges, datagrams that were
// thrown away, connections whose other end has closed, clients that nobody accepts, and
// sockets that a script can't get at any more. held reports whether a script can get at
// a socket; nil: not known.
func Doctor(f *Facts, held func(*runtime.Socket) bool) (out []Report) {
	var left []*runtime.View // neither waited on, nor held
	var kept []*runtime.View
	for i := range f.now().Sockets {
		v := &f.snap.Sockets[i]
		switch {
		case len(v.Waiting) > 0:
		case held != nil && !held(v.Socket):
			left = append(left, v)
		default:
			kept = append(kept, v)
		}
	}
	for _, rule := range []func(*Facts, *runtime.View) Report{queueFull, bufferFull, sendsAgain, droppedDatagrams} {
		for i := range f.snap.Sockets {
			if r := rule(f, &f.snap.Sockets[i]); r.What != "" {
				out = append(out, r)
			}
		}
	}
	waits, others := f.unheld(left)
	out = append(out, waits...)
	out = append(out, f.peersClosed(kept)...)
	for _, v := range kept {
		if r := unserved(f, v); r.What != "" {
			out = append(out, r)
		}
	}
	return append(out, others...)
}

// NothingToSee is the report of a session in which there is nothing to explain.
func NothingToSee(f *Facts) (r Report) {
	f.what(&r, claim.Of(claim.NothingToSee, nil, claim.Setting("sockets looked at", fmt.Sprint(len(f.now().Sockets)))))
	return r
}

// Caught adds to the report of a failed call, by the number of its event, that a script
// caught the error.
func Caught(f *Facts, r Report, event int64) Report {
	if ev, ok := f.Session.Log.Get(event); ok {
		f.why(&r, claim.Of(claim.Caught, nil, claim.Event(&ev)))
	}
	return r
}

// A fate is what sockets have in common that nobody holds: how they stand, and the
// line that made them.
type fate struct {
	closed bool // the other end is closed
	state  stack.TCPState
	made   event.Place
}

// unheld groups the sockets that no variable holds: those whose other end has closed
// first.
func (f *Facts) unheld(views []*runtime.View) (closed, others []Report) {
	groups := map[fate][]*runtime.View{}
	var order []fate
	for _, v := range views {
		k := fate{f.otherEndClosed(v), v.State.Name, v.Made}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], v)
	}
	for _, k := range order {
		if r := f.lost(k, groups[k]); k.closed {
			closed = append(closed, r)
		} else {
			others = append(others, r)
		}
	}
	return closed, others
}

// otherEndClosed reports whether the other end of a stream has closed: by the kernel, or
// of Unix sockets, which have no such state, by the log.
func (f *Facts) otherEndClosed(v *runtime.View) bool {
	if v.State.Name == stack.CloseWait {
		return true
	}
	return v.Network == stack.Unix && v.Kind == runtime.Stream && f.ended(v.Socket) != nil
}

// lost: sockets that no variable holds.
func (f *Facts) lost(k fate, views []*runtime.View) (r Report) {
	kind := claim.Unheld
	if len(views) > 1 {
		kind = claim.UnheldMany
	}
	f.what(&r, claim.Of(kind, claim.Values{"n": len(views), "state": orUnknown(k.state), "made": k.made}, f.state(views[0])))
	f.why(&r, claim.Of(claim.StaysOpen, claim.Values{"all": ids(views)}, f.state(views[0])))
	if k.closed {
		f.why(&r, claim.Of(claim.PeersClosed, nil, f.closedBy(views)...))
	}
	f.try(&r, claim.Of(claim.CloseByNumber, claim.Values{"who": claim.Socket(views[0].ID)}))
	return r
}

func ids(views []*runtime.View) (all claim.Sockets) {
	for _, v := range views {
		all = append(all, v.ID)
	}
	return all
}

// closedBy is the evidence that the other ends have closed: the states, and the calls of
// ours that did it.
func (f *Facts) closedBy(views []*runtime.View) (out []claim.Evidence) {
	for _, v := range views {
		out = append(out, f.state(v))
		if end := f.ended(v.Socket); end != nil {
			out = append(out, claim.Event(end))
		}
	}
	return out
}

// peersClosed: connections that variables hold, and whose other end has closed.
func (f *Facts) peersClosed(views []*runtime.View) (out []Report) {
	closed := slices.DeleteFunc(slices.Clone(views), func(v *runtime.View) bool { return !f.otherEndClosed(v) })
	for _, group := range []struct {
		kind claim.Kind
		unix bool
	}{{claim.InCloseWait, false}, {claim.UnixPeersClosed, true}} {
		of := slices.DeleteFunc(slices.Clone(closed), func(v *runtime.View) bool { return v.Network.IsUnix() != group.unix })
		if len(of) == 0 {
			continue
		}
		var r Report
		f.what(&r, claim.Of(group.kind, claim.Values{"n": len(of)}, f.closedBy(of)...))
		f.why(&r, claim.Of(claim.NotClosed, claim.Values{"all": ids(of)}, f.closedBy(of)...))
		f.try(&r, claim.Of(claim.ReceiveThenClose, claim.Values{"who": claim.Socket(of[0].ID)}))
		out = append(out, r)
	}
	return out
}

func whoOf(v *runtime.View) claim.Values { return claim.Values{"who": claim.Socket(v.ID)} }

// queueFull: a listener that takes no client more.
func queueFull(f *Facts, v *runtime.View) (r Report) {
	if !listens(v) || !v.State.Full() {
		return r
	}
	proof, most := f.field(v, "accept queue", v.State.AcceptQueue), f.field(v, "backlog", v.State.Backlog)
	f.what(&r, claim.Of(claim.QueueTakesNone, whoOf(v), proof, most))
	f.why(&r, claim.Of(claim.QueueOf, claim.Values{"who": claim.Socket(v.ID), "n": int(v.State.AcceptQueue), "backlog": v.State.Backlog.String()}, proof, most))
	f.try(&r, claim.Of(claim.AcceptOrBacklog, whoOf(v)))
	return r
}

func listens(v *runtime.View) bool {
	return v.State.Name == stack.Listen || v.State.Name == "" && v.Kind == runtime.Listener
}

// unserved: clients that are connected, and that no task accepts.
func unserved(f *Facts, v *runtime.View) (r Report) {
	if !listens(v) || v.State.AcceptQueue <= 0 || v.State.Full() {
		return r
	}
	proof := f.field(v, "accept queue", v.State.AcceptQueue)
	values := whoOf(v)
	values["n"] = int(v.State.AcceptQueue)
	f.what(&r, claim.Of(claim.QueueUnserved, values, proof))
	values = whoOf(v)
	if last := f.last(v.ID, call("accept")); last != nil {
		values["by"] = claim.By(*last)
	}
	f.why(&r, claim.Of(claim.NobodyAccepts, values, proof))
	f.try(&r, claim.Of(claim.AcceptOne, whoOf(v)))
	return r
}

// bufferFull: a stream that takes no byte more.
func bufferFull(f *Facts, v *runtime.View) (r Report) {
	if v.Kind != runtime.Stream || v.State.RecvFill < full || v.State.RecvQueue <= 0 {
		return r
	}
	proof := f.field(v, "recv queue", v.State.RecvQueue)
	f.what(&r, claim.Of(claim.BufferTakesNone, whoOf(v), proof))
	f.why(&r, claim.Of(claim.NobodyReceives, claim.Values{"who": claim.Socket(v.ID), "n": claim.Bytes(v.State.RecvQueue)}, proof))
	f.try(&r, claim.Of(claim.ReceiveThere, whoOf(v)))
	return r
}

// sendsAgain: the kernel has sent something again, and got no acknowledgement.
func sendsAgain(f *Facts, v *runtime.View) (r Report) {
	t := v.State.Timer
	if !v.Network.IsTCP() || t.Kind != "retransmit" || t.Retransmits == 0 {
		return r
	}
	proof := f.field(v, "retransmits", t.Retransmits)
	values := claim.Values{"who": claim.Socket(v.ID), "times": t.Retransmits, "left": t.Left}
	if v.State.SendQueue > 0 {
		values["n"] = claim.Bytes(v.State.SendQueue)
	}
	f.what(&r, claim.Of(claim.SendsAgain, whoOf(v), proof))
	f.why(&r, claim.Of(claim.SentAgain, values, proof))
	return r
}

// droppedDatagrams: what came found no room.
func droppedDatagrams(f *Facts, v *runtime.View) (r Report) {
	if v.State.Drops <= 0 {
		return r
	}
	proof := f.field(v, "drops", v.State.Drops)
	values := whoOf(v)
	values["n"] = int(v.State.Drops)
	f.what(&r, claim.Of(claim.Dropped, values, proof))
	f.why(&r, claim.Of(claim.DroppedWhy, claim.Values{"who": claim.Socket(v.ID), "address": v.State.Local}, proof))
	f.try(&r, claim.Of(claim.RoomOrSlower, nil))
	return r
}

// full is from where on a buffer counts as full: the kernel counts whole packets.
const full = 0.9

func orUnknown(state stack.TCPState) string {
	if state == "" {
		return "an unknown state"
	}
	return string(state)
}

// arg writes a socket as an argument of Lua: the variable that holds it, or else its
// number, which does too.
func (f *Facts) arg(s *runtime.Socket) string {
	if f.Typable != nil && !f.Typable(s) {
		return fmt.Sprint(s.ID)
	}
	name := f.Name(s)
	if strings.HasPrefix(name, "#") {
		return fmt.Sprint(s.ID)
	}
	return name
}

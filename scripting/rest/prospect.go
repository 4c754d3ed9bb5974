package rest

import (
	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// states says of each wait what may still end it. waits are all tasks of a
// session at a moment when none of them ran, before and after snap was taken.
//
// That nobody runs does not mean that nobody is about to. A call may have taken
// bytes from the kernel and not have told yet: so the bytes that one end sent
// are held against those that the tasks at the other end have got.
func states(waits []Wait, snap *runtime.Snapshot) []State {
	h := newHang(waits, snap)
	out := make([]State, len(waits))
	for i := range waits {
		out[i] = h.state(&waits[i])
	}
	return out
}

// A hang is all waits at one moment. There may be ten thousands of them and of
// sockets, so what is looked for is found by maps.
type hang struct {
	snap     *runtime.Snapshot
	tasks    map[int]bool // that wait
	views    map[int]*runtime.View
	several  map[int][]spot                      // of a task in wait{…}: the sockets
	arriving map[uint16][]*runtime.View          // streams whose other end nobody has, by the port they go to
	others   map[stack.Address][]*runtime.Around // by their own end, see endOf
}

// A spot is a socket with one of the waits on it.
type spot struct {
	view *runtime.View
	wait *runtime.Waits
}

func newHang(waits []Wait, snap *runtime.Snapshot) *hang {
	h := &hang{snap: snap, tasks: make(map[int]bool, len(waits)), views: make(map[int]*runtime.View, len(snap.Sockets)),
		several: map[int][]spot{}, arriving: map[uint16][]*runtime.View{}, others: map[stack.Address][]*runtime.Around{}}
	for i := range waits {
		h.tasks[waits[i].Task] = true
	}
	for i := range snap.Sockets {
		v := &snap.Sockets[i]
		h.views[v.ID] = v
		for k := range v.Waiting {
			if w := &v.Waiting[k]; w.Call == "wait" {
				h.several[w.Task] = append(h.several[w.Task], spot{v, w})
			}
		}
		if v.Peer == 0 && v.PeerWas == 0 && v.Kind == runtime.Stream && v.Network.IsTCP() && v.State.Hears() {
			h.arriving[v.State.Remote.Port] = append(h.arriving[v.State.Remote.Port], v)
		}
	}
	for i := range snap.Others {
		o := &snap.Others[i]
		h.others[endOf(o.Local)] = append(h.others[endOf(o.Local)], o)
	}
	return h
}

func (h *hang) state(w *Wait) State {
	ends := w.Ends()
	if ends < Pausing {
		return ends
	}
	return min(ends, h.event(w))
}

// event says of a wait whether what it waits for will happen, whatever its limit.
func (h *hang) event(w *Wait) State {
	switch {
	case w.Call == "join":
		return h.untilEnd(w.For)
	case w.Call == "get" || w.Call == "put":
		return Stuck
	case w.Call == "wait":
		return h.severalSockets(w)
	case w.Socket == nil:
		return Pausing // a sleep
	}
	v := h.views[w.Socket.ID]
	if v == nil {
		return Busy // it was closed
	}
	for i := range v.Waiting {
		if sw := &v.Waiting[i]; sw.Task == w.Task && sw.Since.Equal(w.Since) {
			return h.onSocket(v, sw)
		}
	}
	return Busy
}

// untilEnd: of a task that is itself among those that wait, or has just ended.
func (h *hang) untilEnd(task int) State {
	if h.tasks[task] {
		return Stuck
	}
	return Busy
}

// severalSockets: the task waits at several sockets at once.
func (h *hang) severalSockets(w *Wait) State {
	best := Stuck
	for _, at := range h.several[w.Task] {
		best = min(best, h.onSocket(at.view, at.wait))
	}
	if len(h.several[w.Task]) == 0 {
		return Busy
	}
	return best
}

func (h *hang) onSocket(v *runtime.View, w *runtime.Waits) State {
	switch {
	case w.Ready:
		return Busy
	case w.Stopped:
		return Stuck
	case v.Kind == runtime.Listener && h.clientArrives(v):
		return Busy
	case v.Kind == runtime.Listener:
		return Waiting
	case v.Kind == runtime.Fresh || w.Call == "dial" || w.Call == "connect" || w.Call == "close":
		return Pausing // the kernel does not wait for ever
	}
	p := h.views[v.Peer]
	switch {
	case p == nil && h.queued(v):
		return h.unaccepted(v)
	case p == nil && w.Direction == stack.Read && h.endArrives(v):
		return Busy
	case p == nil || v.Kind == runtime.Datagram && p.Peer != v.ID:
		return Waiting
	case v.Kind == runtime.Datagram && w.Direction == stack.Write:
		return Pausing
	case v.Kind == runtime.Datagram && v.State.RecvQueue == 0:
		return Doubtful // datagrams get lost, and so their bytes can't be counted
	case v.Kind == runtime.Datagram:
		return Busy
	case w.Direction == stack.Write:
		return sendProspect(v, p)
	}
	return recvProspect(v, p)
}

// recvProspect: nothing is here, nothing is on its way, and the stream goes on.
func recvProspect(v, p *runtime.View) State {
	quiet := v.State.RecvQueue == 0 && !p.Held && !waitsToSend(p) && streamsOn(v, p)
	return none(quiet && (p.Sent == v.Handed || v.Faulty || p.Faulty), v, p)
}

// streamsOn reports whether no end of the stream from p to v has been said.
func streamsOn(v, p *runtime.View) bool {
	if !v.Network.IsTCP() {
		return true // the stack would let the receive go on
	}
	speaks := p.State.Name == stack.Established || p.State.Name == stack.CloseWait
	return v.State.Hears() && speaks
}

// sendProspect: there is no room at either end. What the kernel has of the
// stream is in one queue or the other, or was received; if that is the whole of
// what is sent, the send has ended.
func sendProspect(v, p *runtime.View) State {
	taken := p.Handed + max(0, int64(v.State.SendQueue)) + max(0, int64(p.State.RecvQueue))
	return none(p.State.RecvQueue > 0 && (taken < v.SendEnds || v.Faulty || p.Faulty), v, p)
}

// none gives what a wait without any hope from the stack is.
func none(hopeless bool, v, p *runtime.View) State {
	switch {
	case !hopeless:
		return Busy
	case KernelEnds(v.State) || KernelEnds(p.State):
		return Waiting
	case v.Faulty || p.Faulty || v.State.Timer.Kind == stack.Retransmit || p.State.Timer.Kind == stack.Retransmit:
		return Doubtful
	}
	return Stuck
}

// KernelEnds reports whether a timer of the kernel ends a wait on a stream in that
// state, if the other end does not answer: that of keepalive, or of bytes that were sent
// again already (tcp(7)).
func KernelEnds(s stack.State) bool {
	return s.Timer.Kind == stack.Keepalive || s.Timer.Kind == stack.Retransmit && s.Timer.Retransmits > 0
}

// waitsToSend reports whether a send may go on once what is sent is received.
func waitsToSend(v *runtime.View) bool {
	for i := range v.Waiting {
		if w := &v.Waiting[i]; w.Direction == stack.Write && w.Call != "wait" && !w.Stopped {
			return true
		}
	}
	return false
}

// unaccepted: nobody can send, receive or close at the other end before a task
// accepts it.
func (h *hang) unaccepted(v *runtime.View) State {
	return none(v.State.RecvQueue == 0 && v.State.Hears(), v, v)
}

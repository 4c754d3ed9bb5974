package view

import (
	"slices"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

// halfOpens is what must be known of a world to say why connections are half
// open in it.
type halfOpens struct {
	full      map[int]bool     // by number: listeners whose queue takes no more
	connected map[endPair]bool // clients that have sent the ACK
}

// halfOpensOf is empty where nothing is half open: a world may have ten
// thousands of sockets.
func halfOpensOf(w scripting.World) halfOpens {
	h := halfOpens{full: map[int]bool{}, connected: map[endPair]bool{}}
	if !slices.ContainsFunc(w.Others, func(o scripting.Other) bool { return o.State.Name == stack.SynRecv }) {
		return h
	}
	for _, s := range w.Sockets {
		switch {
		case s.Kind == runtime.Listener:
			h.full[s.ID] = s.State.Full()
		case s.State.Name == stack.Established && s.Network.IsTCP():
			h.connected[tcpEnds(s.State)] = true
		}
	}
	return h
}

// tcpEnds leaves the network out: a listener of both families has its IPv4
// clients as IPv6.
func tcpEnds(s stack.State) endPair {
	return endPair{local: addrPort(s.Local), remote: addrPort(s.Remote)}
}

// about says what a half open connection waits for, and then what it is: that
// the state says too, where the end is cut. While the queue is full the kernel
// drops the ACK.
func (h halfOpens) about(o scripting.Other) string {
	switch {
	case h.full[o.Socket]:
		return peerLabel(o) + "'s queue is full: half open"
	case h.connected[tcpEnds(o.State).reversed()]:
		return "ACK not taken yet: half open, for " + peerLabel(o)
	}
	return "no ACK yet: half open, for " + peerLabel(o)
}

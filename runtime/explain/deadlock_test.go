package explain

import (
	"testing"

	"sockpit/runtime"
)

// What can still end a wait, for ends of a stream as the kernel may have them.
func TestProspects(t *testing.T) {
	t.Parallel()
	a, b := &runtime.Socket{ID: 1, Network: runtime.TCP4}, &runtime.Socket{ID: 2, Network: runtime.TCP4}
	recv := func(s *runtime.Socket, task int) runtime.Waits {
		return runtime.Waits{Task: task, Waiting: runtime.Waiting{Call: "recv", Socket: s}, Direction: runtime.Read}
	}
	send := func(s *runtime.Socket, task int) runtime.Waits {
		return runtime.Waits{Task: task, Waiting: runtime.Waiting{Call: "send", Socket: s}, Direction: runtime.Write}
	}
	for name, c := range map[string]struct {
		change func(va, vb *runtime.View)
		want   Prospect
	}{
		"quiet":                      {func(va, vb *runtime.View) {}, Stuck},
		"bytes are there":            {func(va, vb *runtime.View) { va.State.RecvQueue = 1 }, Soon},
		"bytes were taken, not told": {func(va, vb *runtime.View) { vb.Sent = 1 }, Soon},
		"bytes were told":            {func(va, vb *runtime.View) { vb.Sent, va.Handed = 1, 1 }, Stuck},
		"bytes are glued":            {func(va, vb *runtime.View) { vb.Held, vb.Faulty = true, true }, Soon},
		"the end is there":           {func(va, vb *runtime.View) { va.State.Name = "CLOSE_WAIT" }, Soon},
		"the end is on its way":      {func(va, vb *runtime.View) { vb.State.Name = "FIN_WAIT1" }, Soon},
		"it would not wait":          {func(va, vb *runtime.View) { va.Waiting[0].Ready = true }, Soon},
		"the other sends":            {func(va, vb *runtime.View) { vb.Waiting = append(vb.Waiting, send(b, 3)) }, Soon},
		"faults were set":            {func(va, vb *runtime.View) { va.Faulty = true }, Doubtful},
		"a segment is sent again":    {func(va, vb *runtime.View) { vb.State.Timer.Kind = "retransmit" }, Doubtful},
		"another program's":          {func(va, vb *runtime.View) { va.Peer = 0 }, Outside},
		"a listener":                 {func(va, vb *runtime.View) { va.Kind = runtime.Listener }, Outside},
		"a datagram":                 {func(va, vb *runtime.View) { va.Kind = runtime.Datagram }, Doubtful},
		"both send":                  {func(va, vb *runtime.View) { bothSend(va, vb, send) }, Stuck},
		"a send has ended, not told": {func(va, vb *runtime.View) { bothSend(va, vb, send); va.SendEnds = 12 }, Soon},
		"a send finds room":          {func(va, vb *runtime.View) { bothSend(va, vb, send); vb.State.RecvQueue = 0 }, Soon},
		"it stopped waiting":         {func(va, vb *runtime.View) { va.Waiting = nil }, Soon},
	} {
		state := runtime.State{Name: "ESTABLISHED"}
		va := runtime.View{Socket: a, Kind: runtime.Stream, State: state, Peer: 2, Waiting: []runtime.Waits{recv(a, 1)}}
		vb := runtime.View{Socket: b, Kind: runtime.Stream, State: state, Peer: 1, Waiting: []runtime.Waits{recv(b, 2)}}
		c.change(&va, &vb)
		waits := []Wait{{Task: 1, Waiting: recv(a, 1).Waiting}}
		if len(va.Waiting) > 0 {
			waits[0].Waiting = va.Waiting[0].Waiting
		}
		got := Prospects(waits, &runtime.Snapshot{Sockets: []runtime.View{va, vb}})[0]
		if got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

// bothSend makes each end full of 5 and 7 bytes, of sends of 100.
func bothSend(va, vb *runtime.View, send func(*runtime.Socket, int) runtime.Waits) {
	for _, v := range []*runtime.View{va, vb} {
		v.State.SendQueue, v.State.RecvQueue, v.SendEnds = 5, 7, 100
	}
	va.Waiting, vb.Waiting = []runtime.Waits{send(va.Socket, 1)}, []runtime.Waits{send(vb.Socket, 2)}
}

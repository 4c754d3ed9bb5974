package rest

import (
	"net/netip"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// What can still end a wait, for ends of a stream as the kernel may have them.
func TestProspects(t *testing.T) {
	t.Parallel()
	a, b := &runtime.Socket{ID: 1, Network: stack.TCP4}, &runtime.Socket{ID: 2, Network: stack.TCP4}
	recv := func(s *runtime.Socket, task int) runtime.Waits {
		return runtime.Waits{Task: task, Waiting: runtime.Waiting{Call: "recv", Socket: s}, Direction: stack.Read}
	}
	send := func(s *runtime.Socket, task int) runtime.Waits {
		return runtime.Waits{Task: task, Waiting: runtime.Waiting{Call: "send", Socket: s}, Direction: stack.Write}
	}
	stopped := func(w runtime.Waits) runtime.Waits { w.Stopped = true; return w }
	for name, c := range map[string]struct {
		change func(va, vb *runtime.View)
		want   State
	}{
		"quiet":                      {func(va, vb *runtime.View) {}, Stuck},
		"bytes are there":            {func(va, vb *runtime.View) { va.State.RecvQueue = 1 }, Busy},
		"bytes were taken, not told": {func(va, vb *runtime.View) { vb.Sent = 1 }, Busy},
		"bytes were told":            {func(va, vb *runtime.View) { vb.Sent, va.Handed = 1, 1 }, Stuck},
		"bytes are glued":            {func(va, vb *runtime.View) { vb.Held, vb.Faulty = true, true }, Busy},
		"the end is there":           {func(va, vb *runtime.View) { va.State.Name = stack.CloseWait }, Busy},
		"the end is on its way":      {func(va, vb *runtime.View) { vb.State.Name = stack.FinWait1 }, Busy},
		"it would not wait":          {func(va, vb *runtime.View) { va.Waiting[0].Ready = true }, Busy},
		"the other is closed":        {func(va, vb *runtime.View) { va.Peer, va.PeerWas = 0, 2 }, Busy},
		"and that was heard of":      {func(va, vb *runtime.View) { va.Peer, va.PeerWas, va.State.Name = 0, 2, "CLOSED" }, Waiting},
		"the other can't send":       {func(va, vb *runtime.View) { vb.Waiting = append(vb.Waiting, stopped(send(b, 3))) }, Stuck},
		"the other sends":            {func(va, vb *runtime.View) { vb.Waiting = append(vb.Waiting, send(b, 3)) }, Busy},
		"faults were set":            {func(va, vb *runtime.View) { va.Faulty = true }, Doubtful},
		"a segment is sent again":    {func(va, vb *runtime.View) { vb.State.Timer.Kind = "retransmit" }, Doubtful},
		"a segment was sent again":   {func(va, vb *runtime.View) { vb.State.Timer = stack.Timer{Kind: "retransmit", Retransmits: 1} }, Waiting},
		"keepalive asks":             {func(va, vb *runtime.View) { va.State.Timer.Kind = "keepalive" }, Waiting},
		"a closed window is asked":   {func(va, vb *runtime.View) { va.State.Timer.Kind = "probe" }, Stuck},
		"another program's":          {func(va, vb *runtime.View) { va.Peer = 0 }, Waiting},
		"a listener":                 {func(va, vb *runtime.View) { va.Kind = runtime.Listener }, Waiting},
		"a datagram":                 {func(va, vb *runtime.View) { va.Kind = runtime.Datagram }, Doubtful},
		"both send":                  {func(va, vb *runtime.View) { bothSend(va, vb, send) }, Stuck},
		"a send has ended, not told": {func(va, vb *runtime.View) { bothSend(va, vb, send); va.SendEnds = 12 }, Busy},
		"a send finds room":          {func(va, vb *runtime.View) { bothSend(va, vb, send); vb.State.RecvQueue = 0 }, Busy},
		"it stopped waiting":         {func(va, vb *runtime.View) { va.Waiting = nil }, Busy},
	} {
		state := stack.State{Name: "ESTABLISHED"}
		va := runtime.View{Socket: a, Kind: runtime.Stream, State: state, Peer: 2, Waiting: []runtime.Waits{recv(a, 1)}}
		vb := runtime.View{Socket: b, Kind: runtime.Stream, State: state, Peer: 1, Waiting: []runtime.Waits{recv(b, 2)}}
		c.change(&va, &vb)
		waits := []Wait{{Task: 1, Waiting: recv(a, 1).Waiting}}
		if len(va.Waiting) > 0 {
			waits[0].Waiting = va.Waiting[0].Waiting
		}
		got := states(waits, &runtime.Snapshot{Sockets: []runtime.View{va, vb}})[0]
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
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

// A wait for a client ends soon if one of ours is connected and its far end not
// to be seen yet.
func TestClientArrives(t *testing.T) {
	t.Parallel()
	local, remote := address(1000), address(80)
	l, c := &runtime.Socket{ID: 1, Network: stack.TCP4}, &runtime.Socket{ID: 2, Network: stack.TCP4}
	accept := runtime.Waits{Task: 1, Waiting: runtime.Waiting{Call: "accept", Socket: l}}
	far := func(r runtime.Role, state stack.TCPState) runtime.Around {
		return runtime.Around{Role: r, Row: stack.Row{State: stack.State{Name: state, Local: remote, Remote: local}}}
	}
	for name, test := range map[string]struct {
		change func(vc *runtime.View)
		others []runtime.Around
		want   State
	}{
		"nowhere to be seen":  {func(*runtime.View) {}, nil, Busy},
		"half made":           {func(*runtime.View) {}, []runtime.Around{far(runtime.Queued, "SYN_RECV")}, Busy},
		"in another's queue":  {func(*runtime.View) {}, []runtime.Around{far(runtime.Queued, "ESTABLISHED")}, Waiting},
		"another program's":   {func(*runtime.View) {}, []runtime.Around{far(runtime.Far, "ESTABLISHED")}, Waiting},
		"accepted":            {func(vc *runtime.View) { vc.Peer = 3 }, nil, Waiting},
		"accepted and closed": {func(vc *runtime.View) { vc.PeerWas = 3 }, nil, Waiting},
		"over":                {func(vc *runtime.View) { vc.State.Name = stack.Closed }, nil, Waiting},
		"still dialling":      {func(vc *runtime.View) { vc.Kind, vc.State.Name = runtime.Fresh, "SYN_SENT" }, nil, Waiting},
		"of another port":     {func(vc *runtime.View) { vc.State.Remote = address(81) }, nil, Waiting},
	} {
		vl := runtime.View{Socket: l, Kind: runtime.Listener, State: stack.State{Name: "LISTEN", Local: remote}, Waiting: []runtime.Waits{accept}}
		vc := runtime.View{Socket: c, Kind: runtime.Stream, State: stack.State{Name: "ESTABLISHED", Local: local, Remote: remote}}
		test.change(&vc)
		snap := &runtime.Snapshot{Sockets: []runtime.View{vl, vc}, Others: test.others}
		if got := states([]Wait{{Task: 1, Waiting: accept.Waiting}}, snap)[0]; got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func address(port uint16) stack.Address {
	return stack.Address{Network: stack.TCP4, IP: netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port: port}
}

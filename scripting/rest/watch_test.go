package rest

import (
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/clock/clocktest"
)

// Whether nothing more will come is known at once, or when nothing has changed for
// a while by the session's clock.
func TestWatch(t *testing.T) {
	t.Parallel()
	a, b := &runtime.Socket{ID: 1, Network: "udp4"}, &runtime.Socket{ID: 2, Network: "udp4"}
	recv := runtime.Waiting{Call: "recv", Socket: a}
	queue := func(n int64) *runtime.Snapshot {
		va := runtime.View{Socket: a, Kind: runtime.Datagram, Peer: 2, Waiting: []runtime.Waits{{Task: 1, Waiting: recv}}}
		vb := runtime.View{Socket: b, Kind: runtime.Datagram, Peer: 1, Sent: n}
		return &runtime.Snapshot{Sockets: []runtime.View{va, vb}}
	}
	waits := []Wait{{Task: 1, Waiting: recv}}
	clock := clocktest.New()
	w := Watch{Clock: clock, Doubt: time.Second}
	pass := func(d time.Duration) {
		clock.AfterFunc(d, func() {})
		clock.Next()
	}
	for i, step := range []struct {
		pass  time.Duration
		turns uint64
		sent  int64
		waits []Wait
		want  Answer
	}{
		{0, 1, 0, waits, Answer{State: Busy}},
		{900 * time.Millisecond, 1, 0, waits, Answer{State: Busy, Quiet: 900 * time.Millisecond, Again: true}},
		{0, 1, 1, waits, Answer{State: Busy}}, // a datagram was sent
		{time.Second, 1, 1, waits, Answer{State: Stuck, Quiet: time.Second, Again: true}},
		{0, 2, 1, waits, Answer{State: Busy}}, // a task had a turn
		{time.Second, 2, 1, waits, Answer{State: Stuck, Quiet: time.Second, Again: true}},
		{0, 2, 1, []Wait{waits[0], {Task: 2, Going: true}}, Answer{State: Busy, Again: true}},
		{time.Second, 2, 1, []Wait{waits[0], {Task: 2, Held: true}}, Answer{State: Held, Quiet: time.Second}},
		{0, 2, 1, []Wait{waits[0], {Task: 2, Waiting: runtime.Waiting{Call: "sleep", Until: clock.Now()}}}, Answer{State: Pausing, Quiet: time.Second, Again: true}},
		{0, 2, 1, nil, Answer{State: Ended, Quiet: time.Second, Again: true}},
	} {
		pass(step.pass)
		got := w.Look(Moment{Turns: step.turns, Waits: step.waits, Snap: queue(step.sent)})
		got.Each = nil
		if got.State != step.want.State || got.Quiet != step.want.Quiet || got.Again != step.want.Again {
			t.Errorf("look %d: got %+v, want %+v", i+1, got, step.want)
		}
	}
}

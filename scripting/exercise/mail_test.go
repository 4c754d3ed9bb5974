package exercise

import (
	"errors"
	"maps"
	"net/netip"
	"testing"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

// Datagrams that were sent and not taken are on their way, until they are given up.
func TestMail(t *testing.T) {
	t.Parallel()
	at := func(port uint16) stack.Address {
		return stack.Address{Network: stack.UDP4, IP: netip.MustParseAddr("127.0.0.1"), Port: port}
	}
	const mine, theirs = 4000, 5000
	p := &peer{posted: map[uint16]int{mine: 7}, taken: 3}
	var m mail
	m.begin([]*peer{p})
	if p.taken != 0 || len(p.posted) != 0 {
		t.Error("what was sent before the program ran is counted")
	}
	m.ends = map[int][2]stack.Address{1: {at(mine)}, 2: {at(mine + 1), at(theirs)}}
	calls := []event.Event{
		{Call: "sendto", Socket: 1, Remote: at(theirs)},
		{Call: "send", Socket: 2},                               // connected
		{Call: "recvfrom", Socket: 1},                           // it may be empty, or cut
		{Call: "recv", Socket: 1, Err: errors.New("timed out")}, // took nothing
		{Call: "peek", Socket: 1},
		{Call: "send", Socket: 3}, // a stream
	}
	for twice := range 2 { // a call that begins and ends is told of twice
		for i := range calls {
			e := calls[i]
			e.Seq, e.End = int64(i+1), time.Now()
			if twice == 0 && i == 0 {
				e.End = time.Time{}
			}
			m.count(&e)
		}
	}
	if want := map[uint16]int{mine: -1, theirs: 2}; !maps.Equal(m.sent, want) {
		t.Errorf("sent and not taken: %v, want %v", m.sent, want)
	}

	m.now = map[uint16]int{mine: 1, theirs: 2}
	if m.flying(mine) != 1 || m.flying(theirs) != 2 || m.flying(1) != 0 {
		t.Errorf("on their way: %d, %d and %d; want 1, 2 and 0", m.flying(mine), m.flying(theirs), m.flying(1))
	}
	m.giveUp()
	if n := m.flying(theirs); n != 0 {
		t.Errorf("%d on their way after they were given up", n)
	}
	m.now[theirs] = 1 // one had only waited, and was taken
	m.flying(theirs)
	m.now[theirs] = 2
	if n := m.flying(theirs); n != 1 {
		t.Errorf("one more was sent, and %d are on their way", n)
	}
}

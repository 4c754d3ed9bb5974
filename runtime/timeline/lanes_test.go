package timeline

import (
	"fmt"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/record"
	"sockpit/runtime/stack"
)

func at(port uint16) stack.Address {
	return stack.Address{Network: stack.TCP4, IP: netip.MustParseAddr("127.0.0.1"), Port: port}
}

// A script writes a log as calls in a row: two clients of a server, one after
// the other, then one who finds nobody.
func script() *record.Log { return scriptOf(2) }

// scriptOf is script with so many clients.
func scriptOf(clients int) *record.Log {
	l := &record.Log{Steps: []record.Step{{Text: "begin", Task: 1, Seq: 1}}}
	began := time.Unix(1000, 0)
	add := func(task int, e event.Event) {
		e.Seq, e.Task, e.Begin = int64(len(l.Events)+1), task, began
		e.End, began = began.Add(time.Millisecond), began.Add(time.Second)
		l.Events = append(l.Events, e)
	}
	add(3, event.Event{Via: "listen", Call: "socket", Socket: 1, Arg: "tcp4"})
	add(3, event.Event{Call: "listen", Socket: 1, Local: at(9000)})
	for i := range clients {
		client, server, port := 2+2*i, 3+2*i, uint16(20000+i)
		add(1, event.Event{Via: "dial", Call: "socket", Socket: client, Arg: "tcp4"})
		add(1, event.Event{Via: "dial", Call: "connect", Socket: client, Local: at(port), Remote: at(9000)})
		add(3, event.Event{Call: "accept", Socket: 1, Made: server, Local: at(9000), Remote: at(port)})
		add(1, event.Event{Call: "send", Socket: client, N: 2, Data: []byte("ab"), Stream: event.Range{To: 2}})
		add(3, event.Event{Call: "recv", Socket: server, N: 2, Data: []byte("ab"), Stream: event.Range{To: 2}})
		add(1, event.Event{Call: "close", Socket: client})
		add(3, event.Event{Call: "close", Socket: server})
	}
	add(1, event.Event{Via: "dial", Call: "connect", Socket: 2 + 2*clients, Err: syscall.ECONNREFUSED})
	add(1, event.Event{Via: "dial", Call: "resolve", Err: syscall.ENOENT})
	return l
}

// text writes lanes as "name from-to, name from-to | ...".
func (l *Lanes) text() string {
	var all []string
	for _, lane := range l.List {
		var lives []string
		for _, life := range lane.Lives {
			lives = append(lives, fmt.Sprintf("%s %d-%d", life.Name, life.From, life.To))
		}
		all = append(all, map[Side]string{Left: "<", Right: ">"}[lane.Side]+strings.Join(lives, ", "))
	}
	return strings.Join(all, " ")
}

func TestLanes(t *testing.T) {
	t.Parallel()
	f := New(Source{Log: script(), Names: map[int]string{1: "l", 2: "a", 3: "s", 4: "b", 5: "t"}})
	n := len(f.Items)
	for _, c := range []struct {
		by             By
		reuse, ordinal bool
		want           string
	}{
		{Ends, false, false, "<a 2-6 <b 8-12 <client 14-14 >l 1-16 >s 3-7 >t 9-13"},
		{Tasks, false, false, "<main 2-15 >task 3 1-13"},
		{Tasks, false, true, "<main 2-15 >task 1 1-13"},
		{Sides, false, false, fmt.Sprintf("<caller 0-%d >called 0-%d", n, n)},
	} {
		l := f.Lanes(c.by, c.reuse, c.ordinal)
		if got := l.text(); c.want != "" && got != c.want {
			t.Errorf("by %s: got %s, want %s", c.by, got, c.want)
		}
		for i := range f.Items {
			it, lane := &f.Items[i], l.Of[i]
			switch {
			case it.Kind == Step || c.by == Ends && it.End == 0:
				if lane != -1 {
					t.Errorf("by %s: item %d (%s) is on lane %d, and belongs to none", c.by, i, it.Call, lane)
				}
			case lane < 0 || l.List[lane].At(i) == nil:
				t.Errorf("by %s: item %d (%s) is on lane %d, which nobody has then", c.by, i, it.Call, lane)
			}
		}
	}
}

// Nobody gets a lane before the one who had it has come to an end.
func TestLanesReused(t *testing.T) {
	t.Parallel()
	f := New(Source{Log: script()})
	all, few := f.Lanes(Ends, false, false), f.Lanes(Ends, true, false)
	if len(few.List) >= len(all.List) {
		t.Errorf("%d lanes, used again: %d", len(all.List), len(few.List))
	}
	lives := 0
	for _, lane := range few.List {
		for i, life := range lane.Lives {
			if lives++; i > 0 && life.From <= lane.Lives[i-1].To {
				t.Errorf("%s begins at %d, %s ends at %d", life.Name, life.From, lane.Lives[i-1].Name, lane.Lives[i-1].To)
			}
		}
	}
	if lives != len(all.List) {
		t.Errorf("%d lives on %d lanes, want %d", lives, len(few.List), len(all.List))
	}
}

// After a reset nothing goes out any more: a close is no FIN.
func TestNoFinishAfterReset(t *testing.T) {
	t.Parallel()
	l := script()
	for i := range l.Events {
		if e := &l.Events[i]; e.Call == "close" && e.Socket == 2 {
			e.Call = "reset"
		}
	}
	f := New(Source{Log: l})
	var got []string
	for _, it := range f.Items {
		if it.Call == "close" || it.Call == "reset" {
			got = append(got, string(it.Kind))
		}
	}
	if want := "reset note fin fin"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

// What was over before a step began stands before it, and what began later
// after it, whichever task did it; only in a diagram that is to be compared do
// other tasks go on as far as they can.
func TestStepsInTime(t *testing.T) {
	t.Parallel()
	l := script()
	e := &l.Events[4] // the first accept
	if e.Call != "accept" {
		t.Fatalf("event 5 is %s", e.Call)
	}
	l.Steps = append(l.Steps, record.Step{Text: "then", Task: 1, Seq: e.Seq + 1, At: e.End.Add(time.Millisecond)})
	before := func(f *Flow) string {
		var calls []string
		for _, it := range f.Items {
			if it.Kind == Step && it.Text == "then" {
				break
			}
			calls = append(calls, it.Call)
		}
		return strings.Join(calls, " ")
	}
	if got, want := before(New(Source{Log: l})), " listen dial accept"; got != want {
		t.Errorf("before the step: %s, want%s", got, want)
	}
	if got, want := before(New(Source{Log: l, Merge: true})), " listen dial"; got != want {
		t.Errorf("before the step, to be compared: %s, want%s", got, want)
	}
}

// A pair is made by one call: nothing waits in a queue, and both ends begin.
func TestPairIsOneCall(t *testing.T) {
	t.Parallel()
	l := &record.Log{}
	for i, e := range []event.Event{
		{Via: "pair", Call: "socket", Socket: 1, Arg: "tcp4"}, {Via: "pair", Call: "listen", Socket: 1, Local: at(9)},
		{Via: "pair", Call: "socket", Socket: 2, Arg: "tcp4"}, {Via: "pair", Call: "connect", Socket: 2, Local: at(10), Remote: at(9)},
		{Via: "pair", Call: "accept", Socket: 1, Made: 3, Local: at(9), Remote: at(10)}, {Via: "pair", Call: "close", Socket: 1},
		{Call: "send", Socket: 2, N: 1, Data: []byte("x"), Stream: event.Range{To: 1}},
	} {
		e.Seq, e.Task, e.Begin, e.End = int64(i+1), 1, time.Unix(int64(i), 0), time.Unix(int64(i), 1)
		l.Events = append(l.Events, e)
	}
	f := New(Source{Log: l})
	if len(f.Items) != 2 || f.Items[0].Holds || f.Items[0].Made != 3 || f.Items[1].Kernel != "1 byte waits" {
		t.Errorf("got %+v", f.Items)
	}
	if got, want := f.Lanes(Ends, false, false).text(), "<client 0-2 >server 0-2"; got != want {
		t.Errorf("lanes %s, want %s", got, want)
	}
}

// A long log takes time in proportion: with each pair of its items looked at,
// this one would take longer than a test may.
func TestManyCalls(t *testing.T) {
	t.Parallel()
	clients := 10_000
	if testing.Short() { // the race detector makes it ten times as slow
		clients = 1_000
	}
	f := New(Source{Log: scriptOf(clients)})
	l := f.Lanes(Ends, true, false)
	if len(f.Items) != 6*clients+4 {
		t.Errorf("%d items, want %d", len(f.Items), 6*clients+4)
	}
	if len(l.List) < 3 {
		t.Errorf("%d lanes", len(l.List))
	}
}

// Where two calls overlap cause decides: a receive that ended before the send of
// its bytes had returned stands below it. What ended before the send began stands
// above both.
func TestOverlap(t *testing.T) {
	t.Parallel()
	l := &record.Log{}
	for i, e := range []event.Event{
		{Call: "socketpair", Socket: 1, Made: 2, Arg: "unix", Task: 1},
		{Call: "recv", Socket: 2, N: 1, Data: []byte("x"), Stream: event.Range{To: 1}, Task: 2},
		{Call: "setsockopt", Socket: 1, Arg: "sndbuf = 1", Task: 3},
		{Call: "send", Socket: 1, N: 1, Data: []byte("x"), Stream: event.Range{To: 1}, Task: 1},
		{Call: "setsockopt", Socket: 1, Arg: "sndbuf = 2", Task: 3},
	} {
		e.Seq = int64(i + 1)
		e.Begin, e.End = time.UnixMilli(int64(10*i)), time.UnixMilli(int64(10*i+5))
		l.Events = append(l.Events, e)
	}
	send := &l.Events[3]
	l.Events[1].End = send.Begin.Add(time.Millisecond)                                                          // while the send was under way
	l.Events[4].Begin, l.Events[4].End = send.Begin.Add(2*time.Millisecond), send.Begin.Add(3*time.Millisecond) // and that, too
	f := New(Source{Log: l})
	var got []string
	for _, it := range f.Items {
		got = append(got, it.Call+" "+it.Text+it.Kernel)
	}
	if want := "socketpair two ends of one connection, setsockopt sndbuf = 1, send 1 byte waits, recv , setsockopt sndbuf = 2"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

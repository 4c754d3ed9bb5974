package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/record"
)

// collect makes the items, in the order in which the log has them.
func (b *builder) collect(log *record.Log) {
	steps := log.Steps
	b.items = make([]Item, 0, len(log.Events)+len(steps))
	for i := range log.Events {
		e := &log.Events[i]
		for len(steps) > 0 && steps[0].Seq <= e.Seq {
			b.step(&steps[0])
			steps = steps[1:]
		}
		if it, ok := b.item(e); ok {
			it.Task, it.Seq, it.Place, it.Began, it.Times, it.open = e.Task, e.Seq, e.Place, e.Begin, 1, !e.Done()
			if e.Done() {
				it.Took = max(0, e.End.Sub(e.Begin))
			}
			b.items = append(b.items, it)
		}
		b.learnOptions(e)
	}
	for i := range steps {
		b.step(&steps[i])
	}
}

func (b *builder) step(s *record.Step) {
	b.items = append(b.items, Item{Kind: Step, Task: max(1, s.Task), Seq: s.Seq, Place: s.Place, Text: s.Text, Began: s.At, Times: 1})
}

// item makes the item of one event; most calls beneath a listen, a dial or a
// pair have none of their own.
func (b *builder) item(e *event.Event) (it Item, ok bool) {
	it = Item{Kind: Note, Call: e.Call, End: e.Socket, Made: e.Made, Text: e.Note}
	if e.Via != "" {
		it.Call = e.Via
	}
	switch {
	case e.Task == 0:
		return it, false // the end of the session
	case !e.Done():
		if it.Text = "still waits"; e.Call == "connect" {
			it.Text = "SYN sent, no answer yet"
		}
		return it, true
	case e.Err != nil:
		it.Kind, it.Code = Fail, runtime.Code(e.Err)
		it.N, it.Data, it.Stream = e.N, e.Data, e.Stream
		if it.Text = ""; e.Call == "connect" && e.Arg != "" {
			it.Text = "to " + e.Arg
		}
		ended := it.Code == "CANCELLED" || it.Code == "INTERRUPTED" || it.Code == "CLOSED"
		return it, e.Call != "getsockopt" && !(ended && b.merge) // where a task is when it is ended is chance
	}
	switch e.Call {
	case "socket", "bind", "setsockopt":
		if it.Text = e.Arg; e.Call == "bind" {
			it.Text = e.Local.String()
		}
		return it, e.Via == ""
	case "listen":
		it.Text = e.Local.String()
		return it, e.Via != "pair"
	case "connect":
		if it.Kind = Connect; !b.of(e.Socket).streams() {
			it.Kind, it.Text = Note, "to "+e.Remote.String()
		}
		return it, true
	case "accept":
		it.Kind = Accept
		return it, e.Via != "pair"
	case "getaddrinfo":
		it.Call, it.Text = e.Call, strings.TrimSuffix(e.Arg+": "+e.Note, ": ")
		return it, true
	case "socketpair":
		it.Text = "two ends of one connection"
		return it, true
	}
	return b.moves(e, it)
}

// moves is item for what goes over a connection.
func (b *builder) moves(e *event.Event, it Item) (Item, bool) {
	it.N, it.Data, it.Stream, it.Whole = e.N, e.Data, e.Stream, len(e.Data) == e.N
	switch e.Call {
	case "send", "sendto":
		if it.Kind = Send; !e.Remote.IsZero() {
			it.Text = "to " + e.Remote.String()
		}
	case "recv", "recvfrom":
		switch it.Kind = Recv; {
		case e.EOF:
			it.Kind = EOF
		case e.Size > e.N:
			it.Text = "the rest is lost"
		}
	case "shutdown":
		it.Text = e.Arg
	case "close":
		it.lingers = !b.resets[e.Socket]
		return it, e.Via == "" || e.Via == e.Call // not what another call cleared away
	case "fault":
		if it.fault = true; e.Arg == "reset" && e.Note != "" {
			it.Kind, it.Text = Reset, "your fault "+e.Note
			break
		}
		it.Text = strings.TrimSuffix(e.Arg+": "+e.Note, ": ")
	case "peek":
		return it, false
	}
	return it, true
}

// learnOptions notes what a call set on a socket that a later one goes by: how it
// is closed, and how many connections wait at it.
func (b *builder) learnOptions(e *event.Event) {
	switch {
	case e.Err != nil || !e.Done():
	case e.Call == "setsockopt":
		if value, ok := strings.CutPrefix(e.Arg, "linger = "); ok {
			b.resets[e.Socket] = value == "0 s"
		}
	case e.Call == "listen":
		if n, err := strconv.Atoi(strings.TrimPrefix(e.Arg, "backlog ")); err == nil {
			b.backlog[e.Socket] = n
		}
		b.listens[e.Socket] = true
	case e.Call == "accept":
		b.resets[e.Made] = b.resets[e.Socket] // the kernel's new socket has the listener's options
	}
}

// byTask puts the items of each task together, as it made them.
func (b *builder) byTask() {
	slices.SortStableFunc(b.items, func(x, y Item) int { return cmp.Compare(x.Task, y.Task) })
	for i := 1; i < len(b.items); i++ { // a fault that resets ends the call that meets it
		if it, call := &b.items[i], &b.items[i-1]; it.fault && it.Kind == Reset && it.Task == call.Task && !call.ended().Before(it.ended()) {
			b.items[i], b.items[i-1] = b.items[i-1], b.items[i]
		}
	}
}

// mergeLoops tells calls of one task as one where they only cut a stream into
// pieces: a loop that sends, receives, or does both in turn. In a diagram that
// is to be compared it does so for all of them, else for those that would fill
// the screen.
func (b *builder) mergeLoops() {
	b.mergeTurns(1)
	if !b.merge {
		b.mergeTurns(2)
		b.mergeTurns(3)
		return
	}
	for i := range b.items {
		b.items[i].parts = nil // what one line received in pieces stays one
	}
	b.mergeTurns(2)
	b.mergeTurns(3)
}

// mergeTurns is mergeLoops for loops of so many calls.
func (b *builder) mergeTurns(calls int) {
	least := 5
	if b.merge {
		least = 2
	}
	out := b.items[:0] // in place: it never gets ahead of what is read
	for i := 0; i < len(b.items); {
		times := b.repeats(i, calls)
		if times < least || calls > 1 && !b.merge && !b.undisturbed(b.items[i:i+calls*times]) {
			out = append(out, b.items[i])
			i++
			continue
		}
		for k := range calls {
			it := b.items[i+k]
			for t := 1; t < times; t++ {
				it.join(&b.items[i+k+t*calls])
			}
			it.turns = calls > 1
			out = append(out, it)
		}
		i += calls * times
	}
	b.items = out
}

// undisturbed reports whether nothing else stands between those items.
func (b *builder) undisturbed(items []Item) bool {
	first, last, n := items[0].pos, items[0].pos, 0
	for i := range items {
		it := &items[i]
		first, last, n = min(first, it.pos), max(last, it.last()), n+1+len(it.more)
	}
	return last-first < n
}

// last gives the place of the last call that is told as an item.
func (it *Item) last() int {
	if n := len(it.more); n > 0 {
		return it.more[n-1]
	}
	return it.pos
}

// repeats counts how often the calls from i on, so many of them, are made again
// and again.
func (b *builder) repeats(i, period int) int {
	times := 1
	for {
		for k := range period {
			j := i + times*period + k
			if j >= len(b.items) || !b.continues(&b.items[j-period], &b.items[j]) {
				return times
			}
		}
		times++
	}
}

// continues reports whether a call is the same call on the next bytes.
func (b *builder) continues(before, it *Item) bool {
	if it.Kind != Send && it.Kind != Recv || it.Part != Whole || !b.of(it.End).streams() {
		return false
	}
	if !b.merge && it.ended().Sub(before.ended()) >= Long {
		return false
	}
	return it.Kind == before.Kind && it.End == before.End && it.Task == before.Task && it.Place == before.Place &&
		it.Stream.From == before.Stream.To
}

// split takes apart the loops among those items, and reports whether there were
// any.
func (b *builder) split(stuck []int) bool {
	apart := make([]bool, len(b.items))
	for _, i := range stuck {
		apart[i] = len(b.items[i].parts) > 0
	}
	if !slices.Contains(apart, true) {
		return false
	}
	var out []Item
	for i := 0; i < len(b.items); {
		to := b.turns(i)
		if !slices.Contains(apart[i:to], true) {
			out = append(out, b.items[i:to]...)
		} else {
			out = append(out, inTurns(b.items[i:to])...)
		}
		i = to
	}
	b.items = out
	return true
}

// turns gives where the items end that were made in turn, each as often as item
// i.
func (b *builder) turns(i int) int {
	it, to := &b.items[i], i+1
	for len(it.parts) > 0 && to < len(b.items) && len(b.items[to].parts) == len(it.parts) && b.items[to].Task == it.Task {
		to++
	}
	return to
}

// inTurns puts the calls of a loop back, turn by turn.
func inTurns(items []Item) []Item {
	var calls []Item
	for _, it := range items {
		calls = append(calls, it.parts...)
	}
	slices.SortStableFunc(calls, func(x, y Item) int { return cmp.Compare(x.Seq, y.Seq) })
	return calls
}

// join makes more, which continues it, part of it.
func (it *Item) join(more *Item) {
	if it.parts == nil {
		it.parts = []Item{*it}
	}
	it.parts = append(it.parts, *more)
	it.more = append(append(it.more, more.pos), more.more...)
	it.Kernel, it.Holds = more.Kernel, more.Holds
	it.From = append(it.From, more.From...)
	if len(it.Data) < event.PreviewBytes {
		it.Data = append(slices.Clone(it.Data), more.Data...)
	}
	it.Took = more.Began.Add(more.Took).Sub(it.Began)
	it.N += more.N
	it.Times += more.Times
	it.Stream.To, it.Whole = more.Stream.To, len(it.Data) == it.N
}

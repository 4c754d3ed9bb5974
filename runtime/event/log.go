package event

import (
	"slices"
	"sync"
	"time"

	"sockpit/runtime/clock"
	"sockpit/runtime/stack"
)

// DefaultLogCap is how many events a session keeps unless told otherwise.
const DefaultLogCap = 20000

// A Log is the latest events of a session. It is bounded, and says how many
// older events it dropped.
type Log struct {
	mu         sync.Mutex
	clock      clock.Clock
	base       time.Time // entries count from here: one clock is asked for each, not two
	capacity   int64
	ring       []*[chunk]entry // Seq s stands in slot (s-1) % capacity
	next       int64           // Seq of the next event
	version    int64           // counts begins and ends
	epoch      int64           // counts the times that everything was forgotten
	watchers   map[chan<- struct{}]bool
	headers    [sharedHeaders]*Header
	origins    origins
	overflowed bool
	full       chan struct{} // closed when the first event is dropped
	room       int           // bytes that may still be kept of payloads beyond their previews
	data       int           // bytes of payloads that are kept
}

// The ring grows by so many entries at a time, and none is moved.
const chunk = 64

// slot gives where event seq stands; the caller holds l.mu.
func (l *Log) slot(seq int64) *entry {
	at := (seq - 1) % l.capacity
	return &l.ring[at/chunk][at%chunk]
}

// NewLog makes a log of so many events; 0: DefaultLogCap. room is how many bytes of
// payloads it keeps beyond their previews.
func NewLog(c clock.Clock, capacity, room int) *Log {
	if capacity <= 0 {
		capacity = DefaultLogCap
	}
	return &Log{clock: c, base: c.Now(), capacity: int64(capacity), next: 1, watchers: map[chan<- struct{}]bool{}, full: make(chan struct{}), room: room}
}

// A Ticket names the event of a call that is under way: its number, and the
// epoch in which the number holds.
type Ticket struct {
	Seq   int64
	epoch int64
}

// Begin records a call that starts now, with a note unless that is "".
func (l *Log) Begin(w *Header, note string) (Ticket, time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	seq, now := l.next, l.clock.Since(l.base)
	l.next++
	if at := (seq - 1) % l.capacity; at/chunk == int64(len(l.ring)) {
		l.ring = append(l.ring, new([chunk]entry))
	}
	slot := l.slot(seq)
	if seq > l.capacity {
		l.drop(seq-l.capacity, slot)
	}
	*slot = entry{begin: now, end: notEnded, header: l.headerOf(w)}
	if note != "" {
		slot.rare = &rare{note: note}
	}
	l.touch(slot)
	return Ticket{seq, l.epoch}, l.base.Add(now)
}

// End completes an event: fill sets what the call gave. An event that the log
// has dropped or forgotten meanwhile stays so.
func (l *Log) End(t Ticket, err error, fill func(*Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	slot := l.ending(t, err)
	if slot != nil && fill != nil {
		l.change(t.Seq, slot, fill)
	}
	if slot != nil && t.Seq < l.oldest() {
		l.origins.ended(t.Seq)
	}
}

// drop lets an event go, whose place is needed. The caller holds l.mu.
func (l *Log) drop(seq int64, e *entry) {
	l.room, l.data = l.room+beyond(e.Data), l.data-len(e.Data)
	l.origins.pass(seq, e)
	if seq == 1 && !l.overflowed {
		l.overflowed = true
		close(l.full)
	}
}

// EndTransfer is End for a send or a receive, which are many. moved.Data is all
// that was moved; mine says that nobody will write to it.
func (l *Log) EndTransfer(t Ticket, err error, moved *Transfer, remote *stack.Address, mine bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	slot := l.ending(t, err)
	if slot == nil {
		return
	}
	slot.Transfer = *moved
	slot.Data = l.Payload(moved.Data, mine)
	l.data += len(slot.Data)
	if remote.Network != "" {
		slot.rare = &rare{remote: *remote}
	}
}

// ending marks an event as ended and gives its entry, nil if there is none any
// more. The caller holds l.mu.
func (l *Log) ending(t Ticket, err error) *entry {
	if t.epoch != l.epoch {
		return nil
	}
	slot := l.origins.late[t.Seq]
	if t.Seq >= l.oldest() {
		slot = l.slot(t.Seq)
	}
	if slot == nil {
		return nil
	}
	slot.end, slot.err = l.clock.Since(l.base), err
	l.touch(slot)
	return slot
}

// Payload gives what an event keeps of a payload, a copy unless it is mine and
// kept whole. It is for the fill of End, which holds l.mu.
func (l *Log) Payload(data []byte, mine bool) []byte {
	if len(data) == 0 {
		return nil
	}
	if n := beyond(data); n > l.room {
		data, mine = data[:PreviewBytes], false
	} else {
		l.room -= n
	}
	if mine {
		return data
	}
	out := make([]byte, len(data))
	copy(out, data)
	return out
}

// beyond counts the bytes that are more than a preview has.
func beyond(data []byte) int { return max(0, len(data)-PreviewBytes) }

// touch stamps an entry and wakes the watchers; the caller holds l.mu.
func (l *Log) touch(e *entry) {
	l.version++
	e.version = l.version
	if len(l.watchers) == 0 { // a loop over none takes its time as well
		return
	}
	for w := range l.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// oldest is the Seq of the oldest event kept; the caller holds l.mu.
func (l *Log) oldest() int64 { return max(1, l.next-l.capacity) }

// All gives the events kept, oldest first, and how many older ones were dropped.
func (l *Log) All() (events []Event, dropped int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sinceLocked(0), l.oldest() - 1
}

// Since gives the events that began or ended after a version of the log, in
// order of begin, and the version to ask with next time. Version 0 is the start.
func (l *Log) Since(version int64) ([]Event, int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sinceLocked(version), l.version
}

// From gives the events kept from number seq on that fit, oldest first, and the number
// from which to ask next time. l.mu is held meanwhile.
func (l *Log) From(seq int64, fits func(w *Header, err error) bool) (events []Event, next int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq = max(seq, l.oldest()); seq < l.next; seq++ {
		if k := l.slot(seq); fits(k.header, k.err) {
			events = append(events, l.event(seq))
		}
	}
	return events, l.next
}

func (l *Log) sinceLocked(version int64) []Event {
	if version == l.version {
		return nil
	}
	var out []Event
	for seq := l.oldest(); seq < l.next; seq++ {
		if l.slot(seq).version > version {
			out = append(out, l.event(seq))
		}
	}
	return out
}

// Last gives the latest n events, oldest first.
func (l *Log) Last(n int) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Event
	for seq := max(l.oldest(), l.next-int64(n)); seq < l.next; seq++ {
		out = append(out, l.event(seq))
	}
	return out
}

// LastOf gives the latest n events that were on a socket or made it, oldest first,
// also those that Whole has of it.
func (l *Log) LastOf(socket, n int) (out []Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := l.next - 1; seq >= l.oldest() && len(out) < n; seq-- {
		if k := l.slot(seq); k.header.Socket == socket || k.rare != nil && k.rare.made == socket {
			out = append(out, l.event(seq))
		}
	}
	for _, o := range slices.Backward(l.origins.of[socket]) {
		if len(out) < n {
			out = append(out, l.write(o.seq, &o.entry))
		}
	}
	slices.Reverse(out)
	return out
}

// FindLast looks through the latest window events, the newest first, for one that
// fits. made is the socket that the call made, 0 if none. l.mu is held meanwhile.
func (l *Log) FindLast(window int64, fits func(w *Header, made int, err error) bool) (Header, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := l.next - 1; seq >= l.oldest() && seq >= l.next-window; seq-- {
		k := l.slot(seq)
		made := 0
		if k.rare != nil {
			made = k.rare.made
		}
		if fits(k.header, made, k.err) {
			return *k.header, true
		}
	}
	return Header{}, false
}

// Next gives the number that the next event will have.
func (l *Log) Next() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next
}

// Get gives event seq; false if it was dropped or never was.
func (l *Log) Get(seq int64) (Event, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq < l.oldest() || seq >= l.next {
		return Event{}, false
	}
	return l.event(seq), true
}

// Bytes gives about how much memory the log takes. It is bounded: by the number of
// events, and by what may be kept of payloads.
func (l *Log) Bytes() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.ring)*chunk*entryBytes + l.data)
}

// entryBytes is about what an event takes without its payload.
const entryBytes = 400

// Watch gives a channel that receives a value when the log has changed since
// the last one was taken, and the function that ends the watching.
func (l *Log) Watch() (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	l.mu.Lock()
	l.watchers[ch] = true
	l.mu.Unlock()
	return ch, func() {
		l.mu.Lock()
		delete(l.watchers, ch)
		l.mu.Unlock()
	}
}

// Clear forgets every event and counts from 1 again.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := l.oldest(); seq < l.next; seq++ {
		l.room += beyond(l.slot(seq).Data)
	}
	l.ring, l.next, l.base, l.origins, l.data = nil, 1, l.clock.Now(), origins{}, 0
	l.version++
	l.epoch++
}

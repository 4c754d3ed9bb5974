package runtime

import (
	"bytes"
	"sync"
	"time"
)

// DefaultLogCap is how many events a session keeps unless told otherwise.
const DefaultLogCap = 20000

// A Log is the latest events of a session. It is bounded, and says how many
// older events it dropped.
type Log struct {
	mu       sync.Mutex
	capacity int64
	ring     []*[chunk]entry // Seq s stands in slot (s-1) % capacity
	next     int64           // Seq of the next event
	version  int64           // counts begins and ends
	epoch    int64           // counts the times that everything was forgotten
	watchers map[chan<- struct{}]bool
	room     int // bytes that may still be kept of payloads beyond their previews
}

// An entry is an event as the log keeps it.
type entry struct {
	Event
	version int64 // of the log, at which the event last changed
}

// The ring grows by so many entries at a time, and none is moved: a busy
// session makes hundreds of thousands of events a second.
const chunk = 64

// slot gives where event seq stands; the caller holds l.mu.
func (l *Log) slot(seq int64) *entry {
	at := (seq - 1) % l.capacity
	return &l.ring[at/chunk][at%chunk]
}

func newLog(capacity, room int) *Log {
	if capacity <= 0 {
		capacity = DefaultLogCap
	}
	return &Log{capacity: int64(capacity), next: 1, watchers: map[chan<- struct{}]bool{}, room: room}
}

// begin records a call that starts now and gives its number, and the epoch in
// which the number holds.
func (l *Log) begin(e *Event) (seq, epoch int64) {
	e.Begin = time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Seq = l.next
	l.next++
	if at := (e.Seq - 1) % l.capacity; at/chunk == int64(len(l.ring)) {
		l.ring = append(l.ring, new([chunk]entry))
	}
	slot := l.slot(e.Seq)
	l.room += beyond(slot.Data) // of the event that is dropped
	slot.Event = *e
	l.touch(slot)
	return e.Seq, l.epoch
}

// end completes event seq: fill sets what the call gave. An event that the log
// has dropped or forgotten meanwhile stays so.
func (l *Log) end(seq, epoch int64, err error, fill func(*Event)) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if epoch != l.epoch || seq < l.oldest() {
		return
	}
	slot := l.slot(seq)
	slot.End, slot.Err = now, err
	if fill != nil {
		fill(&slot.Event)
	}
	l.touch(slot)
}

// payload copies what the event keeps of a payload; the caller holds l.mu, as
// what completes an event does.
func (l *Log) payload(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	if n := beyond(data); n > l.room {
		data = data[:PreviewBytes]
	} else {
		l.room -= n
	}
	return bytes.Clone(data)
}

// beyond counts the bytes that are more than a preview has.
func beyond(data []byte) int { return max(0, len(data)-PreviewBytes) }

// touch stamps an entry and wakes the watchers; the caller holds l.mu.
func (l *Log) touch(e *entry) {
	l.version++
	e.version = l.version
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

func (l *Log) sinceLocked(version int64) []Event {
	var out []Event
	for seq := l.oldest(); seq < l.next; seq++ {
		if e := l.slot(seq); e.version > version {
			out = append(out, e.Event)
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
		out = append(out, l.slot(seq).Event)
	}
	return out
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
	return l.slot(seq).Event, true
}

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

// clear forgets every event and counts from 1 again.
func (l *Log) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := l.oldest(); seq < l.next; seq++ {
		l.room += beyond(l.slot(seq).Data)
	}
	l.ring, l.next = nil, 1
	l.version++
	l.epoch++
}

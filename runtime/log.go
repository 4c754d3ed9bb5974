package runtime

import (
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
	ring     []Event // Seq s stands at (s-1) % capacity
	changed  []int64 // for each slot: the version at which it last changed
	next     int64   // Seq of the next event
	version  int64   // counts begins and ends
	epoch    int64   // counts the times that everything was forgotten
	watchers map[chan<- struct{}]bool
}

func newLog(capacity int) *Log {
	if capacity <= 0 {
		capacity = DefaultLogCap
	}
	return &Log{capacity: int64(capacity), next: 1, watchers: map[chan<- struct{}]bool{}}
}

// begin records a call that starts now and gives its number, and the epoch in
// which the number holds.
func (l *Log) begin(e Event) (seq, epoch int64) {
	e.Begin = time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Seq = l.next
	l.next++
	slot := (e.Seq - 1) % l.capacity
	if slot == int64(len(l.ring)) {
		l.ring = append(l.ring, e)
		l.changed = append(l.changed, 0)
	} else {
		l.ring[slot] = e
	}
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
	slot := (seq - 1) % l.capacity
	e := &l.ring[slot]
	e.End, e.Err = now, err
	if fill != nil {
		fill(e)
	}
	l.touch(slot)
}

// touch stamps a slot and wakes the watchers; the caller holds l.mu.
func (l *Log) touch(slot int64) {
	l.version++
	l.changed[slot] = l.version
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
		slot := (seq - 1) % l.capacity
		if l.changed[slot] > version {
			out = append(out, l.ring[slot])
		}
	}
	return out
}

// Get gives event seq; false if it was dropped or never was.
func (l *Log) Get(seq int64) (Event, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq < l.oldest() || seq >= l.next {
		return Event{}, false
	}
	return l.ring[(seq-1)%l.capacity], true
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
	l.ring, l.changed, l.next = nil, nil, 1
	l.version++
	l.epoch++
}

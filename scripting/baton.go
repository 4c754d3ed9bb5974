package scripting

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A baton says who may run Lua: one task at a time, first come, first served.
// Go's own mutex is quicker but lets a busy task take it again and again.
type baton struct {
	mu      sync.Mutex
	held    bool
	queue   []chan struct{}
	waiting atomic.Int32 // len(queue), to be read without the lock
}

// take waits for the baton. turn is a channel of the taker's own, with room
// for one value.
func (b *baton) take(turn chan struct{}) {
	b.mu.Lock()
	if !b.held {
		b.held = true
		b.mu.Unlock()
		return
	}
	b.queue = append(b.queue, turn)
	b.waiting.Store(int32(len(b.queue)))
	b.mu.Unlock()
	<-turn
}

// give passes the baton to who has waited longest.
func (b *baton) give() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queue) == 0 {
		b.held = false
		return
	}
	next := b.queue[0]
	b.queue = slices.Delete(b.queue, 0, 1)
	b.waiting.Store(int32(len(b.queue)))
	next <- struct{}{}
}

// contended reports whether somebody waits.
func (b *baton) contended() bool { return b.waiting.Load() > 0 }

package scripting

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A baton says who may run Lua: one task at a time, first come, first served,
// but for those who are let go first: who only has a look, and tasks that must
// end. Go's own mutex is quicker but lets a busy task take it again and again.
type baton struct {
	mu      sync.Mutex
	held    bool
	urgent  []chan struct{}
	queue   []chan struct{}
	free    func()       // told when nobody has it any more; nil: nobody is
	waiting atomic.Int32 // len(urgent) + len(queue), to be read without the lock
}

// take waits for the baton. turn is a channel of the taker's own, with room
// for one value.
func (b *baton) take(turn chan struct{}) { b.wait(turn, &b.queue) }

// takeFirst is take, before those who came with take.
func (b *baton) takeFirst(turn chan struct{}) { b.wait(turn, &b.urgent) }

// lineUp makes whoever receives from turn wait for the baton as if it had come
// now. The caller holds the baton.
func (b *baton) lineUp(turn chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, turn)
	b.waiting.Add(1)
}

func (b *baton) wait(turn chan struct{}, queue *[]chan struct{}) {
	b.mu.Lock()
	if !b.held {
		b.held = true
		b.mu.Unlock()
		return
	}
	*queue = append(*queue, turn)
	b.waiting.Add(1)
	b.mu.Unlock()
	<-turn
}

// promote makes who waits with that turn one of the first; it does nothing if
// nobody does.
func (b *baton) promote(turn chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := slices.Index(b.queue, turn); i >= 0 {
		b.queue = slices.Delete(b.queue, i, i+1)
		b.urgent = append(b.urgent, turn)
	}
}

// give passes the baton to who has waited longest.
func (b *baton) give() {
	if next := b.pass(); next != nil {
		next <- struct{}{}
	} else if b.free != nil {
		b.free()
	}
}

// pass takes who has waited longest out of the queue; nil: nobody waits, and
// the baton is free.
func (b *baton) pass() chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	from := &b.queue
	if len(b.urgent) > 0 {
		from = &b.urgent
	}
	if len(*from) == 0 {
		b.held = false
		return nil
	}
	next := (*from)[0]
	*from = (*from)[1:]
	b.waiting.Add(-1)
	return next
}

// taken reports whether somebody has the baton.
func (b *baton) taken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held
}

// contended reports whether somebody waits.
func (b *baton) contended() bool { return b.waiting.Load() > 0 }

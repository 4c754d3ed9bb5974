package virtual

import (
	"container/heap"
	"sync"
	"time"
)

// A planned is something that will happen at a time.
type planned struct {
	at  time.Duration // since the world began
	seq uint64        // of two at one time, the one that was planned first happens first
	do  func()
	pos int // in the heap; -1: not there
}

// A plan is what will happen, in its order. Stacks plan from goroutines of their own,
// and so it has a lock.
type plan struct {
	mu   sync.Mutex
	heap planHeap
	seq  uint64
}

// add plans p. It reports whether p is now the first.
func (q *plan) add(p *planned, at time.Duration) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.seq++
	p.seq, p.at = q.seq, at
	heap.Push(&q.heap, p)
	return q.heap[0] == p
}

// cancel takes p out. It reports whether it was there.
func (q *plan) cancel(p *planned) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p.pos < 0 {
		return false
	}
	heap.Remove(&q.heap, p.pos)
	return true
}

// due takes out what is first, if its time has come.
func (q *plan) due(now time.Duration) *planned {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.heap) == 0 || q.heap[0].at > now {
		return nil
	}
	return heap.Pop(&q.heap).(*planned)
}

// first tells when what is first is planned; false: nothing is.
func (q *plan) first() (time.Duration, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.heap) == 0 {
		return 0, false
	}
	return q.heap[0].at, true
}

// left tells how long it is until p; false: it is not planned.
func (q *plan) left(p *planned, now time.Duration) (time.Duration, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p == nil || p.pos < 0 {
		return 0, false
	}
	return p.at - now, true
}

// planHeap is for container/heap.
type planHeap []*planned

func (h planHeap) Len() int { return len(h) }
func (h planHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].seq < h[j].seq
}
func (h planHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i]; h[i].pos, h[j].pos = i, j }
func (h *planHeap) Push(x any)   { p := x.(*planned); p.pos = len(*h); *h = append(*h, p) }
func (h *planHeap) Pop() any {
	old := *h
	p := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	p.pos = -1
	return p
}

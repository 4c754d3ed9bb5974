package timeline

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A moment is a time, in nanoseconds behind the first of the log.
type moment int64

// never is the moment of what has not ended.
const never moment = math.MaxInt64

// moments gives each item the time at which it stands. A call stands where it
// ended, if it did; but a call that gave something stands no later than the end
// of the call that got it: where two calls overlap, cause decides. So each stands
// within its own time, and what ended before another began stands above it.
//
// It drops the needs that can't be: what began after something had ended is not
// its cause.
func (b *builder) moments(needs [][]int) []moment {
	at, began := make([]moment, len(b.items)), make([]moment, len(b.items))
	b.base = b.earliestTime()
	for i := range b.items {
		it := &b.items[i]
		began[i], at[i] = b.momentOf(it.Began), b.momentOf(it.ended())
		if it.open && it.Call != "send" { // what a send has given may come before it ends
			at[i] = never
		}
	}
	b.placeSteps(at, began)
	// In this order the moment of an item is known when it is its turn: what it
	// needs is put no later, and is looked at next.
	for _, i := range sortedBy(at) {
		for todo := []int{i}; len(todo) > 0; {
			i, todo = todo[len(todo)-1], todo[:len(todo)-1]
			needs[i] = slices.DeleteFunc(needs[i], func(j int) bool { return began[j] > at[i] })
			for _, j := range needs[i] {
				if at[j] > at[i] {
					at[j] = at[i]
					todo = append(todo, j)
				}
			}
		}
	}
	return at
}

// placeSteps gives a step whose time the log lacks that of the first call after it.
func (b *builder) placeSteps(at, began []moment) {
	if !slices.ContainsFunc(b.items, func(it Item) bool { return it.Kind == Step && it.Began.IsZero() }) {
		return
	}
	next := never
	for _, i := range slices.Backward(b.inLog()) {
		switch it := &b.items[i]; {
		case it.Kind != Step:
			next = began[i]
		case it.Began.IsZero():
			at[i], began[i] = next, next
		}
	}
}

// inLog gives the items in the order of the log.
func (b *builder) inLog() []int {
	out := make([]int, len(b.items))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(x, y int) int {
		a, c := &b.items[x], &b.items[y]
		if d := cmp.Compare(a.Seq, c.Seq); d != 0 {
			return d
		}
		return cmp.Compare(rankOf(a), rankOf(c))
	})
	return out
}

// rankOf puts a step before the call whose number it has.
func rankOf(it *Item) int {
	if it.Kind == Step {
		return 0
	}
	return 1
}

// sortedBy gives the items by their moments, those of one moment as they are.
func sortedBy(at []moment) []int {
	out := make([]int, len(at))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(x, y int) int { return cmp.Compare(at[x], at[y]) })
	return out
}

// earliestTime gives the first time of the log.
func (b *builder) earliestTime() (first time.Time) {
	for i := range b.items {
		if t := b.items[i].Began; !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

func (b *builder) momentOf(t time.Time) moment { return moment(t.Sub(b.base)) }

func (it *Item) ended() time.Time { return it.Began.Add(it.Took) }

// inTime gives the items in the order of their moments; of one moment what
// others need first, and then in the order of the log.
func (b *builder) inTime(needs [][]int) []int {
	at := b.moments(needs)
	rank, inLog := make([]int, len(at)), b.inLog()
	slices.SortStableFunc(inLog, func(x, y int) int { return cmp.Compare(at[x], at[y]) })
	for n, i := range inLog {
		rank[i] = n
	}
	q := b.queue(needs, rank)
	order := make([]int, 0, len(b.items))
	for len(order) < len(b.items) {
		task, ok := q.next()
		if !ok { // they need each other, in a log that is not true
			task = q.earliest()
		}
		order = append(order, q.take(task))
	}
	return order
}

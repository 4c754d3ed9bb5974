package timeline

import (
	"slices"
	"time"
)

// A fence is a moment, and the items that stand at it: what was over before it
// comes before them, whichever task did it.
type fence struct {
	at    time.Time
	items []int
	steps []int // those of them behind which what began later comes
}

// fences adds what must stand before steps, and behind them, and before calls
// that ended because of the time. Each fence adds two that are no items: one that
// waits for what was over by then, one that what began later waits for. So each
// item is tied to its two neighbours among the fences, not to all of them.
func (b *builder) fences(needs [][]int) [][]int {
	all := b.findFences()
	if len(all) == 0 {
		return needs
	}
	by := b.byTime((*Item).ended)
	over, before := 0, -1
	behind := make([]int, len(all)) // the ones that later items wait for; 0: no step is there
	for n, f := range all {
		var wait []int
		if before >= 0 {
			wait = append(wait, before)
		}
		for ; over < len(by) && b.items[by[over]].ended().Before(f.at); over++ {
			wait = append(wait, by[over])
		}
		before = len(needs)
		needs = append(needs, wait)
		for _, i := range f.items {
			needs[i] = append(needs[i], before)
		}
		if len(f.steps) > 0 {
			behind[n] = len(needs)
			needs = append(needs, f.steps)
		}
	}
	b.later(needs, all, behind)
	return needs
}

// later puts what began after a step behind it.
func (b *builder) later(needs [][]int, all []fence, behind []int) {
	n, last := 0, 0
	for _, i := range b.byTime(func(it *Item) time.Time { return it.Began }) {
		for ; n < len(all) && all[n].at.Before(b.items[i].Began); n++ {
			if behind[n] != 0 {
				last = behind[n]
			}
		}
		if last != 0 {
			needs[i] = append(needs[i], last)
		}
	}
}

// findFences gives them in the order of time.
func (b *builder) findFences() []fence {
	var found []int
	at := func(i int) time.Time {
		if it := &b.items[i]; it.Kind != Step {
			return it.ended()
		}
		return b.items[i].Began
	}
	for i := range b.items {
		if it := &b.items[i]; byTheClock(it) || it.Kind == Step && !it.Began.IsZero() {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(x, y int) int { return at(x).Compare(at(y)) })
	var all []fence
	for _, i := range found {
		if n := len(all); n == 0 || !all[n-1].at.Equal(at(i)) {
			all = append(all, fence{at: at(i)})
		}
		f := &all[len(all)-1]
		f.items = append(f.items, i)
		if b.items[i].Kind == Step {
			f.steps = append(f.steps, i)
		}
	}
	return all
}

// byTime gives the items in the order of some time of theirs.
func (b *builder) byTime(at func(*Item) time.Time) []int {
	out := make([]int, len(b.items))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(x, y int) int { return at(&b.items[x]).Compare(at(&b.items[y])) })
	return out
}

func (it *Item) ended() time.Time { return it.Began.Add(it.Took) }

// byTheClock reports whether a call ended because of the time, or of a word from
// outside.
func byTheClock(it *Item) bool {
	return it.Kind == Fail && (it.Code == "CANCELLED" || it.Code == "INTERRUPTED" || it.Code == "TIMEOUT")
}

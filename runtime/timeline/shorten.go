package timeline

import (
	"fmt"

	"sockpit/runtime/printable"
)

// Shorten gives the flow with at most so many items: the first of them, a line
// that says how many are left out, and the last. A flow that is short enough is
// given as it is.
func (f *Flow) Shorten(most int) *Flow {
	n := len(f.Items)
	if n <= most {
		return f
	}
	head := most / 2
	tail := n - (most - head)
	out := &Flow{Dropped: f.Dropped, at: map[int]int{}, left: map[int]bool{}, gap: head}
	place := func(i int) (int, bool) { // where an item stands now
		if i < head {
			return i, true
		}
		return i - tail + head + 1, i >= tail
	}
	gap := Item{Kind: Step, Times: 1, Text: fmt.Sprintf("… and %s more lines, left out here: the last %s follow", printable.Count(tail-head), printable.Count(n-tail))}
	out.Items = append(append(append(make([]Item, 0, most+1), f.Items[:head]...), gap), f.Items[tail:]...)
	for i := range out.Items {
		it := &out.Items[i]
		var from []int
		for _, j := range it.From {
			if at, ok := place(j); ok {
				from = append(from, at)
			}
		}
		it.From = from
		out.keep(f, it.End)
		out.keep(f, it.Made)
		out.keep(f, it.Far)
	}
	for i := head; i < tail; i++ {
		if it := &f.Items[i]; it.closes() {
			out.left[it.End] = true
		}
	}
	return out
}

// keep takes over a socket of f.
func (f *Flow) keep(from *Flow, id int) {
	if e := from.End(id); e != nil && f.End(id) == nil {
		f.at[id] = len(f.Ends)
		f.Ends = append(f.Ends, *e)
	}
}

// closes reports whether an item is the last on its socket.
func (it *Item) closes() bool {
	return it.Kind != Step && it.Kind != Fail && (it.Call == "close" || it.Call == "reset")
}

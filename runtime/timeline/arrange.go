package timeline

import (
	"cmp"
	"fmt"
	"slices"
)

// arrange puts the items in an order that is to be compared, and gives the ends
// their names. What the kernel has at a moment is chance there.
func (b *builder) arrange(f *Flow, order []int) {
	at := make([]int, len(order))
	f.Items = make([]Item, 0, len(order))
	for n, i := range order {
		at[i] = n
	}
	for _, i := range order {
		it := b.items[i]
		it.Sends, it.From, it.Holds = len(b.from[i]), nil, false
		for _, from := range b.from[i] {
			it.From = append(it.From, at[from])
		}
		slices.Sort(it.From)
		if it.Kind == Accept {
			it.Kernel = ""
		}
		f.Items = append(f.Items, it)
	}
	b.nameEnds(f)
}

// arrangeInTime puts the items in the order of time; there were so many before
// some were told as one.
func (b *builder) arrangeInTime(f *Flow, calls int) {
	all := make([]Item, 0, len(b.items))
	for i := range b.items {
		all = b.items[i].halves(all)
	}
	at := make([]int, calls) // of each place the item that stands there, and 1 more
	for n := range all {
		at[all[n].pos] = n + 1
	}
	f.Items = make([]Item, 0, len(all))
	for _, n := range at {
		if n > 0 {
			f.Items = append(f.Items, all[n-1])
		}
	}
	f.Items = rejoined(f.Items)
	row := make([]int, calls) // of each place the item that tells it
	for n := range f.Items {
		it := &f.Items[n]
		if it.Part == Closes {
			continue // what begins gave the bytes
		}
		for row[it.pos] = n; len(it.more) > 0; it.more = it.more[1:] {
			row[it.more[0]] = n
		}
	}
	for n := range f.Items {
		it := &f.Items[n]
		slices.Sort(it.From)
		it.From = slices.Compact(it.From)
		it.Sends = len(it.From)
		for i, pos := range it.From {
			it.From[i] = row[pos]
		}
		slices.Sort(it.From)
		it.From = slices.Compact(it.From)
	}
	b.nameEnds(f)
}

// halves adds the items of a call, or of several that are told as one: where
// something else stands between, that is where they begin and where they end.
func (it Item) halves(all []Item) []Item {
	if last := it.last(); !it.turns && last-it.pos != len(it.more) {
		begin := it
		begin.Part, begin.Kernel, begin.Holds, begin.Took = Opens, "", it.parts[0].Holds, 0
		it.Part, it.pos = Closes, last
		if it.Kind == Recv {
			begin.From = nil
		} else {
			it.From = nil
		}
		all = append(all, begin)
	}
	return append(all, it)
}

// rejoined makes one of what begins and ends with nothing between.
func rejoined(items []Item) []Item {
	out := items[:0]
	for _, it := range items {
		if n := len(out); n > 0 && it.Part == Closes && out[n-1].Part == Opens && out[n-1].Seq == it.Seq && out[n-1].End == it.End {
			it.Part, it.more = Whole, append(it.more, out[n-1].pos)
			out = out[:n-1]
		}
		out = append(out, it)
	}
	return out
}

// mostNameBytes is how long a name can be, which stands in many lines: scripts
// can have variables of any length.
const mostNameBytes = 60

// nameEnds keeps the ends that the diagram shows, each under a name of its own:
// the second client of that name is "client 2".
func (b *builder) nameEnds(f *Flow) {
	used := map[string]int{}
	f.at = map[int]int{}
	take := func(id int) {
		e := b.byID[id]
		if e == nil || f.End(id) != nil {
			return
		}
		f.at[id] = len(f.Ends)
		base := cmp.Or(b.names[id], e.Name)
		if base = base[:min(len(base), mostNameBytes)]; base == "" {
			base = string(e.Role)
			if e.Role == Foreign {
				base = another
			}
		}
		used[base]++
		if e.Name = base; used[base] > 1 {
			e.Name = fmt.Sprintf("%s %d", base, used[base])
		}
		f.Ends = append(f.Ends, *e)
	}
	for i := range f.Items {
		take(f.Items[i].End)
		take(f.Items[i].Made)
		take(f.Items[i].Far)
	}
}

// Label names a socket of the flow: by its variable, or by number.
func (f *Flow) Label(id int) string {
	if e := f.End(id); e != nil {
		return e.Name
	}
	return fmt.Sprintf("#%d", id)
}

// SideOf gives the side on which a socket is drawn.
func (f *Flow) SideOf(id int) Side {
	if e := f.End(id); e != nil {
		return e.Side
	}
	return Left
}

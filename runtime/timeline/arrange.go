package timeline

import (
	"fmt"
	"slices"
)

// arrange puts the items in order, says what the kernel has after each, and
// gives the ends their names.
func (b *builder) arrange(f *Flow, order []int) {
	k := newKernel(b)
	at := make([]int, len(order))
	f.Items = make([]Item, 0, len(order))
	for n, i := range order {
		at[i] = n
	}
	for _, i := range order {
		it := b.items[i]
		it.Sends = len(b.from[i])
		for _, from := range b.from[i] {
			it.From = append(it.From, at[from])
		}
		slices.Sort(it.From)
		k.see(&it)
		it.Holds = k.holds()
		f.Items = append(f.Items, it)
	}
	b.nameEnds(f)
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
		base := b.names[id]
		if base = base[:min(len(base), mostNameBytes)]; base == "" {
			base = string(e.Role)
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

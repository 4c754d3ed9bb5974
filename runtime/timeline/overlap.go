package timeline

import (
	"slices"
	"sort"
	"time"
)

// Long is from when on a call took so long that what went on meanwhile is told
// apart: a send that takes longer has two items.
const Long = 20 * time.Millisecond

// cutSends makes two items of each long send of a stream: its bytes may have come
// while it still waited for room. Where nothing stands between them they become
// one again.
func (b *builder) cutSends() {
	if b.merge {
		return
	}
	long := func(it Item) bool {
		return it.Took >= Long && (it.Kind == Send || it.Kind == Fail && it.N > 0) && b.of(it.End).streams()
	}
	if !slices.ContainsFunc(b.items, long) {
		return
	}
	out := make([]Item, 0, len(b.items)+16)
	for _, it := range b.items {
		if long(it) {
			begin := it
			begin.Kind, begin.Code, begin.Part, begin.Took = Send, "", Opens, 0
			it.Part = Closes
			out = append(out, begin)
		}
		out = append(out, it)
	}
	b.items = out
}

// atOnce is how many bytes a send gives the kernel in one piece, as there is room
// for them: a buffer is never smaller.
const atOnce = 2048

// blur finds the sends and receives of a stream that overlap.
func (b *builder) blur() {
	for id, d := range b.on {
		p := b.peerOf(id)
		if p == nil || b.on[p.ID] == nil || !b.of(id).streams() {
			continue
		}
		takes := slices.Clone(b.on[p.ID].takes)
		sort.Slice(takes, func(x, y int) bool { return b.items[takes[x]].ended().Before(b.items[takes[y]].ended()) })
		for _, i := range d.gives.items {
			s := &b.items[i]
			n := sort.Search(len(takes), func(n int) bool { return b.items[takes[n]].ended().After(s.Began) })
			for ; n < len(takes) && b.items[takes[n]].ended().Before(s.ended()); n++ {
				s.blurred, b.items[takes[n]].during = true, i+1
			}
		}
	}
}

// clear reports whether it is known all the same what the kernel has of a stream
// after a send that overlaps receives: it was given in one piece.
func (it *Item) clear(before int64) bool { return !it.blurred || it.N <= atOnce && before <= atOnce }

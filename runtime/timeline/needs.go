package timeline

import (
	"sort"

	"sockpit/runtime/event"
)

// A span is the items of one task, which follow each other.
type span struct{ task, from, to int }

// A did is the items on one socket that others wait for, each list in the order
// of the log.
type did struct {
	listens, connects, closes, overs []int // a close that succeeded; what may send FIN or RST
	takes                            []int // of a stream
	gives                            gives
}

// index finds items by what they are about.
func (b *builder) index() {
	b.on, b.maker, b.spans = map[int]*did{}, map[int]int{}, nil
	b.from = make([][]int, len(b.items))
	for i := range b.items {
		it := &b.items[i]
		if it.Made != 0 {
			b.maker[it.Made] = i
		}
		if i == 0 || it.Task != b.items[i-1].Task {
			b.spans = append(b.spans, span{it.Task, i, i})
		}
		b.spans[len(b.spans)-1].to = i + 1
		b.note(i)
	}
	for _, d := range b.on {
		for _, list := range [][]int{d.listens, d.connects, d.closes, d.overs} {
			b.bySeq(list)
		}
		sort.SliceStable(d.takes, func(x, y int) bool { return b.items[d.takes[x]].Stream.From < b.items[d.takes[y]].Stream.From })
		d.gives.sort(b.items)
	}
}

// note puts an item into the lists of its socket.
func (b *builder) note(i int) {
	it := &b.items[i]
	if it.Kind == Step {
		return
	}
	d := b.on[it.End]
	if d == nil {
		d = &did{}
		b.on[it.End] = d
	}
	switch {
	case it.Kind == Note && it.Call == "listen":
		d.listens = append(d.listens, i)
	case it.Kind == Connect:
		d.connects = append(d.connects, i)
	case it.Part == Closes:
	case it.N > 0 && (it.Kind == Send || it.Kind == Fail):
		d.gives.items = append(d.gives.items, i)
	case it.Kind == Recv && b.of(it.End).streams():
		d.takes = append(d.takes, i)
	case it.overs():
		d.overs = append(d.overs, i)
	}
	if it.Kind != Fail && it.Call == "close" {
		d.closes = append(d.closes, i)
	}
}

// overs reports whether a call may end or reset a connection.
func (it *Item) overs() bool {
	if it.Kind == Fail {
		return false
	}
	return it.Call == "close" || it.Call == "reset" || it.Call == "shutdown" && it.Text != "read" || it.Kind == Reset
}

func (b *builder) bySeq(list []int) {
	sort.SliceStable(list, func(x, y int) bool { return b.items[list[x]].Seq < b.items[list[y]].Seq })
}

// lastWhere gives the last item of a span up to which all are so; ok is false if
// none is.
func (b *builder) lastWhere(s span, so func(*Item) bool) (item int, ok bool) {
	n := sort.Search(s.to-s.from, func(n int) bool { return !so(&b.items[s.from+n]) })
	return s.from + n - 1, n > 0
}

// needs gives for each item those that must stand before it. What a task did before is not among them: that it is in
// order goes without saying, and so the last item of another task stands for all
// before it.
func (b *builder) needs(links []Link) [][]int {
	b.index()
	needs := make([][]int, len(b.items))
	room := 8 * len(b.items) // of a log that is true no byte was sent twice, and so far fewer are found
	for i := range b.items {
		it := &b.items[i]
		if it.Kind == Step {
			continue
		}
		if m, ok := b.maker[it.End]; ok && m != i {
			needs[i] = append(needs[i], m)
		}
		if j, ok := b.need(it); ok && j != i {
			needs[i] = append(needs[i], j)
		}
		if p := b.peerOf(it.End); it.Kind == Recv && p != nil && b.on[p.ID] != nil {
			b.from[i] = b.on[p.ID].gives.of(b.items, it.Stream, &room)
		}
	}
	b.datagrams()
	for i := range b.from {
		needs[i] = append(needs[i], b.from[i]...)
	}
	b.inStream(needs)
	b.link(needs, links)
	return needs
}

// inStream puts the sends on a socket in the order of their bytes, whichever
// tasks made them, and the receives.
func (b *builder) inStream(needs [][]int) {
	for _, d := range b.on {
		for _, list := range [][]int{d.gives.items, d.takes} {
			for n := 1; n < len(list); n++ {
				if x, y := &b.items[list[n-1]], &b.items[list[n]]; x.Task != y.Task {
					needs[list[n]] = append(needs[list[n]], list[n-1])
				}
			}
		}
	}
}

// need gives the item on another socket, or by another task, that an item waited
// for, other than the sends of its bytes.
func (b *builder) need(it *Item) (item int, ok bool) {
	peer := b.peerOf(it.End)
	switch {
	case it.Kind == Connect:
		if all := b.listenersOf(b.of(it.End), func(*End) bool { return true }); len(all) > 0 {
			return b.first(all[0].ID, func(d *did) []int { return d.listens })
		}
	case it.Kind == Accept:
		if p := b.peerOf(it.Made); p != nil {
			return b.first(p.ID, func(d *did) []int { return d.connects })
		}
	case it.Kind == Fail && it.Code == "CLOSED":
		j, ok := b.first(it.End, func(d *did) []int { return d.closes })
		return j, ok && b.items[j].Task != it.Task
	case peer == nil:
	case it.Kind == EOF:
		return b.first(peer.ID, func(d *did) []int { return d.overs })
	case it.Kind == Fail && (it.Code == "ECONNRESET" || it.Code == "EPIPE"):
		if d := b.on[peer.ID]; d != nil {
			n := sort.Search(len(d.overs), func(n int) bool { return b.items[d.overs[n]].Began.After(it.ended()) })
			if n > 0 {
				return d.overs[n-1], true
			}
		}
	}
	return 0, false
}

// first gives the first of a list of items on a socket.
func (b *builder) first(id int, list func(*did) []int) (item int, ok bool) {
	if d := b.on[id]; d != nil && len(list(d)) > 0 {
		return list(d)[0], true
	}
	return 0, false
}

// link adds what tasks owe to each other.
func (b *builder) link(needs [][]int, links []Link) {
	byTask := map[int]span{}
	for _, s := range b.spans {
		byTask[s.task] = s
	}
	for _, l := range links {
		before, ok := byTask[l.Task]
		then, also := byTask[l.Then]
		if !ok || !also {
			continue
		}
		j, ok := b.lastWhere(before, func(it *Item) bool { return l.Before == 0 || it.Seq < l.Before })
		i := then.from
		if last, some := b.lastWhere(then, func(it *Item) bool { return it.Seq < l.After }); some {
			i = last + 1
		}
		if ok && i < then.to && i != j {
			needs[i] = append(needs[i], j)
		}
	}
}

// gives are the items that gave bytes to a stream, by the place of their bytes.
type gives struct {
	items []int
	until []int64 // of each, how far it and all before it reach
}

func (g *gives) sort(items []Item) {
	sort.SliceStable(g.items, func(x, y int) bool { return items[g.items[x]].Stream.From < items[g.items[y]].Stream.From })
	g.until = make([]int64, len(g.items))
	far := int64(0)
	for n, i := range g.items {
		far = max(far, items[i].Stream.To)
		g.until[n] = far
	}
}

// of gives those that gave bytes of that part of the stream. room is how many may
// still be found: in a log that is not true each can have given each byte.
func (g *gives) of(items []Item, r event.Range, room *int) (out []int) {
	n := sort.Search(len(g.items), func(n int) bool { return g.until[n] > r.From })
	for ; n < len(g.items) && *room > 0; n++ {
		i := g.items[n]
		s := items[i].Stream
		if s.From >= r.To {
			break
		}
		*room--
		if s.To > r.From {
			out = append(out, i)
		}
	}
	return out
}

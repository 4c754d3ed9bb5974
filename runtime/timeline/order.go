package timeline

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sockpit/runtime"
)

// order gives the items' indices in order of cause. Where there is none, what
// waits for each other is stuck; it is then taken in the order of the log.
func (b *builder) order(links []Link) (order, stuck []int) {
	needs := b.needs(links)
	heads, last := b.tasks()
	placed := make([]bool, len(b.items))
	free := func(i int) bool {
		return !slices.ContainsFunc(needs[i], func(n int) bool { return !placed[n] })
	}
	current := 0
	for len(order) < len(b.items) {
		at := -1
		for k := range heads {
			t := (current + k) % len(heads)
			if k > 0 {
				t = k - 1 // not the one that went on: the first that can
			}
			if heads[t] < last[t] && free(heads[t]) {
				at = t
				break
			}
		}
		if at < 0 && heads[len(heads)-1] < last[len(heads)-1] && free(heads[len(heads)-1]) {
			at = len(heads) - 1
		}
		if at < 0 {
			for t := range heads {
				if heads[t] < last[t] {
					stuck = append(stuck, heads[t])
				}
				if heads[t] < last[t] && (at < 0 || b.items[heads[t]].Seq < b.items[heads[at]].Seq) {
					at = t
				}
			}
		}
		placed[heads[at]] = true
		order = append(order, heads[at])
		heads[at]++
		current = at
	}
	return order, stuck
}

// tasks gives where the items of each task begin and end, the main task first,
// then in order of what they did: numbers of tasks depend on who came first.
func (b *builder) tasks() (heads, last []int) {
	type span struct {
		from, to int
		text     string
	}
	var spans []span
	for i := range b.items {
		if i == 0 || b.items[i].Task != b.items[i-1].Task {
			spans = append(spans, span{from: i})
		}
		s := &spans[len(spans)-1]
		s.to = i + 1
		s.text += b.signature(&b.items[i])
	}
	slices.SortFunc(spans, func(x, y span) int {
		a, c := &b.items[x.from], &b.items[y.from]
		if (a.Task == 1) != (c.Task == 1) {
			return map[bool]int{true: -1, false: 1}[a.Task == 1]
		}
		if !b.merge {
			return cmp.Compare(a.Task, c.Task)
		}
		return cmp.Or(cmp.Compare(a.Place.Line, c.Place.Line), strings.Compare(x.text, y.text), cmp.Compare(a.Task, c.Task))
	})
	for _, s := range spans {
		heads, last = append(heads, s.from), append(last, s.to)
	}
	return heads, last
}

// signature says what an item is, without what may differ from run to run.
func (b *builder) signature(it *Item) string {
	return fmt.Sprintf("%s %s:%d %s %d-%d %q;", it.Kind, it.Call, it.Place.Line, it.Code, it.Stream.From, it.Stream.To, it.Data)
}

// needs gives for each item those that must stand before it.
func (b *builder) needs(links []Link) [][]int {
	needs := make([][]int, len(b.items))
	maker := map[int]int{}
	for i := range b.items {
		it := &b.items[i]
		if it.Made != 0 {
			maker[it.Made] = i
		}
	}
	for i := range b.items {
		it := &b.items[i]
		need := func(fits func(*Item) bool) {
			for j := range b.items {
				if j != i && fits(&b.items[j]) {
					needs[i] = append(needs[i], j)
				}
			}
		}
		if m, ok := maker[it.End]; ok && m != i {
			needs[i] = append(needs[i], m)
		}
		b.need(it, need)
		if it.Kind == Fail && it.Code == "CANCELLED" || it.Code == "INTERRUPTED" || it.Code == "TIMEOUT" { // it ended by the clock
			end := it.Began.Add(it.Took)
			need(func(j *Item) bool { return !b.merge && j.Task != it.Task && j.Began.Add(j.Took).Before(end) })
		}
	}
	for i := range b.items {
		b.link(needs, i, links)
	}
	b.datagrams(needs)
	if !b.merge {
		b.steps(needs)
	}
	return needs
}

// steps puts a step between what was over before it began and what began after
// it, whichever task did it.
func (b *builder) steps(needs [][]int) {
	for s := range b.items {
		step := &b.items[s]
		if step.Kind != Step || step.Began.IsZero() {
			continue
		}
		for i := range b.items {
			switch it := &b.items[i]; {
			case it.Kind == Step:
			case it.Began.Add(it.Took).Before(step.Began):
				needs[s] = append(needs[s], i)
			case it.Began.After(step.Began):
				needs[i] = append(needs[i], s)
			}
		}
	}
}

// need adds what an item on one socket owes to items on others.
func (b *builder) need(it *Item, need func(func(*Item) bool)) {
	peer := 0
	if p := b.peerOf(it.End); p != nil {
		peer = p.ID
	}
	over := func(j *Item) bool { return j.End == peer && (j.Kind == Finish || j.Kind == Reset) }
	switch it.Kind {
	case Connect:
		if l := b.listenerOf(b.byID[it.End]); l != nil {
			need(func(j *Item) bool { return j.End == l.ID && j.Kind == Note && j.Call == "listen" })
		}
	case Accept:
		if p := b.peerOf(it.Made); p != nil {
			need(func(j *Item) bool { return j.End == p.ID && j.Kind == Connect })
		}
	case Recv:
		need(func(j *Item) bool { return j.End == peer && peer != 0 && gave(j, it.Stream) })
	case EOF:
		need(func(j *Item) bool { return peer != 0 && over(j) })
	case Fail:
		switch it.Code {
		case "ECONNRESET", "EPIPE":
			need(func(j *Item) bool { return peer != 0 && over(j) && j.Seq < it.Seq })
		case "CLOSED":
			need(func(j *Item) bool { return j.End == it.End && j.Kind != Fail && j.Call == "close" && j.Task != it.Task })
		}
	}
}

// gave reports whether a send gave bytes of that part of the stream.
func gave(j *Item, r runtime.Range) bool {
	return (j.Kind == Send || j.Kind == Fail && j.N > 0) && j.Stream.From < r.To && r.From < j.Stream.To
}

// link adds what tasks owe to each other.
func (b *builder) link(needs [][]int, i int, links []Link) {
	it := &b.items[i]
	for _, l := range links {
		if it.Task != l.Then || it.Seq < l.After {
			continue
		}
		for j := range b.items {
			if before := &b.items[j]; before.Task == l.Task && (l.Before == 0 || before.Seq < l.Before) && j != i {
				needs[i] = append(needs[i], j)
			}
		}
	}
}

// datagrams pairs each datagram that came with the send that it came from: the
// first with these bytes and these ends that is not taken.
func (b *builder) datagrams(needs [][]int) {
	taken := map[int]bool{}
	for i := range b.items {
		it := &b.items[i]
		if it.Kind != Recv || b.byID[it.End].Network.IsStream() {
			continue
		}
		for j := range b.items {
			s := &b.items[j]
			if s.Kind != Send || taken[j] || s.End == it.End || b.byID[s.End].Network != b.byID[it.End].Network {
				continue
			}
			if bytes.HasPrefix(s.Data, it.Data) && (s.N == it.N || it.Text != "") {
				taken[j] = true
				needs[i] = append(needs[i], j)
				it.From = []int{j}
				break
			}
		}
	}
}

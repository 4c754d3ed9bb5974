package timeline

import (
	"bytes"
	"sort"
	"time"

	"sockpit/runtime"
)

// A span is the items of one task, which follow each other.
type span struct{ task, from, to int }

// index finds items by what they are about.
func (b *builder) index() {
	b.on, b.maker, b.spans = map[int][]int{}, map[int]int{}, nil
	for i := range b.items {
		it := &b.items[i]
		b.on[it.End] = append(b.on[it.End], i)
		if it.Made != 0 {
			b.maker[it.Made] = i
		}
		if i == 0 || it.Task != b.items[i-1].Task {
			b.spans = append(b.spans, span{it.Task, i, i})
		}
		b.spans[len(b.spans)-1].to = i + 1
	}
}

// lastWhere gives the last item of a span up to which all are so; ok is false if
// none is.
func (b *builder) lastWhere(s span, so func(*Item) bool) (item int, ok bool) {
	n := sort.Search(s.to-s.from, func(n int) bool { return !so(&b.items[s.from+n]) })
	return s.from + n - 1, n > 0
}

func (it *Item) endedBefore(t time.Time) bool { return it.Began.Add(it.Took).Before(t) }

// needs gives for each item those that must stand before it. What a task did
// before is not among them: that it is in order goes without saying, and so the
// last item of another task stands for all before it.
func (b *builder) needs(links []Link) [][]int {
	b.index()
	needs := make([][]int, len(b.items))
	for i := range b.items {
		it := &b.items[i]
		if m, ok := b.maker[it.End]; ok && m != i {
			needs[i] = append(needs[i], m)
		}
		b.need(it, func(end int, fits func(*Item) bool) {
			for _, j := range b.on[end] {
				if j != i && fits(&b.items[j]) {
					needs[i] = append(needs[i], j)
				}
			}
		})
		if !b.merge && byTheClock(it) {
			b.after(needs, i, it.Began.Add(it.Took))
		}
	}
	b.link(needs, links)
	b.datagrams(needs)
	if !b.merge {
		b.steps(needs)
	}
	return needs
}

// byTheClock reports whether a call ended because of the time, or of a word from
// outside.
func byTheClock(it *Item) bool {
	return it.Kind == Fail && (it.Code == "CANCELLED" || it.Code == "INTERRUPTED" || it.Code == "TIMEOUT")
}

// after puts an item behind all that other tasks had done by then.
func (b *builder) after(needs [][]int, i int, then time.Time) {
	for _, s := range b.spans {
		if s.task == b.items[i].Task && b.items[i].Kind != Step {
			continue
		}
		if j, ok := b.lastWhere(s, func(it *Item) bool { return it.endedBefore(then) }); ok && j != i {
			needs[i] = append(needs[i], j)
		}
	}
}

// steps puts a step between what was over before it began and what began after
// it, whichever task did it.
func (b *builder) steps(needs [][]int) {
	for i := range b.items {
		step := &b.items[i]
		if step.Kind != Step || step.Began.IsZero() {
			continue
		}
		for _, s := range b.spans {
			if s.task == step.Task {
				continue
			}
			if j, ok := b.lastWhere(s, func(it *Item) bool { return it.endedBefore(step.Began) }); ok {
				needs[i] = append(needs[i], j)
			}
			j, ok := b.lastWhere(s, func(it *Item) bool { return !it.Began.After(step.Began) })
			if !ok {
				j = s.from - 1
			}
			if j++; j < s.to {
				needs[j] = append(needs[j], i)
			}
		}
	}
}

// need adds what an item on one socket owes to items on others.
func (b *builder) need(it *Item, need func(end int, fits func(*Item) bool)) {
	peer := 0
	if p := b.peerOf(it.End); p != nil {
		peer = p.ID
	}
	over := func(j *Item) bool { return j.Kind == Finish || j.Kind == Reset }
	switch it.Kind {
	case Connect:
		if l := b.listenerOf(b.of(it.End)); l != nil {
			need(l.ID, func(j *Item) bool { return j.Kind == Note && j.Call == "listen" })
		}
	case Accept:
		if p := b.peerOf(it.Made); p != nil {
			need(p.ID, func(j *Item) bool { return j.Kind == Connect })
		}
	case Fail:
		if it.Code == "CLOSED" {
			need(it.End, func(j *Item) bool { return j.Kind != Fail && j.Call == "close" && j.Task != it.Task })
		}
	}
	if peer == 0 {
		return
	}
	switch {
	case it.Kind == Recv:
		need(peer, func(j *Item) bool { return gave(j, it.Stream) })
	case it.Kind == EOF:
		need(peer, over)
	case it.Kind == Fail && (it.Code == "ECONNRESET" || it.Code == "EPIPE"):
		need(peer, func(j *Item) bool { return over(j) && j.Seq < it.Seq })
	}
}

// gave reports whether a send gave bytes of that part of the stream.
func gave(j *Item, r runtime.Range) bool {
	return (j.Kind == Send || j.Kind == Fail && j.N > 0) && j.Stream.From < r.To && r.From < j.Stream.To
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

// datagrams pairs each datagram that came with the send that it came from: the
// first with these bytes and these ends that is not taken.
func (b *builder) datagrams(needs [][]int) {
	taken := map[int]bool{}
	for i := range b.items {
		it := &b.items[i]
		if it.Kind != Recv || b.of(it.End).streams() {
			continue
		}
		for j := range b.items {
			s := &b.items[j]
			if s.Kind != Send || taken[j] || s.End == it.End || b.of(s.End).Network != b.of(it.End).Network {
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

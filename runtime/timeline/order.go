package timeline

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// order gives the items' indices in order of cause. Where that leaves a choice a
// task goes on until it must wait, then the first task that can. What waits for
// each other is stuck; it is then taken in the order of the log.
func (b *builder) order(links []Link) (order, stuck []int) {
	q := b.queue(links)
	for current := 0; len(order) < len(b.items); {
		if !q.free(current) {
			if next, ok := q.next(); ok {
				current = next
			} else {
				var heads []int
				current, heads = q.earliest(b.items)
				stuck = append(stuck, heads...)
			}
		}
		order = append(order, q.take(current))
	}
	return order, stuck
}

// A queue has the items that are still to be put in order: those of each task in
// the order in which it made them.
type queue struct {
	heads, last []int // of each task the next item, and the end
	task        []int // of each item
	unmet       []int // how many that must stand before it are still to come
	then        [][]int
	ready       smallest // tasks whose next item may come, as a heap; some have had their turn
}

// A smallest is a heap that gives the smallest number first.
type smallest struct{ sort.IntSlice }

// Push is for package heap.
func (s *smallest) Push(x any) { s.IntSlice = append(s.IntSlice, x.(int)) }

// Pop is for package heap.
func (s *smallest) Pop() any {
	n := len(s.IntSlice) - 1
	x := s.IntSlice[n]
	s.IntSlice = s.IntSlice[:n]
	return x
}

func (b *builder) queue(links []Link) *queue {
	needs := b.needs(links)
	q := &queue{task: make([]int, len(b.items)), unmet: make([]int, len(b.items)), then: make([][]int, len(b.items))}
	q.heads, q.last = b.tasks()
	for t := range q.heads {
		for i := q.heads[t]; i < q.last[t]; i++ {
			q.task[i] = t
		}
	}
	for i, before := range needs {
		q.unmet[i] = len(before)
		for _, n := range before {
			q.then[n] = append(q.then[n], i)
		}
	}
	for t := range q.heads {
		q.tell(t)
	}
	return q
}

// free reports whether a task's next item may come.
func (q *queue) free(t int) bool { return q.heads[t] < q.last[t] && q.unmet[q.heads[t]] <= 0 }

// tell remembers a task whose next item may come.
func (q *queue) tell(t int) {
	if q.free(t) {
		heap.Push(&q.ready, t)
	}
}

// next gives the first task that can go on.
func (q *queue) next() (task int, ok bool) {
	for q.ready.Len() > 0 {
		if t := heap.Pop(&q.ready).(int); q.free(t) {
			return t, true
		}
	}
	return 0, false
}

// earliest gives the task that came first in the log, and the items of all that
// wait.
func (q *queue) earliest(items []Item) (task int, heads []int) {
	task = -1
	for t, h := range q.heads {
		if h == q.last[t] {
			continue
		}
		heads = append(heads, h)
		if task < 0 || items[h].Seq < items[q.heads[task]].Seq {
			task = t
		}
	}
	return task, heads
}

// take gives the next item of a task.
func (q *queue) take(t int) int {
	i := q.heads[t]
	q.heads[t]++
	q.tell(t)
	for _, n := range q.then[i] {
		if q.unmet[n]--; q.unmet[n] == 0 && q.heads[q.task[n]] == n {
			q.tell(q.task[n])
		}
	}
	return i
}

// tasks gives where the items of each task begin and end, the main task first,
// then in order of what they did if it is to be compared: numbers of tasks
// depend on who came first.
func (b *builder) tasks() (heads, last []int) {
	did := map[int]string{}
	for _, s := range b.spans {
		var text strings.Builder
		for i := s.from; i < s.to && b.merge; i++ {
			text.WriteString(b.signature(&b.items[i]))
		}
		did[s.from] = text.String()
	}
	spans := slices.Clone(b.spans)
	slices.SortFunc(spans, func(x, y span) int {
		a, c := &b.items[x.from], &b.items[y.from]
		if (a.Task == 1) != (c.Task == 1) {
			return map[bool]int{true: -1, false: 1}[a.Task == 1]
		}
		if !b.merge {
			return cmp.Compare(a.Task, c.Task)
		}
		return cmp.Or(cmp.Compare(a.Place.Line, c.Place.Line), strings.Compare(did[x.from], did[y.from]), cmp.Compare(a.Task, c.Task))
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

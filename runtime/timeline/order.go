package timeline

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// byCause gives the items' indices in an order that does not depend on who was
// quicker: a task goes on until it must wait, then the first task that can. What
// waits for each other is stuck; it is then taken in the order of the log.
func (b *builder) byCause(links []Link) (order, stuck []int) {
	q := b.queue(b.needs(links), nil)
	for current := 0; len(order) < len(b.items); {
		if !q.free(current) {
			if next, ok := q.next(); ok {
				current = next
			} else {
				stuck = q.stuck(stuck)
				current = q.earliest()
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
	rank        []int    // of each item; nil: that of its task
	ready       smallest // what may come, as a heap: tasks, each as the rank of its next item; some have had their turn
	ranked      []int    // of each rank the item
	inLog       []int    // items in the order of the log; those taken go first
	moved       []int    // tasks whose next item is another since something was stuck
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

// queue makes the queue of all items. Of those that may come next gives the one
// with the smallest rank, or without ranks the one of the first task.
func (b *builder) queue(needs [][]int, rank []int) *queue {
	q := &queue{task: make([]int, len(b.items)), unmet: make([]int, len(needs)), then: make([][]int, len(needs)), rank: rank}
	q.heads, q.last = b.tasks()
	for t := range q.heads {
		for i := q.heads[t]; i < q.last[t]; i++ {
			q.task[i] = t
		}
		q.moved = append(q.moved, t)
	}
	q.inLog = b.inLog()
	q.ranked = make([]int, len(rank))
	for i, r := range rank {
		q.ranked[r] = i
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
	switch {
	case !q.free(t):
	case q.rank == nil:
		heap.Push(&q.ready, t)
	default:
		heap.Push(&q.ready, q.rank[q.heads[t]])
	}
}

// next gives the first task that can go on.
func (q *queue) next() (task int, ok bool) {
	for q.ready.Len() > 0 {
		x := heap.Pop(&q.ready).(int)
		switch {
		case q.rank == nil && q.free(x):
			return x, true
		case q.rank == nil:
		case q.heads[q.task[q.ranked[x]]] == q.ranked[x]:
			return q.task[q.ranked[x]], true
		}
	}
	return 0, false
}

// stuck adds the items that wait, each once: the next of every task.
func (q *queue) stuck(items []int) []int {
	for _, t := range q.moved {
		if q.heads[t] < q.last[t] {
			items = append(items, q.heads[t])
		}
	}
	q.moved = q.moved[:0]
	return items
}

// earliest gives the task whose next item came first in the log.
func (q *queue) earliest() (task int) {
	for {
		i := q.inLog[0]
		if t := q.task[i]; q.heads[t] <= i { // a task takes its items in the order of the log
			return t
		}
		q.inLog = q.inLog[1:]
	}
}

// take gives the next item of a task.
func (q *queue) take(t int) int {
	i := q.heads[t]
	q.heads[t]++
	q.moved = append(q.moved, t)
	q.tell(t)
	q.release(i)
	return i
}

// release lets what waited for i come.
func (q *queue) release(i int) {
	for _, n := range q.then[i] {
		if q.unmet[n]--; q.unmet[n] == 0 && q.heads[q.task[n]] == n {
			q.tell(q.task[n])
		}
	}
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

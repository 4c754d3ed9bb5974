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
				stuck = q.stuck(stuck)
				current = q.earliest()
			}
		}
		order = append(order, q.take(current))
	}
	return order, stuck
}

// A queue has the items that are still to be put in order: those of each task in
// the order in which it made them. Behind the items are those of needs that are
// none: they are taken when nothing must stand before them any more.
type queue struct {
	heads, last []int // of each task the next item, and the end
	task        []int // of each item
	unmet       []int // how many that must stand before it are still to come
	then        [][]int
	ready       smallest // tasks whose next item may come, as a heap; some have had their turn
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

func (b *builder) queue(links []Link) *queue {
	needs := b.needs(links)
	q := &queue{task: make([]int, len(b.items)), unmet: make([]int, len(needs)), then: make([][]int, len(needs))}
	q.heads, q.last = b.tasks()
	for t := range q.heads {
		for i := q.heads[t]; i < q.last[t]; i++ {
			q.task[i] = t
			q.inLog = append(q.inLog, i)
		}
		q.moved = append(q.moved, t)
	}
	slices.SortStableFunc(q.inLog, func(x, y int) int { return cmp.Compare(b.items[x].Seq, b.items[y].Seq) })
	for i, before := range needs {
		q.unmet[i] = len(before)
		for _, n := range before {
			q.then[n] = append(q.then[n], i)
		}
	}
	for i := len(b.items); i < len(needs); i++ {
		if len(needs[i]) == 0 {
			q.release(i)
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
	for todo := []int{i}; len(todo) > 0; {
		i, todo = todo[len(todo)-1], todo[:len(todo)-1]
		for _, n := range q.then[i] {
			switch q.unmet[n]--; {
			case q.unmet[n] != 0:
			case n >= len(q.task):
				todo = append(todo, n)
			case q.heads[q.task[n]] == n:
				q.tell(q.task[n])
			}
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

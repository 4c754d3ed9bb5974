package timeline

import (
	"container/heap"
	"fmt"
	"slices"
	"sort"
)

// By says what has a lane of its own in a diagram.
type By string

// What lanes are of. Sides is for flows with more ends than there is room for:
// one lane for all who call, one for all who are called.
const (
	Ends  By = "ends"
	Tasks By = "tasks"
	Sides By = "sides"
)

// FindBy gives what lanes can be of by its name.
func FindBy(name string) (By, bool) {
	by := By(name)
	return by, by == Ends || by == Tasks || by == Sides
}

// Lanes are the upright lines of a diagram beside the kernel's.
type Lanes struct {
	By   By
	List []Lane // those on the left before those on the right
	Of   []int  // of each item the lane that it is drawn on; -1 for a step, or if it is on no socket
}

// A Lane is one line. It has one owner, or several after each other.
type Lane struct {
	Side  Side
	Lives []Life
}

// A Life is from the item with which an owner begins to the one with which it
// ends.
type Life struct {
	Owner    int // number of the socket or task, 0 for a side
	Name     string
	From, To int
}

// At gives who has the lane at an item, or nil.
func (l *Lane) At(item int) *Life {
	n := sort.Search(len(l.Lives), func(n int) bool { return item <= l.Lives[n].To })
	if n < len(l.Lives) && l.Lives[n].From <= item {
		return &l.Lives[n]
	}
	return nil
}

// Left counts the lanes on the left of the kernel.
func (l *Lanes) Left() int {
	n := slices.IndexFunc(l.List, func(l Lane) bool { return l.Side == Right })
	if n < 0 {
		return len(l.List)
	}
	return n
}

// Lanes gives each owner a lane. With reuse, one that has come to its end leaves
// its lane to the next. ordinal numbers tasks in the order in which they appear,
// as their own numbers depend on who came first.
func (f *Flow) Lanes(by By, reuse, ordinal bool) *Lanes {
	l := &Lanes{By: by, Of: make([]int, len(f.Items))}
	owners := f.lives(by, ordinal)
	lane := map[int]int{} // of an owner
	for _, side := range []Side{Left, Right} {
		var taken until
		var free smallest
		for _, o := range owners { // in the order in which they begin
			if o.side != side {
				continue
			}
			for reuse && len(taken) > 0 && taken[0].to < o.From {
				heap.Push(&free, heap.Pop(&taken).(lease).lane)
			}
			at := len(l.List)
			if free.Len() > 0 {
				at = heap.Pop(&free).(int)
			} else {
				l.List = append(l.List, Lane{Side: side})
			}
			heap.Push(&taken, lease{at, o.To})
			l.List[at].Lives = append(l.List[at].Lives, o.Life)
			lane[o.Owner] = at
		}
	}
	for i := range f.Items {
		l.Of[i] = -1
		if it := &f.Items[i]; it.Kind != Step && (by != Ends || f.End(it.End) != nil) {
			l.Of[i] = lane[f.owner(by, it)]
		}
	}
	return l
}

// A lease is a lane that has an owner up to an item.
type lease struct{ lane, to int }

// An until is a heap of leases that gives the one that ends first.
type until []lease

func (u until) Len() int           { return len(u) }
func (u until) Less(i, j int) bool { return u[i].to < u[j].to }
func (u until) Swap(i, j int)      { u[i], u[j] = u[j], u[i] }

// Push is for package heap.
func (u *until) Push(x any) { *u = append(*u, x.(lease)) }

// Pop is for package heap.
func (u *until) Pop() any {
	n := len(*u) - 1
	x := (*u)[n]
	*u = (*u)[:n]
	return x
}

// An owner of a lane, and where it stands.
type owner struct {
	Life
	side Side
}

// owner gives whose lane an item is drawn on. What accept takes goes to the new
// socket.
func (f *Flow) owner(by By, it *Item) int {
	switch {
	case by == Tasks:
		return it.Task
	case by == Sides:
		return int(f.SideOf(it.End))
	case it.Kind == Accept && f.End(it.Made) != nil:
		return it.Made
	}
	return it.End
}

// lives gives the owners in the order in which they appear.
func (f *Flow) lives(by By, ordinal bool) []owner {
	if by == Sides {
		return []owner{{Life{int(Left), "caller", 0, len(f.Items)}, Left}, {Life{int(Right), "called", 0, len(f.Items)}, Right}}
	}
	var out []owner
	index := map[int]int{}
	see := func(id, item int) *owner {
		i, ok := index[id]
		if !ok {
			i = len(out)
			index[id] = i
			out = append(out, owner{Life: Life{Owner: id, From: item}})
		}
		out[i].To = max(out[i].To, item)
		return &out[i]
	}
	closed := map[int]bool{}
	for i := range f.Items {
		it := &f.Items[i]
		switch {
		case it.Kind == Step:
		case by == Tasks:
			see(it.Task, i)
		default:
			f.seeEnds(it, i, see)
			closed[it.End] = closed[it.End] || it.closes()
			if it.Far != 0 {
				closed[it.Far] = it.closes()
			}
		}
	}
	called := f.called()
	for i := range out {
		o := &out[i]
		if by == Ends {
			o.Name, o.side = f.Label(o.Owner), f.SideOf(o.Owner)
			if f.left[o.Owner] && !closed[o.Owner] {
				o.To = max(o.To, f.gap)
				continue
			}
			if !closed[o.Owner] && !f.brief(o.From, o.To) {
				o.To = len(f.Items)
			}
			continue
		}
		o.Name, o.side = taskName(o.Owner, i+1, ordinal), Left
		if o.Owner != 1 && called[o.Owner] > 0 {
			o.side = Right
		}
	}
	return out
}

// brief reports whether the only call on a socket is one that made it and closed
// it again, as it failed.
func (f *Flow) brief(from, to int) bool {
	it := &f.Items[from]
	return from == to && it.Kind == Fail && (it.Call == "dial" || it.Call == "listen" || it.Call == "pair")
}

// seeEnds tells of the sockets that an item is about.
func (f *Flow) seeEnds(it *Item, i int, see func(id, item int) *owner) {
	if f.End(it.End) != nil {
		see(it.End, i)
	}
	if it.Made != 0 && f.End(it.Made) != nil {
		see(it.Made, i)
	}
	if it.Far != 0 && f.End(it.Far) != nil && (it.Made == 0 || it.Kind == Accept) {
		see(it.Far, i)
	}
}

func taskName(task, place int, ordinal bool) string {
	switch {
	case task == 1:
		return "main"
	case ordinal:
		return fmt.Sprintf("task %d", place)
	}
	return fmt.Sprintf("task %d", task)
}

// called counts for each task how much more it is called than it calls. One that
// mostly is called is on the right; the main task, which does both in many
// scripts, and those who call are on the left.
func (f *Flow) called() map[int]int {
	out := map[int]int{}
	for i := range f.Items {
		switch it := &f.Items[i]; {
		case it.Kind == Step:
		case f.SideOf(it.End) == Right:
			out[it.Task]++
		default:
			out[it.Task]--
		}
	}
	return out
}

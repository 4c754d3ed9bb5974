package scripting

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"sockpit/scripting/limit"
)

// A scheduler says which task runs Lua, and which tasks there are. But for running
// and closing its fields belong to who holds the baton. The zero value is ready.
type scheduler struct {
	baton   baton
	current *Task // who holds the baton, or held it last
	looking bool  // who holds the baton is no task
	calling bool  // a Callback runs: the network is in the middle of something

	tasks   map[int]*Task // alive
	last    int           // number of the newest
	turns   uint64        // how often a task began or went on to run
	running sync.WaitGroup
	closing atomic.Bool // what begins now must end at once
}

// With runs f while nothing else runs Lua, before the tasks that wait for their
// turn. It is how a goroutine that is not a task reads Lua values.
func (s *scheduler) With(f func()) {
	s.baton.takeFirst(make(chan struct{}, 1))
	s.looking = true
	defer func() {
		s.looking = false
		s.baton.give()
	}()
	f()
}

// number gives the number of a new task. The caller holds the baton, or the host is
// new.
func (s *scheduler) number() int {
	s.last++
	return s.last
}

// add makes a task one of those that are alive.
func (s *scheduler) add(t *Task) {
	if s.tasks == nil {
		s.tasks = map[int]*Task{}
	}
	s.tasks[t.ID] = t
}

// others reports whether tasks are alive besides t.
func (s *scheduler) others(t *Task) bool {
	n := len(s.tasks)
	if s.tasks[t.ID] != nil {
		n--
	}
	return n > 0
}

// sortedTasks gives the tasks that are alive, by number. The caller holds the
// baton.
func (s *scheduler) sortedTasks() []*Task {
	out := slices.Collect(maps.Values(s.tasks))
	slices.SortFunc(out, func(a, b *Task) int { return a.ID - b.ID })
	return out
}

// interruptAll ends every task. Any goroutine.
func (s *scheduler) interruptAll(cause error) {
	s.With(func() {
		for _, t := range s.sortedTasks() {
			t.caller.Interrupt(cause)
		}
	})
}

// stopAll ends every task because of a limit that they share. The main part is
// told, or else the oldest task. The caller holds the baton.
func (s *scheduler) stopAll(cause error) {
	why := cause
	for _, t := range s.sortedTasks() {
		t.caller.Interrupt(why)
		why = limit.Ended(cause)
	}
}

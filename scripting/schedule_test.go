package scripting

import (
	"errors"
	"testing"

	"sockpit/scripting/limit"
)

// The tasks of a scheduler are told apart by number, and those that must end are told
// why: of a limit that they share, the oldest alone is told in full.
func TestScheduler(t *testing.T) {
	t.Parallel()
	var s scheduler
	var tasks []*Task
	for range 3 {
		task := &Task{ID: s.number()}
		tasks = append(tasks, task)
	}
	s.add(tasks[2])
	if s.others(tasks[2]) || !s.others(tasks[0]) {
		t.Error("a task is one of the others to itself, or to nobody")
	}
	s.add(tasks[0])
	s.add(tasks[1])
	if got := s.sortedTasks(); len(got) != 3 || got[0].ID != 1 || got[1].ID != 2 || got[2].ID != 3 {
		t.Errorf("the tasks are %v", got)
	}
	cause := &limit.Error{What: "too much", Flag: "--max"}
	s.With(func() {
		if !s.looking {
			t.Error("who looks is taken for a task")
		}
		s.stopAll(cause)
	})
	for i, task := range tasks {
		err := task.caller.Interrupted()
		if first := err == error(cause); first != (i == 0) || err == nil {
			t.Errorf("task %d was told %v", task.ID, err)
		}
	}
	if s.looking || s.baton.taken() {
		t.Error("the baton was not given back")
	}
	again := &Task{ID: s.number()}
	s.add(again)
	gone := errors.New("gone")
	if s.interruptAll(gone); again.caller.Interrupted() != gone {
		t.Errorf("a task was told %v", again.caller.Interrupted())
	}
}

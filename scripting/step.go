package scripting

import (
	"errors"
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/event"
	"sockpit/scripting/rest"
)

// A Stepper walks the tasks of a host line by line. Each task that comes to a
// line stands still there until it is let go; one that waits in a call goes on
// by itself when the call is over, and stands at the next line. So at most one
// task moves at a time, but for those that the kernel wakes.
//
// Its exported methods may be called from any goroutine; its fields belong to
// who holds the baton.
type Stepper struct {
	host *Host
	free bool        // tasks run until something stops them
	to   event.Place // a line to stop at while tasks run free, or none
	says bool        // what the script says with step stops them as well
	quit bool

	typing   *Task // runs what was typed where it stands; nil: nobody
	selected int   // the task that the next move is about
	order    int64 // counts who came to stand when
	breaks   []*Breakpoint
	lastID   int
	watch    rest.Watch
	passage  *rest.Passage // begun when the tasks had come to rest; nil: they move
	changed  chan struct{}
	globals  map[string]lua.LValue // as they were before the first line
}

// A walk is what a stepper knows of one task.
type walk struct {
	stands standsFlag
	since  int64         // the order in which tasks came to stand
	place  event.Place   // the line that it stands at
	why    string        // what stopped it, if it was not just the next line
	most   int           // the deepest call in which it stops; 0: any
	aside  bool          // it has let the others run with sleep since it was let go
	typing bool          // it runs what was typed where it stands
	ask    func()        // to be done where it stands; nil: go on
	wake   chan struct{} // closed to wake it where it stands
	frame  *frame        // what is typed where it stands sees
	calls  callTrail     // what its variables held
}

// A Move is how a task goes on from where it stands.
type Move int

const (
	Into   Move = iota // to the next line, in whatever function
	Over               // to the next line of the same function, or of its caller
	Out                // to a line of the caller
	Run                // all tasks, until something stops one of them
	ToStep             // as Run, or until the script says its next step
)

// Stepper makes the tasks of the host stand at their next line, and gives the
// one who lets them go. Detach it.
func (h *Host) Stepper() *Stepper {
	s := &Stepper{host: h, changed: make(chan struct{}, 1), watch: rest.Watch{Clock: h.Session.Clock, Doubt: doubtful}}
	h.With(func() {
		h.stepper = s
		h.meter.alarm.Or(stepAlarm)
		h.prompt.task.walk.most = 0
		s.halt()
	})
	return s
}

// Detach lets the tasks run. Those that Quit has ended are waited for, so that
// who looks next sees none of them; a second is more than any takes.
func (s *Stepper) Detach() {
	var ending []*Task
	s.host.With(func() {
		s.host.meter.alarm.And(^stepAlarm)
		s.host.stepper = nil
		for _, t := range s.host.sortedTasks() {
			t.letGo(0)
			t.walk.calls = nil
			if s.quit && t != s.host.prompt.task {
				ending = append(ending, t)
			}
		}
	})
	late := time.After(time.Second)
	for _, t := range ending {
		select {
		case <-t.done:
		case <-late:
			return
		}
	}
}

// Changed gives a value when a task has come to stand, to wait, or to its end.
func (s *Stepper) Changed() <-chan struct{} { return s.changed }

func (s *Stepper) news() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// ErrNobodyStands is the error of a move when every task runs or waits.
var ErrNobodyStands = errors.New("no task stands at a line")

// Move lets the selected task go on, or all of them.
func (s *Stepper) Move(m Move) (err error) {
	s.host.With(func() { err = s.move(m) })
	return err
}

func (s *Stepper) move(m Move) error {
	t := s.choose()
	s.moved()
	if t == nil {
		return ErrNobodyStands
	}
	switch m {
	case Into:
		t.letGo(0)
	case Over:
		t.letGo(t.depth())
	case Out:
		t.letGo(t.depth() - 1) // 1 or more: the task counts
	default:
		s.runFree(m == ToStep)
	}
	return nil
}

// moved notes that a task is let go.
func (s *Stepper) moved() {
	s.watch.Moved()
	s.passage = nil
}

// RunTo lets all tasks go on until one of them comes to a line.
func (s *Stepper) RunTo(p event.Place) (err error) {
	s.host.With(func() {
		if err = s.canStop(p); err != nil {
			return
		}
		if s.choose() == nil {
			err = ErrNobodyStands
			return
		}
		s.to = p
		s.moved()
		s.runFree(false)
	})
	return err
}

// runFree lets all tasks go, the selected one first, then who has stood longest.
func (s *Stepper) runFree(toStep bool) {
	s.free, s.says = true, toStep
	for t := s.choose(); t != nil; t = s.longest() {
		t.letGo(0)
	}
}

// halt makes every task stop at its next line.
func (s *Stepper) halt() {
	s.free, s.says, s.to = false, false, event.Place{}
	for _, t := range s.host.sortedTasks() {
		t.walk.most = 0
	}
}

// Pause makes every task stop at its next line, if it comes to one.
func (s *Stepper) Pause() { s.host.With(s.halt) }

// Select makes the next move be about that task.
func (s *Stepper) Select(task int) (err error) {
	s.host.With(func() {
		t := s.host.tasks[task]
		switch {
		case t == nil:
			err = fmt.Errorf("there is no task %d", task)
		case !t.walk.stands.Load():
			err = fmt.Errorf("task %d does not stand at a line: it goes on by itself when its call is over", task)
		default:
			s.selected, t.walk.aside = task, false
		}
	})
	return err
}

// Quit ends all tasks.
func (s *Stepper) Quit() {
	s.host.With(func() {
		s.quit = true
		for _, t := range s.host.sortedTasks() {
			t.caller.Interrupt(ErrInterrupted)
		}
	})
}

// choose gives the task that the next move is about: the selected one, as long
// as it stands and does not let others run; nil if nobody stands.
func (s *Stepper) choose() *Task {
	if t := s.host.tasks[s.selected]; t != nil && t.walk.stands.Load() && !t.walk.aside {
		return t
	}
	t := s.longest()
	if t != nil {
		s.selected, t.walk.aside = t.ID, false
	}
	return t
}

// longest gives the task that has stood longest, or nil.
func (s *Stepper) longest() (first *Task) {
	for _, t := range s.host.tasks {
		if t.walk.stands.Load() && (first == nil || t.walk.since < first.walk.since) {
			first = t
		}
	}
	return first
}

package scripting

import (
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/rest"
)

// A Standing is what there is to see of a stepped run at one moment.
type Standing struct {
	World
	Selected int        // task that the next move is about; 0: none stands, or something moves
	Steps    []StepTask // the tasks, by number
	Settled  bool       // nothing moves: who does not stand waits for what is not there yet
}

// A StepTask is a task of a stepped run.
type StepTask struct {
	TaskView
	Stands bool
	Place  event.Place // the line that it stands at, or waits in; zero: it runs
	Why    string      // what stopped it there, if it is not just the next line
	Calls  string      // the function of the API that the line calls first, or ""
}

// Selection gives the selected task, or nil.
func (s *Standing) Selection() *StepTask {
	for i := range s.Steps {
		if s.Steps[i].ID == s.Selected {
			return &s.Steps[i]
		}
	}
	return nil
}

// Look asks what there is now, with names; see AtRest for when. While a task runs,
// there is nothing to see but that.
func (s *Stepper) Look() (st Standing) {
	h := s.host
	h.With(func() {
		if s.runs() {
			return
		}
		snap := h.Session.Snapshot()
		st.World = h.WorldOf(snap)
		st.Settled = s.settled(&snap)
		if st.Settled { // before, the selected one may be about to come to its next line
			if t := s.choose(); t != nil {
				st.Selected = t.ID
			}
		}
		for _, v := range st.Tasks {
			st.Steps = append(st.Steps, s.view(v))
		}
	})
	return st
}

// AtRest asks for no more than whether the run has come to rest, which is cheap
// enough to be asked every millisecond. tasks reports whether there are tasks and
// none of them moves, all whether no socket only passes through its state either,
// since seen was shown.
func (s *Stepper) AtRest(seen *World) (tasks, all bool) {
	h := s.host
	h.With(func() {
		if len(h.tasks) > 0 && !s.runs() {
			snap := h.Session.SnapshotBrief()
			if tasks = s.settled(&snap); tasks {
				if s.passage == nil {
					s.passage = rest.NewPassage(h.Session.Clock, seen.Snapshot())
				}
				all = s.passage.Over(&snap)
				return
			}
		}
		s.passage = nil
	})
	return tasks, all
}

func (s *Stepper) view(v TaskView) StepTask {
	t := v.Task
	one := StepTask{TaskView: v, Stands: t.walk.stands.Load()}
	switch w, waits := t.Waiting(); {
	case one.Stands:
		one.Place, one.Why, one.Calls = t.walk.place, t.walk.why, s.nextCall(t.walk.place)
	case waits:
		one.Place = w.Place
	}
	return one
}

// runs reports whether a task neither stands nor waits.
func (s *Stepper) runs() bool {
	for _, t := range s.host.tasks {
		if _, waits := t.Waiting(); !waits && !t.walk.stands.Load() {
			return true
		}
	}
	return false
}

// doubtful is how long nothing must have moved where what is on its way can't be
// counted: datagrams get lost, and faults keep bytes.
const doubtful = 50 * time.Millisecond

// settled reports whether nothing moves, at a moment when no task runs.
func (s *Stepper) settled(snap *runtime.Snapshot) bool {
	h := s.host
	return s.watch.Look(rest.Moment{Turns: h.turns, Waits: h.waits(), Snap: snap}).State != rest.Busy
}

// Text gives the lines of a file that was loaded, or nil.
func (s *Stepper) Text(name string) (lines []string) {
	s.host.With(func() { lines = s.host.sources.lines(name) })
	return lines
}

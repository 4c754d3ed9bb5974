package scripting

import (
	"errors"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/limit"
	"sockpit/scripting/transcript"
)

// An Outcome is how the run of a script ended.
type Outcome struct {
	Main     *Failure   // of the main part, or nil
	Failures []*Failure // that, then those of tasks nobody joined
	Steps    []Step
	Met      int // expectations that held
	Skipped  bool
	Reason   string // of skip
	Took     time.Duration
	Open     []Named // sockets that the script left open
}

// OK reports whether nothing failed.
func (o *Outcome) OK() bool { return len(o.Failures) == 0 }

// Run runs a script of the world's folder to its end; see RunScript.
func (h *Host) Run(name, text string) Outcome { return h.RunScript(Script{Name: name, Text: text}) }

// RunScript runs a script to its end. Tasks that are alive when the main part ends
// are ended. The host can be used afterwards, with the sockets that the script
// made still open.
func (h *Host) RunScript(s Script) Outcome {
	began := h.Session.Clock.Now()
	t := h.prompt.task
	t.beginRun()
	setArgs(h, s.Name, h.config.Args)
	f, err := h.compiler.compile(h.folderAt(s.Dir), s.Name, s.Text)
	var failure *Failure
	o := Outcome{}
	if err != nil {
		failure = t.loadFailure(err)
	} else {
		_, failure = t.run(f, nil)
		if o.Reason, o.Skipped = skipped(failure); o.Skipped {
			failure = nil
		}
		h.remember(entry{Entry: transcript.Entry{Text: s.Text, Script: true, Failed: failureOf(failure)}}) // the prompt can go on with it
	}
	t.endRun()
	o.Steps, o.Met, o.Took = h.run.steps, h.run.met, h.Session.Clock.Since(began)
	if failure != nil {
		o.Main, o.Failures = failure, append(o.Failures, failure)
		h.keepError(failure)
	}
	o.Open = h.named(h.Session.Snapshot().Sockets)
	asHeld(o.Open)
	h.baton.give()
	h.interruptAll(errMainEnded)
	h.running.Wait()
	o.Failures = append(o.Failures, h.run.failures()...)
	h.run.failed = nil
	return o
}

// errMainEnded is the cause of tasks that are left when a script ends.
var errMainEnded = errors.New("the script's main part has ended")

// noteFailed remembers that a task failed by itself.
func (t *Task) noteFailed() {
	if t.failure == nil || t.joiners > 0 || t.stopped() != nil && !isLimit(t.stopped()) {
		return
	}
	t.host.keepError(t.failure)
	if !t.background {
		t.host.run.remember(t)
	}
}

// TaskFailures gives how tasks failed that nobody has joined, while the script
// runs, oldest first. Afterwards they are in its Outcome.
func (h *Host) TaskFailures() (out []*Failure) {
	h.With(func() { out = h.run.failures() })
	return out
}

func isLimit(err error) bool {
	var l *limit.Error
	return errors.As(err, &l)
}

// named gives sockets with their names. The caller holds the baton.
func (h *Host) named(views []runtime.View) []Named {
	names := h.names()
	var out []Named
	for _, v := range views {
		n := Named{Name: names[v.Socket], View: v}
		if n.Name == "" {
			n.Name, n.Was = "–", h.wasCalled(v.ID)
		}
		out = append(out, n)
	}
	return out
}

// asHeld calls sockets by the names that they had: the functions whose variables held
// them have just ended.
func asHeld(sockets []Named) {
	for i := range sockets {
		if s := &sockets[i]; s.Name == "–" && s.Was != "" {
			s.Name, s.Was = s.Was, ""
		}
	}
}

// A World is what there is to see at one moment.
type World struct {
	Sockets []Named
	Others  []Other
	Tasks   []TaskView
	Unknown error // why Others are not known, or nil
}

// A TaskView is a task as it is at one moment.
type TaskView struct {
	*Task
	Waits string      // the call it waits in, or ""
	On    string      // name of the socket it waits on, or ""
	At    event.Place // of that call
	Since time.Time
}

// Snapshot gives what the kernel said, without names and tasks.
func (w *World) Snapshot() *runtime.Snapshot {
	snap := &runtime.Snapshot{Err: w.Unknown}
	for i := range w.Sockets {
		snap.Sockets = append(snap.Sockets, w.Sockets[i].View)
	}
	for i := range w.Others {
		snap.Others = append(snap.Others, w.Others[i].Around)
	}
	return snap
}

// World asks what there is now.
func (h *Host) World() World {
	var w World
	h.With(func() { w = h.WorldOf(h.Session.Snapshot()) })
	return w
}

// WorldAll is World with the machine's other sockets on the same ports.
func (h *Host) WorldAll() World {
	var w World
	h.With(func() { w = h.WorldOf(h.Session.SnapshotAll()) })
	return w
}

func (h *Host) WorldOf(snap runtime.Snapshot) World {
	w := World{Unknown: snap.Err, Sockets: h.named(snap.Sockets)}
	byID := make(map[int]*Named, len(w.Sockets))
	for i := range w.Sockets {
		byID[w.Sockets[i].ID] = &w.Sockets[i]
	}
	for _, o := range snap.Others {
		other := Other{Around: o}
		if s := byID[o.Socket]; s != nil {
			other.Name, other.Was = s.Name, s.Was
		} else if o.Socket != 0 {
			other.Was = h.wasCalled(o.Socket)
		}
		for _, id := range o.Among {
			if s := byID[id]; s != nil {
				other.Listeners = append(other.Listeners, s.Label())
			}
		}
		w.Others = append(w.Others, other)
	}
	for _, t := range h.sortedTasks() {
		v := TaskView{Task: t}
		if wait, ok := t.Waiting(); ok {
			v.Waits, v.At, v.Since = wait.Call, wait.Place, wait.Since
			if wait.Socket != nil && byID[wait.Socket.ID] != nil {
				v.On = byID[wait.Socket.ID].Label()
			}
		}
		w.Tasks = append(w.Tasks, v)
	}
	return w
}

// An Other is a socket of the kernel's around ours, with the name of the one of
// ours that it belongs to.
type Other struct {
	runtime.Around
	Name string
	Was  string // the name it had, if no variable holds it

	Listeners []string // labels of the listeners in one of whose queues it is
}

// Label names the socket of ours for a sentence: "s", "#3", or "#3 (s)".
func (o Other) Label() string {
	return Named{o.Name, o.Was, runtime.View{Socket: &runtime.Socket{ID: o.Socket}}}.Label()
}

package scripting

import (
	"errors"
	"slices"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting/limit"
	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
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
	h.begin(t)
	h.setArgs(s.Name, h.config.Args)
	f, err := h.compileIn(h.folderAt(s.Dir), s.Name, s.Text)
	var failure *Failure
	o := Outcome{}
	if err != nil {
		failure = h.loadFailure(t, err)
	} else {
		_, failure = t.run(f, nil)
		if o.Reason, o.Skipped = skipped(failure); o.Skipped {
			failure = nil
		}
		h.remember(entry{Entry: transcript.Entry{Text: s.Text, Script: true, Failed: failureOf(failure)}}) // the prompt can go on with it
	}
	h.end(t)
	o.Steps, o.Met, o.Took = h.steps, h.met, h.Session.Clock.Since(began)
	if failure != nil {
		o.Main, o.Failures = failure, append(o.Failures, failure)
		h.keepError(failure)
	}
	o.Open = h.named(h.Session.Snapshot().Sockets)
	h.nameByLine(o.Open)
	h.baton.give()
	h.interruptAll(errMainEnded)
	h.running.Wait()
	for _, t := range h.failed {
		if !t.joined {
			o.Failures = append(o.Failures, t.failure)
		}
	}
	h.failed = nil
	return o
}

// errMainEnded is the cause of tasks that are left when a script ends.
var errMainEnded = errors.New("the script's main part has ended")

// maxFailed is how many failed tasks are remembered: a script can spawn them
// without end.
const maxFailed = 1000

// noteFailed remembers a task that failed by itself, until somebody joins it.
func (h *Host) noteFailed(t *Task) {
	if t.failure == nil || t.stopped() != nil && !isLimit(t.stopped()) {
		return
	}
	if t.joiners > 0 {
		return
	}
	h.keepError(t.failure)
	if !t.background && len(h.failed) < maxFailed {
		h.failed = append(h.failed, t)
	}
}

// failureTaken forgets a failed task: somebody has joined it.
func (h *Host) failureTaken(t *Task) {
	if i := slices.Index(h.failed, t); i >= 0 {
		h.failed = slices.Delete(h.failed, i, i+1)
	}
}

// TaskFailures gives how tasks failed that nobody has joined, while the script
// runs, oldest first. Afterwards they are in its Outcome.
func (h *Host) TaskFailures() (out []*Failure) {
	h.With(func() {
		for _, t := range h.failed {
			out = append(out, t.failure)
		}
	})
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

// nameByLine names sockets that no variable holds any more, because the
// function that had them has returned, after the variable that got them.
func (h *Host) nameByLine(sockets []Named) {
	made := map[event.Place]int{}
	for _, s := range sockets {
		made[s.Made]++
	}
	for i, s := range sockets {
		if s.Name != "–" || made[s.Made] != 1 {
			continue
		}
		if name := h.assigned(s.Made); name != "" {
			sockets[i].Name = name
		}
	}
}

// assigned gives the variable that gets a value on a line, if it is one, or "".
func (h *Host) assigned(p event.Place) string {
	if names := syntax.AssignedOn(h.sources.treeAt(p), p.Line); len(names) == 1 {
		return names[0]
	}
	return ""
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
	Waits string // the call it waits in, or ""
	On    string // name of the socket it waits on, or ""
	Line  string
	Since time.Time
}

// World asks what there is now.
func (h *Host) World() World {
	var w World
	h.With(func() { w = h.world(h.Session.Snapshot()) })
	return w
}

// WorldAll is World with the machine's other sockets on the same ports.
func (h *Host) WorldAll() World {
	var w World
	h.With(func() { w = h.world(h.Session.SnapshotAll()) })
	return w
}

func (h *Host) world(snap runtime.Snapshot) World {
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
		w.Others = append(w.Others, other)
	}
	for _, t := range h.sortedTasks() {
		v := TaskView{Task: t}
		if wait, ok := t.Waiting(); ok {
			v.Waits, v.Line, v.Since = wait.Call, wait.Place.String(), wait.Since
			if wait.Socket != nil && byID[wait.Socket.ID] != nil {
				v.On = byID[wait.Socket.ID].Label()
			}
		}
		w.Tasks = append(w.Tasks, v)
	}
	return w
}

// text of a value in a print, with __tostring, raising what that raises.
func (h *Host) show2(L *lua.LState, v lua.LValue) string {
	return stdlib.ToString(L, v).String()
}

// An Other is a socket of the kernel's around ours, with the name of the one of
// ours that it belongs to.
type Other struct {
	runtime.Around
	Name string
	Was  string // the name it had, if no variable holds it
}

// Label names the socket of ours for a sentence: "s", "#3", or "#3 (s)".
func (o Other) Label() string {
	return Named{o.Name, o.Was, runtime.View{Socket: &runtime.Socket{ID: o.Socket}}}.Label()
}

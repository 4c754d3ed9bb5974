package scripting

import (
	"errors"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/explain"
)

// whyFuncs are shown with the functions that look.
var whyFuncs = []*Func{
	{
		Name: "why", Group: "look",
		Params: []Param{{Name: "x", Type: "any", Optional: true,
			Means: "an error, a socket, or a task; if left out, the last error, and whatever waits"}},
		Summary: "explains an error, a socket or a wait: what happened, why, and what to try",
		Detail:  "It reads the event log and asks the kernel; what neither tells, it does not say.",
		Example: `local c, err = try(dial, 1)
why(err)`,
		run: apiWhy,
	},
}

// facts gives what explanations are made of. The caller holds the baton.
func (h *Host) facts() *explain.Facts {
	return &explain.Facts{Session: h.Session, Name: h.Name}
}

// Reports is what why shows.
type Reports []explain.Report

func apiWhy(c *Call) error {
	var x lua.LValue = lua.LNil
	if err := c.Args(&x); err != nil {
		return err
	}
	reports, err := c.host.why(x)
	if err != nil {
		return c.Wrong("x", "%s", err)
	}
	c.host.config.Out.Show(reports)
	return nil
}

// Why explains the last error and whatever waits.
func (h *Host) Why() (reports Reports) {
	h.With(func() { reports, _ = h.why(lua.LNil) })
	return reports
}

func (h *Host) why(x lua.LValue) (Reports, error) {
	if x == lua.LNil {
		return h.whyNow(), nil
	}
	ud, ok := x.(*lua.LUserData)
	if !ok {
		return nil, got(x, "an error, a socket or a task")
	}
	switch v := ud.Value.(type) {
	case *runtime.Socket:
		return h.whySocket(v), nil
	case *Error:
		return Reports{h.whyError(v)}, nil
	case *Task:
		return h.whyTask(v), nil
	}
	return nil, got(x, "an error, a socket or a task")
}

func (h *Host) whyError(e *Error) explain.Report {
	var ce *runtime.CallError
	if errors.As(e.cause, &ce) {
		r := explain.Failure(h.facts(), ce)
		r.What = withPlace(e)
		return r
	}
	return explain.Report{What: withPlace(e), Try: e.Hint}
}

func withPlace(e *Error) string {
	if p := e.Where.String(); p != "" {
		return e.Message + ", at " + p
	}
	return e.Message
}

func (h *Host) whySocket(s *runtime.Socket) Reports {
	f := h.facts()
	out := Reports(explain.Socket(f, s))
	for _, c := range s.Waiting() {
		if w, ok := c.Waiting(); ok {
			out = append(out, explain.Waiting(f, c.Task, w))
		}
	}
	if len(out) == 0 {
		out = Reports{{What: h.Name(s) + ": nothing to remark", Why: socketText(s) + "."}}
	}
	return out
}

func (h *Host) whyTask(t *Task) Reports {
	select {
	case <-t.done:
		if t.failure == nil {
			return Reports{{What: t.text(), Why: "Its function has returned."}}
		}
		if e, ok := t.failure.Err.(*Error); ok {
			return Reports{h.whyError(e)}
		}
		return Reports{{What: t.failure.Error(), Try: t.failure.Hint}}
	default:
	}
	if w, ok := t.Waiting(); ok {
		if w.Socket == nil {
			return Reports{{What: t.text() + " at " + w.Place.String()}}
		}
		return Reports{explain.Waiting(h.facts(), t.ID, w)}
	}
	return Reports{{What: t.text()}}
}

// whyNow explains the prompt's last error, then each task that waits on a
// socket.
func (h *Host) whyNow() Reports {
	var out Reports
	if ud, ok := h.prompt.vars.RawGetString("_error").(*lua.LUserData); ok {
		if e, ok := ud.Value.(*Error); ok {
			out = append(out, h.whyError(e))
		}
	}
	f := h.facts()
	for _, t := range h.sortedTasks() {
		if w, ok := t.Waiting(); ok && w.Socket != nil {
			out = append(out, explain.Waiting(f, t.ID, w))
		}
	}
	if len(out) == 0 {
		out = Reports{{What: "nothing has failed, and nothing waits"}}
	}
	return out
}

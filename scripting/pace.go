package scripting

import "time"

// SetPace makes every call on a socket be followed by a pause of its task, so
// that who watches can follow. Other tasks go on meanwhile, each at that pace. A
// time limit counts the pauses. 0 ends it.
func (h *Host) SetPace(d time.Duration) { h.pace.Store(int64(d)) }

// moves reports whether the function makes socket calls, as those that only look
// do not.
func (f *Func) moves() bool {
	switch f.Group {
	case "make", "move bytes", "end", "tune", "wait for several":
		return true
	}
	return false
}

// perform runs the function, of which a stepper is told, and does what follows a
// call that moved sockets: who looks is told, and who wants to follow is given time.
func (c *Call) perform() error {
	h := c.host
	if err := c.Heard(); err != nil {
		return err
	}
	if c.host.calling && c.F.Name != "print" {
		return errCalling
	}
	if h.stepper != nil {
		c.announce()
	}
	err := c.F.Run(c)
	if h.stepper != nil {
		h.stepper.called(c.Task, c.F)
	}
	if h.config.OnMove == nil && h.pace.Load() == 0 || !c.F.moves() {
		return err
	}
	if h.config.OnMove != nil {
		h.config.OnMove(h.Session.Log.Next()-1, func() World { return h.WorldOf(h.Session.Snapshot()) })
	}
	if err == nil && h.pace.Load() > 0 {
		err = c.Task.dawdle()
	}
	return err
}

// announce lets the stepper stop the task before the call. While it stands, calls
// that are typed may be made as the task's.
func (c *Call) announce() {
	place, via := c.caller.Place, c.caller.Via
	c.host.stepper.calls(c.Task, c.F)
	c.caller.Place, c.caller.Via, c.caller.Deadline = place, via, time.Time{}
}

// dawdle pauses a task after a call. The error is the cause of an interrupt.
func (t *Task) dawdle() error {
	t.caller.Deadline = time.Time{} // of the call, which is over
	return t.caller.Dawdle(time.Duration(t.host.pace.Load()))
}

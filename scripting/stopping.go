package scripting

import lua "github.com/yuin/gopher-lua"

// That a task must end is heard before each instruction of the VM, in hook, and
// before each function of Go's that a script can call: Go code calls some of them
// without an instruction in between, as string.gsub and table.sort do. Calls that
// can take long look in between as well.

// Heard gives why the task, which has the baton, must end, or nil. It is cheap as
// long as no alarm was raised. As long as the task that has the baton must end,
// the alarm stays raised.
func (t *Task) Heard() error {
	m := t.host.meter
	if m.alarm.Load()&stopAlarm == 0 {
		return nil
	}
	m.alarm.And(^stopAlarm) // before the look: who interrupts after it raises it again
	err := t.stopped()
	if err != nil {
		m.ring()
	}
	return err
}

// checkLoop is asked by the long loops of Go code that a script calls.
func (t *Task) checkLoop() error {
	if err := t.stopped(); err != nil {
		return err
	}
	if err := t.host.meter.spend(&t.host.limits); err != nil {
		t.host.stopAll(err)
		return t.stopped()
	}
	t.share()
	return t.stopped()
}

// Look is asked by a call that takes long, now and then: whether the task may go
// on. Others that wait for the baton may run meanwhile.
func (c *Call) Look() error { return c.checkLoop() }

// LookAt is Look for a loop of some microseconds a turn.
func (c *Call) LookAt(turn int) error {
	if turn%500 != 499 {
		return nil
	}
	return c.Look()
}

// hearAll makes each function of Go's that scripts find in the global tables and
// in the metatables of our types look before it begins. What is in the API's table
// does so in perform.
func hearAll(h *Host, L *lua.LState) {
	done := map[*lua.LFunction]bool{}
	var tables func(t *lua.LTable, depth int)
	tables = func(t *lua.LTable, depth int) {
		t.ForEach(func(_, v lua.LValue) {
			switch v := v.(type) {
			case *lua.LFunction:
				if v.IsG && h.apiOf[v] == nil && !done[v] {
					done[v] = true
					v.GFunction = hearing(h, v.GFunction)
				}
			case *lua.LTable:
				if depth > 0 && v != L.G.Global {
					tables(v, depth-1)
				}
			}
		})
	}
	tables(L.G.Global, 1)
	for _, mt := range h.types {
		tables(mt, 1)
	}
}

// hearing is f, but for a task that must end.
func hearing(h *Host, f lua.LGFunction) lua.LGFunction {
	return func(L *lua.LState) int {
		if h.meter.alarm.Load()&stopAlarm != 0 && h.current != nil && h.current.Heard() != nil {
			L.Error(h.current.stopValue(), 0)
		}
		return f(L)
	}
}

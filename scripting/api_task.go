package scripting

import (
	"errors"
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/timeline"
	"sockpit/scripting/limit"
)

var paramTask = Param{Name: "t", Type: "task", Means: "the task"}

var taskFuncs = []*Func{
	{
		Name: "spawn", Group: "tasks",
		Params:  []Param{{Name: "f", Type: "function", Means: "what to run"}, {Name: "...", Type: "...", Optional: true, Means: "its arguments"}},
		Returns: "the task",
		Summary: "runs f(...) as a task beside this one",
		Detail: `All tasks share the globals; one runs at a time, and one that waits lets the others run. When the script's main
part ends, the tasks that are left end with it.`,
		Example: `l = listen(0)
t = spawn(function() return recv(accept(l)) end)
send(dial(l.local_port), "hello")
expect.equal(join(t), "hello")`,
		run: apiSpawn,
	},
	{
		Name: "join", Recv: TaskType, Group: "tasks",
		Params:  []Param{paramTask, paramTimeout},
		Returns: "what the task's function returned",
		Summary: "waits until the task has ended; if it failed, its error is raised here",
		Example: `t = spawn(function(a, b) return a + b end, 1, 2)
expect.equal(join(t), 3)`,
		run: apiJoin,
	},
	{
		Name: "cancel", Recv: TaskType, Group: "tasks",
		Params:  []Param{paramTask},
		Summary: "ends the task: the call it waits in fails, and nothing of it runs after that",
		Detail:  "Its sockets stay open. pcall does not catch a cancel.",
		Example: `l = listen(0)
t = spawn(accept, l)
cancel(t)
expect.error("CANCELLED", join, t)`,
		run: func(c *Call) error {
			var t *Task
			if err := c.Args(As(&t)); err != nil {
				return err
			}
			t.Interrupt(errCancelled)
			return nil
		},
	},
	{
		Name: "tasks", Group: "tasks",
		Returns: "a list of the tasks that are alive, each {id=, task=, waits=, line=}",
		Summary: "tells what runs, and what each task waits for",
		Example: `l = listen(0)
t = spawn(accept, l)
expect.eventually(function() local all = tasks(); return all[#all].waits == "accept" end, 1, "the task waits in accept")`,
		run: apiTasks,
	},
	{
		Name: "sleep", Group: "tasks",
		Params:  []Param{{Name: "seconds", Type: "seconds", Means: "how long; 0 lets the others run"}},
		Summary: "waits, and lets the other tasks run",
		Example: `local before = now()
sleep(0.01)
expect(now() - before >= 0.01, "it took its time")`,
		run: func(c *Call) error {
			var d time.Duration
			if err := c.Args(&d); err != nil {
				return err
			}
			if d == 0 {
				return c.stepAside()
			}
			return c.caller.Pause(d)
		},
	},
	{
		Name: "now", Group: "tasks",
		Returns: "seconds since the session began",
		Summary: "tells the time, for measuring",
		Example: `expect(now() >= 0, "time goes on")`,
		run: func(c *Call) error {
			if err := c.Args(); err != nil {
				return err
			}
			return c.Return(lua.LNumber(c.host.Session.Clock.Since(c.host.began).Seconds()))
		},
	},
	{
		Name: "channel", Group: "tasks",
		Params:  []Param{{Name: "n", Type: "number", Optional: true, Means: "how many values it holds before put waits; 0 unless given"}},
		Returns: "a channel",
		Summary: "makes a channel, by which tasks hand values to each other",
		Example: `ch = channel()
spawn(function() ch:put("hello") end)
expect.equal(ch:get(), "hello")`,
		run: func(c *Call) error {
			n := 0
			if err := c.Args(whole{&n, 0, maxChannel}); err != nil {
				return err
			}
			return c.Return(c.host.Object(&Channel{room: n}))
		},
	},
	{
		Name: "put", Recv: ChannelType, Group: "tasks",
		Params:  []Param{{Name: "ch", Type: "channel", Means: "the channel"}, {Name: "value", Type: "any", Means: "any value but nil"}, paramTimeout},
		Summary: "hands a value over, waiting until there is room for it",
		Example: `ch = channel(1)
ch:put("a")
expect.equal(ch:get(), "a")`,
		run: apiPut,
	},
	{
		Name: "get", Recv: ChannelType, Group: "tasks",
		Params:  []Param{{Name: "ch", Type: "channel", Means: "the channel"}, paramTimeout},
		Returns: "the value that was put first; nil, \"closed\" when the channel is closed and empty",
		Summary: "takes a value, waiting until there is one",
		Example: `ch = channel(1)
ch:put(1)
ch:close()
expect.equal(ch:get(), 1)
expect.equal(ch:get(), nil)`,
		run: apiGet,
	},
	{
		Name: "close", Recv: ChannelType, Group: "tasks",
		Params:  []Param{{Name: "ch", Type: "channel", Means: "the channel"}},
		Summary: "closes a channel: get gives what is left, then nil",
		Example: `ch = channel()
ch:close()
expect.equal(ch:get(), nil)`,
		run: func(c *Call) error {
			var ch *Channel
			if err := c.Args(As(&ch)); err != nil {
				return err
			}
			ch.close()
			return nil
		},
	},
}

func apiSpawn(c *Call) error {
	var f *lua.LFunction
	if err := c.Args(&f); err != nil {
		return err
	}
	h := c.host
	if err := c.stopped(); err != nil {
		return err // nobody would stop the new one: who stops all has been here
	}
	if len(h.tasks) >= h.limits.Tasks {
		return &limit.Error{What: fmt.Sprintf("%d tasks are alive", len(h.tasks)), Flag: "--max-tasks"}
	}
	t := h.newTask("spawned at " + c.caller.Place.String())
	t.spawned = c.caller.Place
	if f.IsG {
		t.from = c.folder()
	}
	h.run.link(timeline.Link{Task: c.ID, Before: h.Session.Log.Next(), Then: t.ID})
	t.start(f, c.Rest(1))
	return c.Return(h.taskValue(t))
}

func apiJoin(c *Call) error {
	var t *Task
	var options *lua.LTable
	if err := c.Args(As(&t), &options); err != nil {
		return err
	}
	if err := c.limit(options); err != nil {
		return err
	}
	if t == c.Task {
		return c.Wrong("t", "a task can't wait for its own end")
	}
	select {
	case <-t.done:
	default:
		t.joiners++
		c.joins.Store(t)
		err := c.caller.Await("join", t.done)
		c.joins.Store(nil)
		t.joiners--
		if err != nil {
			return joinError(err, t)
		}
	}
	t.joined = true
	c.host.run.link(timeline.Link{Task: t.ID, Then: c.ID, After: c.host.Session.Log.Next()})
	c.host.run.forget(t)
	if t.failure != nil {
		return &luaError{t.failure}
	}
	return c.Return(t.results...)
}

func joinError(err error, t *Task) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("task %d goes on: %w", t.ID, err)
	}
	return err
}

func apiTasks(c *Call) error {
	if err := c.Args(); err != nil {
		return err
	}
	list := c.L.NewTable()
	for _, t := range c.host.sortedTasks() {
		row := c.L.NewTable()
		row.RawSetString("id", lua.LNumber(t.ID))
		row.RawSetString("task", c.host.taskValue(t))
		if w, ok := t.Waiting(); ok {
			row.RawSetString("waits", lua.LString(w.Call))
			row.RawSetString("line", lua.LString(w.Place.String()))
		}
		list.Append(row)
	}
	return c.Return(list)
}

func apiPut(c *Call) error {
	var ch *Channel
	var value lua.LValue
	var options *lua.LTable
	if err := c.Args(As(&ch), &value, &options); err != nil {
		return err
	}
	if value == lua.LNil {
		return c.Wrong("value", "got nil: get gives nil when the channel is closed")
	}
	if err := c.limit(options); err != nil {
		return err
	}
	return ch.put(&c.caller, value)
}

func apiGet(c *Call) error {
	var ch *Channel
	var options *lua.LTable
	if err := c.Args(As(&ch), &options); err != nil {
		return err
	}
	if err := c.limit(options); err != nil {
		return err
	}
	v, err := ch.get(&c.caller)
	if errors.Is(err, errChannelClosed) {
		return c.Return(lua.LNil, lua.LString("closed"))
	}
	if err != nil {
		return err
	}
	return c.Return(v)
}

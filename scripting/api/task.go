package api

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
)

var paramTask = scripting.Param{Name: "t", Type: "task", Means: "the task"}

var taskFuncs = []*scripting.Func{
	{
		Name: "spawn", Group: "tasks",
		Params:      []scripting.Param{{Name: "f", Type: "function", Means: "what to run"}, {Name: "...", Type: "...", Optional: true, Means: "its arguments"}},
		Returns:     "the task",
		ReturnTypes: []string{"sockpit.task"},
		Summary:     "runs f(...) as a task beside this one",
		Detail: `All tasks share the globals; one runs at a time, and one that waits lets the others run. When the script's main
part ends, the tasks that are left end with it.`,
		Example: `l = listen(0)
t = spawn(function() return recv(accept(l)) end)
send(dial(l.local_port), "hello")
expect.equal(join(t), "hello")`,
		Run: apiSpawn,
	},
	{
		Name: "join", Recv: scripting.TaskType, Group: "tasks",
		Params:      []scripting.Param{paramTask, paramTimeout},
		Returns:     "what the task's function returned",
		ReturnTypes: []string{"any", "..."},
		Summary:     "waits until the task has ended; if it failed, its error is raised here",
		Example: `t = spawn(function(a, b) return a + b end, 1, 2)
expect.equal(join(t), 3)`,
		Run: apiJoin,
	},
	{
		Name: "cancel", Recv: scripting.TaskType, Group: "tasks",
		Params:  []scripting.Param{paramTask},
		Summary: "ends the task: the call it waits in fails, and nothing of it runs after that",
		Detail:  "Its sockets stay open. pcall does not catch a cancel.",
		Example: `l = listen(0)
t = spawn(accept, l)
cancel(t)
expect.error("CANCELLED", join, t)`,
		Run: func(c *scripting.Call) error {
			var t *scripting.Task
			if err := c.Args(scripting.As(&t)); err != nil {
				return err
			}
			t.Cancel()
			return nil
		},
	},
	{
		Name: "tasks", Group: "tasks",
		Returns:     "a list of the tasks that are alive, each {id=, task=, waits=, line=}",
		ReturnTypes: []string{"table[]"},
		Summary:     "tells what runs, and what each task waits for",
		Example: `l = listen(0)
t = spawn(accept, l)
expect.eventually(function() local all = tasks(); return all[#all].waits == "accept" end, 1, "the task waits in accept")`,
		Run: apiTasks,
	},
	{
		Name: "sleep", Group: "tasks",
		Params:  []scripting.Param{{Name: "seconds", Type: "seconds", Means: "how long; 0 lets the others run"}},
		Summary: "waits, and lets the other tasks run",
		Example: `local before = now()
sleep(0.01)
expect(now() - before >= 0.01, "it took its time")`,
		Run: func(c *scripting.Call) error {
			var d time.Duration
			if err := c.Args(&d); err != nil {
				return err
			}
			if d == 0 {
				return c.StepAside()
			}
			return c.Caller().Pause(d)
		},
	},
	{
		Name: "now", Group: "tasks",
		Returns:     "seconds since the session began",
		ReturnTypes: []string{"number"},
		Summary:     "tells the time, for measuring",
		Example:     `expect(now() >= 0, "time goes on")`,
		Run: func(c *scripting.Call) error {
			if err := c.Args(); err != nil {
				return err
			}
			return c.Return(lua.LNumber(c.Host().Session.Clock.Since(c.Host().Began()).Seconds()))
		},
	},
}

func apiSpawn(c *scripting.Call) error {
	var f *lua.LFunction
	if err := c.Args(&f); err != nil {
		return err
	}
	t, err := c.Spawn(f, c.Rest(1))
	if err != nil {
		return err
	}
	return c.Return(c.Host().TaskValue(t))
}

func apiJoin(c *scripting.Call) error {
	var t *scripting.Task
	var options *lua.LTable
	if err := c.Args(scripting.As(&t), &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	if t == c.Task {
		return c.Wrong("t", "a task can't wait for its own end")
	}
	results, err := c.Join(t)
	if err != nil {
		return err
	}
	return c.Return(results...)
}

func apiTasks(c *scripting.Call) error {
	if err := c.Args(); err != nil {
		return err
	}
	list := c.L.NewTable()
	for _, t := range c.Host().Alive() {
		row := c.L.NewTable()
		row.RawSetString("id", lua.LNumber(t.ID))
		row.RawSetString("task", c.Host().TaskValue(t))
		if w, ok := t.Waiting(); ok {
			row.RawSetString("waits", lua.LString(w.Call))
			row.RawSetString("line", lua.LString(w.Place.String()))
		}
		list.Append(row)
	}
	return c.Return(list)
}

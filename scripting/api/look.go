package api

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting"
	"sockpit/scripting/luavm"
)

var lookFuncs = []*scripting.Func{
	{
		Name: "sockets", Group: "look",
		Params:      []scripting.Param{{Name: "filter", Type: "any", Optional: true, Means: "only those whose fields have these values: {state=\"LISTEN\"}; or the number of a socket"}},
		Returns:     "with a number, the socket that has it; else a list of tables, one a socket, with the fields of a socket as they are now and socket= the socket itself; and a list of those around them that no variable holds",
		ReturnTypes: []string{"any", "table[]?"},
		Summary:     "asks the kernel about all open sockets of the session at once",
		Example: `l = listen(0)
c = dial(l.local_port)
expect.equal(#sockets{state = "LISTEN"}, 1)
local mine, others = sockets{kind = "stream"}
expect.equal(#mine, 1)
expect.equal(others[1].role, "queued") -- the other end of c: nobody has accepted it`,
		Detail: `A socket that no variable holds has a role: queued, in the accept queue of a listener of ours; left, what the kernel keeps
of a connection that was closed here; far, another program's end of one of ours (program= says whose, where that may be known).
of= is the number of ours, timer= and left= what the kernel waits for and for how many seconds.`,
		Run: apiSockets,
	},
	{
		Name: "events", Group: "look",
		Params:      []scripting.Param{{Name: "filter", Type: "table", Optional: true, Means: "only those whose fields have these values: {call=\"send\"}"}},
		Returns:     "a list of tables: seq, call, via, task, line, socket, made, arg, n, from, to, data, error, time, took; and how many older ones were dropped",
		ReturnTypes: []string{"table[]", "integer"},
		Summary:     "tells every call that was made on a socket, oldest first",
		Detail:      "from and to are the byte range of the stream: a send and the recvs that took its bytes have the same ranges.",
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(events{call = "send"}[1].n, 5)`,
		Run: apiEvents,
	},
	{
		Name: "inspect", Group: "look",
		Params:  []scripting.Param{{Name: "x", Type: "any", Means: "a socket, its number, or any other value"}},
		Summary: "shows all that is known of a socket: ends, state, queues, TCP's own figures, options",
		Example: `a, b = pair("tcp")
inspect(a)`,
		Run: func(c *scripting.Call) error {
			var x lua.LValue
			if err := c.Args(&x); err != nil {
				return err
			}
			s, err := c.Host().ToSocket(x)
			if _, number := x.(lua.LNumber); number && err != nil {
				return c.Wrong("x", "%s", err)
			}
			if err != nil {
				c.Host().Print(c.Host().Pretty(x, 78) + "\n")
				return nil
			}
			c.Host().Show(inspection(c.Host(), s))
			return nil
		},
	},
	{
		Name: "map", Group: "look",
		Summary: "draws the sockets as they are now: each end an address and a port, with cables between those that are connected",
		Detail:  "What accept made stands beneath the listener it came from. A dashed box is not a socket of this session: the kernel or another program has it.",
		Example: `l = listen(0)
c = dial(l.local_port)
s = accept(l)
map()`,
		Run: func(c *scripting.Call) error {
			if err := c.Args(); err != nil {
				return err
			}
			c.Host().Show(c.Host().WorldOf(c.Host().Session.Snapshot()))
			return nil
		},
	},
}

// Hex is bytes to be shown.
type Hex struct{ Data []byte }

func apiSockets(c *scripting.Call) error {
	var which lua.LValue = lua.LNil
	if err := c.Args(&which); err != nil {
		return err
	}
	filter, ok := which.(*lua.LTable)
	if n, number := which.(lua.LNumber); number {
		s, err := c.Host().Numbered(n)
		if err != nil {
			return c.Wrong("filter", "%s", err)
		}
		return c.Return(c.Host().SocketValue(s))
	} else if !ok && which != lua.LNil {
		return c.Wrong("filter", "%s", scripting.Got(which, "a table, or the number of a socket"))
	}
	snap := c.Host().Session.SnapshotBrief()
	rows := newSocketRows(c.Host(), filter)
	list := c.L.CreateTable(len(snap.Sockets), 0)
	for i := range snap.Sockets {
		if err := c.LookAt(i); err != nil {
			return err
		}
		if row := rows.row(&snap.Sockets[i]); row != nil {
			list.Append(row)
		}
	}
	others := c.L.CreateTable(len(snap.Others), 0)
	for i := range snap.Others {
		if err := c.LookAt(i); err != nil {
			return err
		}
		others.Append(otherRow(&snap.Others[i]))
	}
	return c.Return(list, others)
}

// SocketRows gives the rows of sockets(), those of the session and those around
// it, fit to be handed to another host: no value of this one is in them.
func SocketRows(h *scripting.Host) (mine, around []*lua.LTable) {
	h.With(func() {
		snap := h.Session.Snapshot()
		rows := newSocketRows(h, nil)
		for i := range snap.Sockets {
			mine = append(mine, rows.row(&snap.Sockets[i]))
		}
		for i := range snap.Others {
			around = append(around, otherRow(&snap.Others[i]))
		}
	})
	for _, row := range mine {
		for _, own := range []string{"socket", "peer"} {
			row.RawSetString(own, lua.LNil) // a value of this host
		}
		row.Metatable = lua.LNil
	}
	return mine, around
}

// EventRows gives the rows of events().
func EventRows(h *scripting.Host) (rows []*lua.LTable) {
	h.With(func() {
		events, _ := h.Session.Log.All()
		for i := range events {
			rows = append(rows, eventRow(h, &events[i]))
		}
	})
	return rows
}

// Matches reports whether a row has every field of the filter.
func Matches(row, filter *lua.LTable) bool {
	ok := true
	if filter != nil {
		filter.ForEach(func(k, v lua.LValue) { ok = ok && row.RawGet(k) == v })
	}
	return ok
}

func apiEvents(c *scripting.Call) error {
	var filter *lua.LTable
	if err := c.Args(&filter); err != nil {
		return err
	}
	events, dropped := c.Host().Session.Log.All()
	list := c.L.CreateTable(len(events), 0)
	for i := range events {
		if err := c.LookAt(i); err != nil {
			return err
		}
		if row := eventRow(c.Host(), &events[i]); Matches(row, filter) {
			list.Append(row)
		}
	}
	return c.Return(list, lua.LNumber(dropped))
}

func eventRow(h *scripting.Host, e *event.Event) *lua.LTable {
	t := luavm.NewTable(0, 16)
	number := func(name string, n int64) { t.RawSetString(name, lua.LNumber(n)) }
	text := func(name, s string) {
		if s != "" {
			t.RawSetString(name, lua.LString(s))
		}
	}
	number("seq", e.Seq)
	number("task", int64(e.Task))
	number("socket", int64(e.Socket))
	text("call", e.Call)
	text("via", e.Via)
	text("line", e.Place.String())
	text("arg", e.Arg)
	text("note", e.Note)
	text("remote", e.Remote.String())
	if e.Made != 0 {
		number("made", int64(e.Made))
	}
	switch e.Call {
	case "send", "sendto", "recv", "recvfrom", "peek":
		number("n", int64(e.N))
		number("from", e.Stream.From)
		number("to", e.Stream.To)
		t.RawSetString("data", lua.LString(e.Data))
		t.RawSetString("eof", lua.LBool(e.EOF))
	}
	if e.Err != nil {
		text("error", runtime.Code(e.Err))
	}
	t.RawSetString("done", lua.LBool(e.Done()))
	t.RawSetString("time", lua.LNumber(e.Begin.Sub(h.Began()).Seconds()))
	if e.Done() {
		t.RawSetString("took", lua.LNumber(e.End.Sub(e.Begin).Seconds()))
	}
	return t
}

package scripting

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
)

var lookFuncs = []*Func{
	{
		Name: "sockets", Group: "look",
		Params:  []Param{{Name: "filter", Type: "any", Optional: true, Means: "only those whose fields have these values: {state=\"LISTEN\"}; or the number of a socket"}},
		Returns: "with a number, the socket that has it; else a list of tables, one a socket, with the fields of a socket as they are now and socket= the socket itself; and a list of those around them that no variable holds",
		Summary: "asks the kernel about all open sockets of the session at once",
		Example: `l = listen(0)
c = dial(l.local_port)
expect.equal(#sockets{state = "LISTEN"}, 1)
local mine, others = sockets{kind = "stream"}
expect.equal(#mine, 1)
expect.equal(others[1].role, "queued") -- the other end of c: nobody has accepted it`,
		Detail: `A socket that no variable holds has a role: queued, in the accept queue of a listener of ours; left, what the kernel keeps
of a connection that was closed here; far, another program's end of one of ours (program= says whose, where that may be known).
of= is the number of ours, timer= and left= what the kernel waits for and for how many seconds.`,
		run: apiSockets,
	},
	{
		Name: "events", Group: "look",
		Params:  []Param{{Name: "filter", Type: "table", Optional: true, Means: "only those whose fields have these values: {call=\"send\"}"}},
		Returns: "a list of tables: seq, call, via, task, line, socket, made, arg, n, from, to, data, error, time, took; and how many older ones were dropped",
		Summary: "tells every call that was made on a socket, oldest first",
		Detail:  "from and to are the byte range of the stream: a send and the recvs that took its bytes have the same ranges.",
		Example: `a, b = pair("tcp")
send(a, "hello")
expect.equal(events{call = "send"}[1].n, 5)`,
		run: apiEvents,
	},
	{
		Name: "inspect", Group: "look",
		Params:  []Param{{Name: "x", Type: "any", Means: "a socket, its number, or any other value"}},
		Summary: "shows all that is known of a socket: ends, state, queues, TCP's own figures, options",
		Example: `a, b = pair("tcp")
inspect(a)`,
		run: func(c *Call) error {
			var x lua.LValue
			if err := c.Args(&x); err != nil {
				return err
			}
			s, err := c.host.socketOf(x)
			if _, number := x.(lua.LNumber); number && err != nil {
				return c.Wrong("x", "%s", err)
			}
			if err != nil {
				c.host.config.Out.Print(c.host.Pretty(x, 78) + "\n")
				return nil
			}
			c.host.config.Out.Show(c.host.inspection(s))
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
		run: func(c *Call) error {
			if err := c.Args(); err != nil {
				return err
			}
			c.host.config.Out.Show(c.host.world(c.host.Session.Snapshot()))
			return nil
		},
	},
}

// Hex is bytes to be shown.
type Hex struct{ Data []byte }

func apiSockets(c *Call) error {
	var which lua.LValue = lua.LNil
	if err := c.Args(&which); err != nil {
		return err
	}
	filter, ok := which.(*lua.LTable)
	if n, number := which.(lua.LNumber); number {
		s, err := c.host.numbered(n)
		if err != nil {
			return c.Wrong("filter", "%s", err)
		}
		return c.Return(c.host.SocketValue(s))
	} else if !ok && which != lua.LNil {
		return c.Wrong("filter", "%s", got(which, "a table, or the number of a socket"))
	}
	snap := c.host.Session.SnapshotBrief()
	rows := c.host.socketRows(filter)
	list := c.L.CreateTable(len(snap.Sockets), 0)
	for i := range snap.Sockets {
		if err := c.lookAt(i); err != nil {
			return err
		}
		if row := rows.row(&snap.Sockets[i]); row != nil {
			list.Append(row)
		}
	}
	others := c.L.CreateTable(len(snap.Others), 0)
	for i := range snap.Others {
		if err := c.lookAt(i); err != nil {
			return err
		}
		others.Append(c.host.otherRow(&snap.Others[i]))
	}
	return c.Return(list, others)
}

// matches reports whether a row has every field of the filter.
func matches(row, filter *lua.LTable) bool {
	ok := true
	if filter != nil {
		filter.ForEach(func(k, v lua.LValue) { ok = ok && row.RawGet(k) == v })
	}
	return ok
}

func apiEvents(c *Call) error {
	var filter *lua.LTable
	if err := c.Args(&filter); err != nil {
		return err
	}
	events, dropped := c.host.Session.Log.All()
	list := c.L.CreateTable(len(events), 0)
	for i := range events {
		if err := c.lookAt(i); err != nil {
			return err
		}
		if row := c.host.eventRow(&events[i]); matches(row, filter) {
			list.Append(row)
		}
	}
	return c.Return(list, lua.LNumber(dropped))
}

func (h *Host) eventRow(e *event.Event) *lua.LTable {
	t := h.root.CreateTable(0, 16)
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
	t.RawSetString("time", lua.LNumber(e.Begin.Sub(h.began).Seconds()))
	if e.Done() {
		t.RawSetString("took", lua.LNumber(e.End.Sub(e.Begin).Seconds()))
	}
	return t
}

func cutDot(name string) (head, field string, ok bool) { return strings.Cut(name, ".") }

package api

import (
	"errors"
	"fmt"
	"os"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/scripting"
)

// maxChannel is the most values a channel holds.
const maxChannel = 1 << 20

// channelFuncs are shown with those of tasks.
var channelFuncs = []*scripting.Func{
	{
		Name: "channel", Group: "tasks",
		Params:      []scripting.Param{{Name: "n", Type: "number", Optional: true, Means: "how many values it holds before put waits; 0 unless given"}},
		Returns:     "a channel",
		ReturnTypes: []string{"sockpit.channel"},
		Summary:     "makes a channel, by which tasks hand values to each other",
		Example: `ch = channel()
spawn(function() ch:put("hello") end)
expect.equal(ch:get(), "hello")`,
		Run: func(c *scripting.Call) error {
			n := 0
			if err := c.Args(scripting.WholeNumber(&n, 0, maxChannel)); err != nil {
				return err
			}
			return c.Return(c.Host().Object(&Channel{room: n}))
		},
	},
	{
		Name: "put", Recv: ChannelType, Group: "tasks",
		Params:  []scripting.Param{{Name: "ch", Type: "channel", Means: "the channel"}, {Name: "value", Type: "any", Means: "any value but nil"}, paramTimeout},
		Summary: "hands a value over, waiting until there is room for it",
		Example: `ch = channel(1)
ch:put("a")
expect.equal(ch:get(), "a")`,
		Run: apiPut,
	},
	{
		Name: "get", Recv: ChannelType, Group: "tasks",
		Params:      []scripting.Param{{Name: "ch", Type: "channel", Means: "the channel"}, paramTimeout},
		Returns:     "the value that was put first; nil, \"closed\" when the channel is closed and empty",
		ReturnTypes: []string{"any", `"closed"?`},
		Summary:     "takes a value, waiting until there is one",
		Example: `ch = channel(1)
ch:put(1)
ch:close()
expect.equal(ch:get(), 1)
expect.equal(ch:get(), nil)`,
		Run: apiGet,
	},
	{
		Name: "close", Recv: ChannelType, Group: "tasks",
		Params:  []scripting.Param{{Name: "ch", Type: "channel", Means: "the channel"}},
		Summary: "closes a channel: get gives what is left, then nil",
		Example: `ch = channel()
ch:close()
expect.equal(ch:get(), nil)`,
		Run: func(c *scripting.Call) error {
			var ch *Channel
			if err := c.Args(scripting.As(&ch)); err != nil {
				return err
			}
			ch.close()
			return nil
		},
	},
}

// A Channel hands values from task to task, first come, first served. It is
// touched only by who holds the baton.
type Channel struct {
	room    int
	values  []lua.LValue
	putters []*handover // wait until there is room
	getters []*handover // wait for a value
	closed  bool
}

// A handover is one task that waits at a channel.
type handover struct {
	value lua.LValue // to put, or what was got
	ready chan struct{}
	done  bool // the value was passed
}

var errChannelClosed = errors.New("the channel is closed")

// ChannelType is the type of channels.
var ChannelType = &scripting.Type{Name: "channel"}

// LuaType is that of channels.
func (ch *Channel) LuaType() *scripting.Type { return ChannelType }

// Holds gives the values that wait in it.
func (ch *Channel) Holds() []lua.LValue { return ch.values }

// String says whether the channel is open, and how full.
func (ch *Channel) String() string {
	state := "open"
	if ch.closed {
		state = "closed"
	}
	return fmt.Sprintf("channel %s, %d of %d values", state, len(ch.values), ch.room)
}

func (ch *Channel) put(c *runtime.Caller, v lua.LValue) error {
	switch {
	case ch.closed:
		return errChannelClosed
	case len(ch.getters) > 0:
		next(&ch.getters).pass(v)
		return nil
	case len(ch.values) < ch.room:
		ch.values = append(ch.values, v)
		return nil
	}
	h := &handover{value: v, ready: make(chan struct{})}
	ch.putters = append(ch.putters, h)
	err := await(c, "put", h, &ch.putters)
	if err == nil && !h.done {
		return errChannelClosed
	}
	return err
}

func (ch *Channel) get(c *runtime.Caller) (lua.LValue, error) {
	if len(ch.values) > 0 {
		v := ch.values[0]
		ch.values = slices.Delete(ch.values, 0, 1)
		if len(ch.putters) > 0 {
			p := next(&ch.putters)
			ch.values = append(ch.values, p.value)
			p.pass(p.value)
		}
		return v, nil
	}
	if len(ch.putters) > 0 {
		p := next(&ch.putters)
		v := p.value
		p.pass(v)
		return v, nil
	}
	if ch.closed {
		return nil, errChannelClosed
	}
	h := &handover{ready: make(chan struct{})}
	ch.getters = append(ch.getters, h)
	if err := await(c, "get", h, &ch.getters); err != nil {
		return nil, err
	}
	if !h.done {
		return nil, errChannelClosed
	}
	return h.value, nil
}

func (ch *Channel) close() {
	ch.closed = true
	for _, h := range append(ch.getters, ch.putters...) {
		close(h.ready)
	}
	ch.getters, ch.putters = nil, nil
}

func (h *handover) pass(v lua.LValue) {
	h.value, h.done = v, true
	close(h.ready)
}

// next takes the one that has waited longest.
func next(queue *[]*handover) *handover {
	h := (*queue)[0]
	*queue = slices.Delete(*queue, 0, 1)
	return h
}

// await waits for the handover. A task that gives up leaves the queue, unless
// the value was passed in the meantime: then the call succeeds after all.
func await(c *runtime.Caller, what string, h *handover, queue *[]*handover) error {
	err := c.Await(what, h.ready)
	if err == nil || h.done {
		return nil
	}
	if i := slices.Index(*queue, h); i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("timed out: %w", err)
	}
	return err
}

func apiPut(c *scripting.Call) error {
	var ch *Channel
	var value lua.LValue
	var options *lua.LTable
	if err := c.Args(scripting.As(&ch), &value, &options); err != nil {
		return err
	}
	if value == lua.LNil {
		return c.Wrong("value", "got nil: get gives nil when the channel is closed")
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	return ch.put(c.Caller(), value)
}

func apiGet(c *scripting.Call) error {
	var ch *Channel
	var options *lua.LTable
	if err := c.Args(scripting.As(&ch), &options); err != nil {
		return err
	}
	if err := c.TimeLimit(options); err != nil {
		return err
	}
	v, err := ch.get(c.Caller())
	if errors.Is(err, errChannelClosed) {
		return c.Return(lua.LNil, lua.LString("closed"))
	}
	if err != nil {
		return err
	}
	return c.Return(v)
}

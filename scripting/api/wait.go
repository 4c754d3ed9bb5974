package api

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
)

var waitFuncs = []*scripting.Func{
	{
		Name: "wait", Group: "wait for several",
		Params: []scripting.Param{{Name: "sockets", Type: "list", Means: "a list of sockets", Fields: []scripting.Param{fieldTimeout,
			{Name: "write", Type: "any", Means: "true waits for room to send as well"},
			{Name: "read", Type: "any", Means: "false leaves receiving out: {a, write = true, read = false} waits for room alone"}}}},
		Returns:     "a list of those that are ready, each {socket=, read=, write=, closed=}; an empty one after the timeout",
		ReturnTypes: []string{"table[]"},
		Summary:     "waits until one of several sockets can be read from, or has a client to accept",
		Example: `a, b = pair("tcp")
send(a, "x")
local ready = wait{a, b}
expect.equal(#ready, 1)
expect(ready[1].socket == b and ready[1].read, "b has something to read")
expect.equal(#wait{a, timeout = 0.01}, 0)`,
		Run: apiWait,
	},
}

func apiWait(c *scripting.Call) error {
	var t *lua.LTable
	if err := c.Args(&t); err != nil {
		return err
	}
	var socks []*runtime.Socket
	options := c.L.NewTable()
	var err error
	t.ForEach(func(k, v lua.LValue) {
		if _, ok := k.(lua.LNumber); !ok {
			options.RawSet(k, v)
			return
		}
		s, serr := c.Host().ToSocket(v)
		if serr != nil && err == nil {
			err = c.Wrong("sockets", "%s", serr)
		}
		socks = append(socks, s)
	})
	timeout, want := noTimeout, stack.Want{Read: true}
	if err == nil {
		_, err = c.Options(options, map[string]any{"timeout": &timeout, "write": &want.Write, "read": &want.Read})
	}
	if err == nil && want == (stack.Want{}) {
		err = c.Wrong("read", "got false, want write = true beside it: else there is nothing to wait for")
	}
	if err == nil && len(socks) == 0 {
		err = c.Wrong("sockets", "got none, want at least one")
	}
	if err != nil {
		return err
	}
	c.Within(timeout)
	ready, err := c.Host().Session.Wait(c.Caller(), socks, want)
	if err != nil {
		return err
	}
	list := c.L.NewTable()
	for _, r := range ready {
		row := c.L.NewTable()
		row.RawSetString("socket", c.Host().SocketValue(r.Socket))
		row.RawSetString("read", lua.LBool(r.Read))
		row.RawSetString("write", lua.LBool(r.Write))
		row.RawSetString("closed", lua.LBool(r.Err != nil))
		list.Append(row)
	}
	return c.Return(list)
}

package api

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

var tuneFuncs = []*scripting.Func{
	{
		Name: "getopt", Recv: scripting.SocketType, Group: "tune",
		Params:  []scripting.Param{paramSocket, {Name: "name", Type: "string", Means: "the option: see options(s)"}},
		Returns: "the value",
		Summary: "asks the kernel for a socket option",
		Example: `s = socket("tcp")
expect.equal(getopt(s, "nodelay"), false)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var name string
			if err := c.Args(&s, &name); err != nil {
				return err
			}
			o, err := option(c, name)
			if err != nil {
				return err
			}
			v, err := s.Getopt(c.Caller(), o)
			if err != nil {
				return err
			}
			return c.Return(luaOption(o, v))
		},
	},
	{
		Name: "setopt", Recv: scripting.SocketType, Group: "tune",
		Params: []scripting.Param{paramSocket, {Name: "name", Type: "string", Means: "the option: see options(s)"},
			{Name: "value", Type: "any", Means: "true or false, a number, seconds, or an address, as the option wants"}},
		Summary: "sets a socket option",
		Example: `s = socket("tcp")
setopt(s, "nodelay", true)
expect.equal(getopt(s, "nodelay"), true)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var name string
			var value lua.LValue
			if err := c.Args(&s, &name, &value); err != nil {
				return err
			}
			o, err := option(c, name)
			if err != nil {
				return err
			}
			v, err := scripting.OptionValue(o, value)
			if err != nil {
				return c.Wrong(name, "%s", err)
			}
			return s.Setopt(c.Caller(), o, v)
		},
	},
	{
		Name: "options", Recv: scripting.SocketType, Group: "tune",
		Params:      []scripting.Param{paramSocket},
		Returns:     "a table: name = value, for every option that the socket has",
		ReturnTypes: []string{"table<string, any>"},
		Summary:     "asks the kernel for all options of the socket",
		Example: `o = options(socket("tcp"))
expect.equal(o.keepalive, false)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			if err := c.Args(&s); err != nil {
				return err
			}
			t := c.L.NewTable()
			for o, v := range s.Options(c.Caller()) {
				t.RawSetString(o.Name, luaOption(o, v))
			}
			return c.Return(t)
		},
	},
	{
		Name: "timeout", Recv: scripting.SocketType, Group: "tune",
		Params:  []scripting.Param{paramSocket, {Name: "seconds", Type: "seconds", Optional: true, Means: "the limit; none if left out"}},
		Summary: "limits how long every blocking call on the socket may take",
		Example: `a, b = pair("tcp")
timeout(b, 0.01)
expect.error("TIMEOUT", recv, b)`,
		Run: func(c *scripting.Call) error {
			var s *runtime.Socket
			var d time.Duration
			if err := c.Args(&s, &d); err != nil {
				return err
			}
			if c.Arg(1) != lua.LNil && d == 0 {
				d = time.Nanosecond // 0 means "none" to the socket
			}
			s.SetTimeout(d)
			return nil
		},
	},
}

func option(c *scripting.Call, name string) (*stack.Option, error) {
	if o := stack.FindOption(name); o != nil {
		return o, nil
	}
	var names []string
	for _, o := range stack.Options() {
		names = append(names, o.Name)
	}
	if near := syntax.DidYouMean(name, names); near != "" {
		return nil, c.Wrong("name", "no option called %s. %s", name, near)
	}
	return nil, c.Wrong("name", "no option called %s: options(s) lists them", name)
}

// luaOption gives the value of an option to a script.
func luaOption(o *stack.Option, v stack.Value) lua.LValue {
	switch o.Kind {
	case stack.BoolOption:
		return lua.LBool(v.Int != 0)
	case stack.SecondsOption, stack.MillisOption:
		return lua.LNumber(v.Dur.Seconds())
	case stack.LingerOption:
		if v.Off {
			return lua.LFalse
		}
		return lua.LNumber(v.Dur.Seconds())
	case stack.GroupOption, stack.IfaceOption, stack.ErrnoOption:
		return lua.LString(o.Format(v))
	}
	return lua.LNumber(v.Int)
}

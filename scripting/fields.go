package scripting

import (
	"math"
	"net/netip"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
)

// Options reads an option table: the fields named in into, and, where the
// function takes them, socket options by name, which it gives in the order of
// the table of options. An unknown field is an error.
func (c *Call) Options(t *lua.LTable, into map[string]any) ([]runtime.Setting, error) {
	if t == nil {
		return nil, nil
	}
	var settings []runtime.Setting
	var err error
	t.ForEach(func(k, v lua.LValue) {
		if err != nil {
			return
		}
		name, ok := k.(lua.LString)
		if !ok {
			err = c.Wrong("options", "got a field %s, want name=value", Describe(k))
			return
		}
		if p, ok := into[string(name)]; ok {
			err = c.Convert(string(name), v, p)
			return
		}
		o := stack.FindOption(string(name))
		if o == nil || !c.takesOptions() {
			err = c.unknownField(string(name), into)
			return
		}
		value, verr := OptionValue(o, v)
		if verr != nil {
			err = c.Wrong(o.Name, "%s", verr)
			return
		}
		settings = append(settings, runtime.Setting{Option: o, Value: value})
	})
	return settings, err
}

// Convert reads one argument or field into a variable, as Args does.
func (c *Call) Convert(name string, v lua.LValue, into any) error {
	if err := c.convert(v, into); err != nil {
		return c.Wrong(name, "%s", err)
	}
	return nil
}

// takesOptions reports whether the function's option table takes socket options.
func (c *Call) takesOptions() bool {
	for _, p := range c.F.Params {
		for _, f := range p.Fields {
			if f.Name == AnyOption.Name {
				return true
			}
		}
	}
	return false
}

func (c *Call) unknownField(name string, into map[string]any) error {
	var names []string
	for n := range into {
		names = append(names, n)
	}
	if c.takesOptions() {
		for _, o := range stack.Options() {
			names = append(names, o.Name)
		}
	}
	if near := syntax.DidYouMean(name, names); near != "" {
		return c.Wrong("options", "has no field %s. %s", name, near)
	}
	return c.Wrong("options", "has no field %s", name)
}

// TimeLimit reads {timeout=} and sets the deadline of the call.
func (c *Call) TimeLimit(t *lua.LTable) error {
	if t == nil { // by far the most calls
		return nil
	}
	return c.timeoutOf(t)
}

// timeoutOf is apart from TimeLimit, which is inlined where a task waits: a waiting
// task would keep this table on its stack.
func (c *Call) timeoutOf(t *lua.LTable) error {
	timeout := time.Duration(-1)
	if _, err := c.Options(t, map[string]any{"timeout": &timeout}); err != nil {
		return err
	}
	c.Within(timeout)
	return nil
}

// Within sets the deadline of the call; a negative time is none.
func (c *Call) Within(d time.Duration) {
	if d >= 0 && d < math.MaxInt64 {
		c.caller.SetTimeout(d)
	}
}

// OptionValue turns a script's value into an option's.
func OptionValue(o *stack.Option, v lua.LValue) (stack.Value, error) {
	switch o.Kind {
	case stack.BoolOption:
		b, err := boolOf(v)
		if b {
			return stack.Value{Int: 1}, err
		}
		return stack.Value{}, err
	case stack.MillisOption:
		return optionTime(v, time.Millisecond)
	case stack.LingerOption:
		if v == lua.LFalse || v == lua.LNil {
			return stack.Value{Off: true}, nil
		}
		return optionTime(v, time.Second)
	case stack.SecondsOption:
		return optionTime(v, time.Second)
	case stack.GroupOption, stack.IfaceOption:
		return ipValue(v)
	}
	n, err := WholeOf(v, math.MinInt32, math.MaxInt32)
	return stack.Value{Int: n}, err
}

// optionTime takes seconds for an option that the kernel keeps as a C int of
// units. What that does not hold is refused: cut, a linger of half a second would
// be one of none, which makes close a reset, and a large one any other.
func optionTime(v lua.LValue, unit time.Duration) (stack.Value, error) {
	d, err := secondsOf(v)
	if err == nil && (d%unit != 0 || d > math.MaxInt32*unit) {
		want := "whole seconds"
		if unit < time.Second {
			want = "seconds in whole milliseconds"
		}
		err = got(v, want+", at most "+stdlib.FormatNumber((math.MaxInt32*unit).Seconds()))
	}
	return stack.Value{Dur: d}, err
}

// ipValue reads an IP address.
func ipValue(v lua.LValue) (stack.Value, error) {
	s, err := StringOf(v)
	if err != nil {
		return stack.Value{}, got(v, "an IP address")
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return stack.Value{}, got(v, "an IP address")
	}
	return stack.Value{IP: ip}, nil
}

package scripting

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting/stdlib"
	"sockpit/scripting/syntax"
)

// fields reads an option table: the fields named in into, and, where the
// function takes them, socket options by name, which it gives in the order of
// the table of options. An unknown field is an error.
func (c *Call) fields(t *lua.LTable, into map[string]any) ([]runtime.Setting, error) {
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
			err = c.Wrong("options", "got a field %s, want name=value", describeValue(k))
			return
		}
		if p, ok := into[string(name)]; ok {
			err = c.field(string(name), v, p)
			return
		}
		o := stack.FindOption(string(name))
		if o == nil || !c.takesOptions() {
			err = c.unknownField(string(name), into)
			return
		}
		value, verr := optionValue(o, v)
		if verr != nil {
			err = c.Wrong(o.Name, "%s", verr)
			return
		}
		settings = append(settings, runtime.Setting{Option: o, Value: value})
	})
	return settings, err
}

func (c *Call) field(name string, v lua.LValue, into any) error {
	if err := c.convert(v, into); err != nil {
		return c.Wrong(name, "%s", err)
	}
	return nil
}

// takesOptions reports whether the function's option table takes socket options.
func (c *Call) takesOptions() bool {
	for _, p := range c.F.Params {
		for _, f := range p.Fields {
			if f.Name == anyOption.Name {
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

// limit reads {timeout=} and sets the deadline of the call.
func (c *Call) limit(t *lua.LTable) error {
	if t == nil {
		return nil
	}
	timeout := time.Duration(-1)
	if _, err := c.fields(t, map[string]any{"timeout": &timeout}); err != nil {
		return err
	}
	c.within(timeout)
	return nil
}

// within sets the deadline of the call; a negative time is none.
func (c *Call) within(d time.Duration) {
	if d >= 0 && d < math.MaxInt64 {
		c.caller.SetTimeout(d)
	}
}

// optionValue turns a script's value into an option's.
func optionValue(o *stack.Option, v lua.LValue) (stack.Value, error) {
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
	n, err := wholeOf(v, math.MinInt32, math.MaxInt32)
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

// luaOption is the other way round.
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

package api

import (
	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
)

var paramWhy = scripting.Param{Name: "why", Type: "string", Optional: true, Means: "a sentence for whoever reads the failure"}

var expectFuncs = []*scripting.Func{
	{
		Name: "step", Group: "state a truth",
		Params:  []scripting.Param{{Name: "text", Type: "string", Means: "what happens next"}},
		Summary: "says what part of the scenario begins; failures and diagrams name it",
		Example: `step("the server listens")`,
		Run: func(c *scripting.Call) error {
			var text string
			if err := c.Args(&text); err != nil {
				return err
			}
			c.Step(text)
			return nil
		},
	},
	{
		Name: "expect", Group: "state a truth",
		Params:  []scripting.Param{{Name: "cond", Type: "any", Means: "what must be true"}, paramWhy},
		Returns: "cond",
		Summary: "fails unless cond is true",
		Example: `expect(1 < 2, "numbers are in order")`,
		Run: func(c *scripting.Call) error {
			var cond lua.LValue
			var why string
			if err := c.Args(&cond, &why); err != nil {
				return err
			}
			if lua.LVIsFalse(cond) {
				return &scripting.Expectation{Got: c.Host().Pretty(cond, 60), Want: "something true", Why: why}
			}
			c.Host().CountMet()
			return c.Return(cond)
		},
	},
	{
		Name: "expect.equal", Group: "state a truth",
		Params:  []scripting.Param{{Name: "got", Type: "any", Means: "what is"}, {Name: "want", Type: "any", Means: "what should be; tables are compared field by field"}, paramWhy},
		Returns: "got",
		Summary: "fails unless got equals want",
		Example: `expect.equal(1 + 1, 2)
expect.equal({1, {a = 2}}, {1, {a = 2}})`,
		Run: func(c *scripting.Call) error {
			var gotten, want lua.LValue
			var why string
			if err := c.Args(&gotten, &want, &why); err != nil {
				return err
			}
			if !(comparison{}).equal(gotten, want, 0) {
				e := &scripting.Expectation{Got: c.Host().Pretty(gotten, 200), Want: c.Host().Pretty(want, 200), Why: why, At: -1}
				g, gok := gotten.(lua.LString)
				w, wok := want.(lua.LString)
				if gok && wok {
					e.At = firstDifference(string(g), string(w))
				}
				return e
			}
			c.Host().CountMet()
			return c.Return(gotten)
		},
	},
	{
		Name: "expect.error", Group: "state a truth",
		Params: []scripting.Param{{Name: "code", Type: "string", Means: `the code of the error: "ECONNREFUSED", "TIMEOUT", …; "" for any error`},
			{Name: "f", Type: "function", Means: "what to call"}, {Name: "...", Type: "...", Optional: true, Means: "its arguments"}},
		Returns:     "the error",
		ReturnTypes: []string{"sockpit.error"},
		Summary:     "fails unless f(...) fails with that code",
		Example: `l = listen(0)
expect.error("TIMEOUT", accept, l, {timeout = 0.01})`,
		Run: expectError,
	},
	{
		Name: "expect.state", Group: "state a truth",
		Params: []scripting.Param{paramSocket, {Name: "state", Type: "string", Means: "the kernel's name of the state"},
			{Name: "options", Type: "options", Optional: true, Means: "how long to wait for it", Fields: []scripting.Param{{Name: "within", Type: "seconds", Means: "1 unless given"}}}},
		Summary: "fails unless the socket is in that state, or gets into it soon",
		Detail:  "A state that another machine's answer brings about may take a moment, so this waits up to a second for it.",
		Example: `a, b = pair("tcp")
shutdown(a, "write")
expect.state(b, "CLOSE_WAIT")`,
		Run: expectState,
	},
	{
		Name: "expect.eventually", Group: "state a truth",
		Params:      []scripting.Param{{Name: "f", Type: "function", Means: "what must become true"}, {Name: "seconds", Type: "seconds", Optional: true, Means: "within that time; 1 unless given"}, paramWhy},
		Returns:     "what f returned",
		ReturnTypes: []string{"any", "..."},
		Summary:     "calls f again and again until it returns something true",
		Example: `t = spawn(function() sleep(0.01) end)
expect.eventually(function() return t.done end, 1, "the task ends")`,
		Run: expectEventually,
	},
	skipFunc,
}

// A comparison is of two values; tables are compared field by field. A pair of
// tables is looked at once, however often it is met.
type comparison map[[2]*lua.LTable]bool

// maxCompared is how deep tables are compared; deeper ones are not equal.
const maxCompared = 200

func (c comparison) equal(a, b lua.LValue, depth int) bool {
	if a == b {
		return true
	}
	ta, aok := a.(*lua.LTable)
	tb, bok := b.(*lua.LTable)
	if !aok || !bok || depth > maxCompared {
		return false
	}
	pair := [2]*lua.LTable{ta, tb}
	if c[pair] {
		return true // or found to differ where it was met first
	}
	c[pair] = true
	fields := 0
	for k, v := ta.Next(lua.LNil); k != lua.LNil; k, v = ta.Next(k) {
		if !c.equal(v, tb.RawGet(k), depth+1) {
			return false
		}
		fields++
	}
	for k, _ := tb.Next(lua.LNil); k != lua.LNil; k, _ = tb.Next(k) {
		fields--
	}
	return fields == 0
}

func firstDifference(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return i
}

func expectError(c *scripting.Call) error {
	var code string
	var f *lua.LFunction
	if err := c.Args(&code, &f); err != nil {
		return err
	}
	results, failure, err := c.Try(f, c.Rest(2))
	if err != nil {
		return err
	}
	want := "an error " + code
	if failure == nil {
		text := "no error"
		if len(results) > 0 {
			text += " but " + c.Host().Pretty(results[0], 60)
		}
		return &scripting.Expectation{Got: text, Want: want}
	}
	actual := ""
	if e := scripting.ErrorOf(failure.Value); e != nil {
		actual = e.Code
	}
	if code != "" && code != actual {
		text := failure.Message
		if actual != "" {
			text = actual + " (" + text + ")"
		}
		return &scripting.Expectation{Got: text, Want: want}
	}
	c.Host().CountMet()
	return c.Return(failure.Value)
}

// Equal compares values, tables field by field.
func Equal(a, b lua.LValue) bool { return comparison{}.equal(a, b, 0) }

var skipFunc = &scripting.Func{
	Name: "skip", Group: "state a truth",
	Params:  []scripting.Param{{Name: "reason", Type: "string", Means: "what this machine lacks, as a sentence goes on: \"no IPv6 here\""}},
	Summary: "ends the scenario as skipped: neither met nor failed",
	Detail: `For a scenario that needs what some machines do not have. All its tasks end, pcall does not catch it, and sockpit test
counts it apart, with the reason. Ask the machine and not its name: try the call that needs it.`,
	Example: `local _, err = try(setopt, socket("tcp"), "reuseport", true)
if err then skip("this system can't share a port: " .. err.message) end
expect.equal(err, nil)`,
	Run: func(c *scripting.Call) error {
		var reason string
		if err := c.Args(&reason); err != nil {
			return err
		}
		return c.Skip(reason)
	},
}

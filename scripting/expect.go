package scripting

import (
	"errors"
	"slices"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/printable"
)

// An Expectation is one that failed.
type Expectation struct {
	Got, Want string // as values are written in Lua; "" if the expectation has none
	At        int    // first byte in which two strings differ, -1 if they are none
	Why       string
}

// A Named is a socket as it was, with the name of the variable that held it.
type Named struct {
	Name string // "–": no variable did
	Was  string // the name it had before, if no variable held it; or ""
	runtime.View
}

// Label names the socket for a sentence: "s", "#3", or "#3 (s)".
func (n Named) Label() string {
	if n.Name == "–" || n.Name == "" {
		return Numbered(n.ID, n.Was)
	}
	return n.Name
}

// Called is the name for a table that has the number beside it: "s", "–", or "(s)"
// for a socket that no variable holds any more.
func (n Named) Called() string {
	if n.Name == "–" && n.Was != "" {
		return "(" + n.Was + ")"
	}
	return n.Name
}

// Error gives "expected 5, got 4: why".
func (e *Expectation) Error() string {
	s := "expectation failed"
	if e.Want != "" {
		s = "expected " + e.Want + ", got " + e.Got
	}
	if e.Why != "" {
		s += ": " + e.Why
	}
	return s
}

func isExpectation(err error) bool {
	var e *Expectation
	return errors.As(err, &e)
}

// A Step is one part of a scenario, as step(text) begins it.
type Step struct {
	Text  string
	Place event.Place
	At    time.Time
	Seq   int64 // number of the first event after it
	Task  int   // who said it
}

// maxSteps is how many steps are kept, the latest: a script can say them without
// end, and the log of calls that they divide is bounded too.
const maxSteps = 20000

func (h *Host) addStep(s Step) {
	if len(h.run.steps) >= 2*maxSteps {
		h.run.steps = slices.Clone(h.run.steps[maxSteps:])
	}
	s.Text = strings.Clone(s.Text[:min(len(s.Text), maxStepText)])
	h.run.steps = append(h.run.steps, s)
}

// maxStepText bounds the text of a step that is kept, in bytes.
const maxStepText = 1000

var paramWhy = Param{Name: "why", Type: "string", Optional: true, Means: "a sentence for whoever reads the failure"}

var expectFuncs = []*Func{
	{
		Name: "step", Group: "state a truth",
		Params:  []Param{{Name: "text", Type: "string", Means: "what happens next"}},
		Summary: "says what part of the scenario begins; failures and diagrams name it",
		Example: `step("the server listens")`,
		run: func(c *Call) error {
			var text string
			if err := c.Args(&text); err != nil {
				return err
			}
			s := Step{Text: text, Place: c.caller.Place, At: c.host.Session.Clock.Now(), Seq: c.host.Session.Log.Next(), Task: c.ID}
			c.host.addStep(s)
			c.host.config.Out.Show(s)
			return nil
		},
	},
	{
		Name: "expect", Group: "state a truth",
		Params:  []Param{{Name: "cond", Type: "any", Means: "what must be true"}, paramWhy},
		Returns: "cond",
		Summary: "fails unless cond is true",
		Example: `expect(1 < 2, "numbers are in order")`,
		run: func(c *Call) error {
			var cond lua.LValue
			var why string
			if err := c.Args(&cond, &why); err != nil {
				return err
			}
			if lua.LVIsFalse(cond) {
				return &Expectation{Got: c.host.Pretty(cond, 60), Want: "something true", Why: why}
			}
			c.host.run.met++
			return c.Return(cond)
		},
	},
	{
		Name: "expect.equal", Group: "state a truth",
		Params:  []Param{{Name: "got", Type: "any", Means: "what is"}, {Name: "want", Type: "any", Means: "what should be; tables are compared field by field"}, paramWhy},
		Returns: "got",
		Summary: "fails unless got equals want",
		Example: `expect.equal(1 + 1, 2)
expect.equal({1, {a = 2}}, {1, {a = 2}})`,
		run: func(c *Call) error {
			var gotten, want lua.LValue
			var why string
			if err := c.Args(&gotten, &want, &why); err != nil {
				return err
			}
			if !(comparison{}).equal(gotten, want, 0) {
				e := &Expectation{Got: c.host.Pretty(gotten, 200), Want: c.host.Pretty(want, 200), Why: why, At: -1}
				g, gok := gotten.(lua.LString)
				w, wok := want.(lua.LString)
				if gok && wok {
					e.At = firstDifference(string(g), string(w))
				}
				return e
			}
			c.host.run.met++
			return c.Return(gotten)
		},
	},
	{
		Name: "expect.error", Group: "state a truth",
		Params: []Param{{Name: "code", Type: "string", Means: `the code of the error: "ECONNREFUSED", "TIMEOUT", …; "" for any error`},
			{Name: "f", Type: "function", Means: "what to call"}, {Name: "...", Type: "...", Optional: true, Means: "its arguments"}},
		Returns: "the error",
		Summary: "fails unless f(...) fails with that code",
		Example: `l = listen(0)
expect.error("TIMEOUT", accept, l, {timeout = 0.01})`,
		run: expectError,
	},
	{
		Name: "expect.state", Group: "state a truth",
		Params: []Param{paramSocket, {Name: "state", Type: "string", Means: "the kernel's name of the state"},
			{Name: "options", Type: "options", Optional: true, Means: "how long to wait for it", Fields: []Param{{Name: "within", Type: "seconds", Means: "1 unless given"}}}},
		Summary: "fails unless the socket is in that state, or gets into it soon",
		Detail:  "A state that another machine's answer brings about may take a moment, so this waits up to a second for it.",
		Example: `a, b = pair("tcp")
shutdown(a, "write")
expect.state(b, "CLOSE_WAIT")`,
		run: expectState,
	},
	{
		Name: "expect.eventually", Group: "state a truth",
		Params:  []Param{{Name: "f", Type: "function", Means: "what must become true"}, {Name: "seconds", Type: "seconds", Optional: true, Means: "within that time; 1 unless given"}, paramWhy},
		Returns: "what f returned",
		Summary: "calls f again and again until it returns something true",
		Example: `t = spawn(function() sleep(0.01) end)
expect.eventually(function() return t.done end, 1, "the task ends")`,
		run: expectEventually,
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

// invoke calls a function, protected, and gives its results or its error.
func (c *Call) invoke(fn *lua.LFunction, args []lua.LValue) ([]lua.LValue, *Failure, error) {
	place := c.caller.Place
	results, err := c.protect(fn, args, nil)
	c.caller.Place, c.caller.Via, c.caller.Deadline = place, c.F.Name, time.Time{}
	if c.stopped() != nil {
		return nil, nil, c.stopped()
	}
	if err != nil {
		return nil, c.Task.failureOf(err), nil
	}
	return results, nil, nil
}

func expectError(c *Call) error {
	var code string
	var f *lua.LFunction
	if err := c.Args(&code, &f); err != nil {
		return err
	}
	results, failure, err := c.invoke(f, c.Rest(2))
	if err != nil {
		return err
	}
	want := "an error " + code
	if failure == nil {
		text := "no error"
		if len(results) > 0 {
			text += " but " + c.host.Pretty(results[0], 60)
		}
		return &Expectation{Got: text, Want: want}
	}
	actual := ""
	if e := ErrorOf(failure.Value); e != nil {
		actual = e.Code
	}
	if code != "" && code != actual {
		text := failure.Message
		if actual != "" {
			text = actual + " (" + text + ")"
		}
		return &Expectation{Got: text, Want: want}
	}
	c.host.run.met++
	return c.Return(failure.Value)
}

// quoted is how a string is written in Lua, at most n bytes of it.
func quoted(s string, n int) string { return printable.QuoteN(s, n) }

// AsExpectation gives the failed expectation that a failure is about, or nil.
func AsExpectation(err error) *Expectation {
	var e *Expectation
	errors.As(err, &e)
	return e
}

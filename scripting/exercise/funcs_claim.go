package exercise

import (
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
	"sockpit/scripting/api"
)

// claimFuncs state what must be true.
var claimFuncs = []*scripting.Func{
	(&scripting.Func{
		Recv: testerType, Name: "ok", Group: "judge it",
		Params:  []scripting.Param{paramT, {Name: "cond", Type: "any", Means: "what must be true"}, paramWhy},
		Returns: "cond",
		Summary: "expects that cond is true; why is what the learner reads",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var cond lua.LValue
		var why Text
		if err := c.Args(&t, &cond, &why); err != nil {
			return err
		}
		if lua.LVIsFalse(cond) {
			return t.fault(why, Text{})
		}
		return c.Return(cond)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "eq", Group: "judge it",
		Params: []scripting.Param{paramT, {Name: "got", Type: "any", Means: "what is"}, {Name: "want", Type: "any", Means: "what should be"},
			{Name: "what", Type: "any", Means: `its name for the learner: "open connections", or {en=, vi=}`}, paramWhy},
		Summary: "expects that got equals want",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var got, want lua.LValue
		var what, why Text
		if err := c.Args(&t, &got, &want, &what, &why); err != nil {
			return err
		}
		return t.same(c, got, want, what, why)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "fail", Group: "judge it", Params: []scripting.Param{paramT, {Name: "why", Type: "any", Means: paramWhy.Means}},
		Summary: "makes the check fail",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var why Text
		if err := c.Args(&t, &why); err != nil {
			return err
		}
		return t.fault(why, Text{})
	}),
	(&scripting.Func{
		Recv: testerType, Name: "eventually", Group: "judge it",
		Params:  []scripting.Param{paramT, {Name: "f", Type: "function", Means: "what must become true"}, paramWhy},
		Returns: "what f returned",
		Summary: "calls f again and again until it gives something true, or until the program can do nothing more",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var f *lua.LFunction
		var why Text
		if err := c.Args(&t, &f, &why); err != nil {
			return err
		}
		return t.eventually(c, f, why)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "expect_print", Group: "judge it",
		Params:  []scripting.Param{paramT, {Name: "text", Type: "string", Means: "what must be among what it prints"}, paramWhy},
		Summary: "expects that the program prints a text",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var text string
		var why Text
		if err := c.Args(&t, &text, &why); err != nil {
			return err
		}
		return t.expectPrint(c, text, why)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "predicted", Group: "judge it",
		Params: []scripting.Param{paramT, {Name: "name", Type: "string", Means: "global variable with the learner's prediction"},
			{Name: "truth", Type: "any", Means: "what it turned out to be"}, paramWhy},
		Summary: "expects that the learner predicted the truth; of kind predict",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var name string
		var truth lua.LValue
		var why Text
		if err := c.Args(&t, &name, &truth, &why); err != nil {
			return err
		}
		return t.predicted(c, name, truth, why)
	}),
	(&scripting.Func{
		Recv: testerType, Name: "step", Group: "judge it", Params: []scripting.Param{paramT, {Name: "text", Type: "any", Means: "what happens now"}},
		Summary: "adds a step to those that a failure shows",
	}).Does(func(c *scripting.Call) error {
		var t theT
		var text Text
		if err := c.Args(&t, &text); err != nil {
			return err
		}
		t.did(text)
		return nil
	}),
}

func (t *tester) same(c *scripting.Call, got, want lua.LValue, what, why Text) error {
	if api.Equal(got, want) {
		return nil
	}
	h := c.Host()
	g, gok := got.(lua.LString)
	w, wok := want.(lua.LString)
	if gok && wok {
		return t.faultDiff(Say("%s: expected %s, got %s", what, quote(string(w)), quote(string(g))), why, newDiff(string(w), string(g)))
	}
	return t.fault(Say("%s: expected %s, got %s", what, h.Pretty(want, 60), h.Pretty(got, 60)), why)
}

func (t *tester) eventually(c *scripting.Call, f *lua.LFunction, why Text) error {
	w := t.watch()
	for looks := 0; ; looks++ {
		over, err := w.over() // before the look: what it would see is there then
		if err = notRestless(err); err != nil {
			return err
		}
		results, err := c.Invoke(f)
		if err != nil {
			return err
		}
		if len(results) > 0 && !lua.LVIsFalse(results[0]) {
			return c.Return(results...)
		}
		if over && w.lasts() > atLeast {
			return t.fault(why, Text{})
		}
		if err := c.Caller().Pause(pauseAfter(looks)); err != nil {
			return err
		}
	}
}

// atLeast is how long a state that the kernel brings about by itself is waited for.
const atLeast = 700 * time.Millisecond

func (t *tester) expectPrint(c *scripting.Call, text string, why Text) error {
	if err := t.settle(c.Caller()); err != nil {
		return err
	}
	if strings.Contains(t.printed(), text) {
		return nil
	}
	if t.printed() == "" {
		return t.fault(Say("your program should have printed %s, and printed nothing", quote(text)), why)
	}
	return t.fault(Say("your program should have printed %s, and printed %s", quote(text), quote(t.printed())), why)
}

// unanswered is what a prediction is in a starter.
const unanswered = "?"

func (t *tester) predicted(c *scripting.Call, name string, truth lua.LValue, why Text) error {
	if t.proc == nil {
		return c.Wrong("", "nothing runs: call t:run() first")
	}
	got := t.proc.host.Global(name)
	switch {
	case got == lua.LNil:
		return t.fault(Say("you have not predicted %s yet", name), Say("%s is nil: a word needs its quotes, else it names a variable.", name))
	case got == lua.LString(unanswered):
		return t.fault(Say("you have not predicted %s yet", name), Text{})
	case foretold(got, truth):
		return nil
	}
	return t.fault(Say("you predicted %s = %s; it turned out to be %s", name, c.Host().Pretty(got, 40), c.Host().Pretty(truth, 40)), why)
}

// foretold reports whether a prediction means the truth. How it is written is
// not what was asked: "1" is 1, and "established" is ESTABLISHED.
func foretold(got, truth lua.LValue) bool {
	said, isString := got.(lua.LString)
	if !isString {
		return api.Equal(got, truth)
	}
	return strings.EqualFold(strings.TrimSpace(string(said)), truth.String())
}

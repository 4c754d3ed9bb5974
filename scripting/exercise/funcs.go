package exercise

import (
	"slices"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
)

// Functions is what a check can do, in teaching order: the methods of t, of its
// peers and of its servers. The teacher's guide is written from it.
func Functions() []*scripting.Func { return functions() }

// functions is made when the first exercise is read: most runs of the program have
// none.
var functions = sync.OnceValue(func() []*scripting.Func {
	return noting(slices.Concat(runFuncs, meetFuncs, lookFuncs, claimFuncs, randomFuncs, peerFuncs, serverFuncs))
})

// noting makes functions note where the program is when they are called, and the
// sentences for the learner that are said in one language only.
func noting(list []*scripting.Func) []*scripting.Func {
	for _, f := range list {
		f.Around(func(c *scripting.Call, run func(*scripting.Call) error) error {
			t := testerOf(c.Arg(0))
			if t != nil {
				t.mark()
			}
			for i, p := range f.Params {
				if text, err := textOf(c.Arg(i)); err == nil && t != nil && p.Name == paramWhy.Name && !text.Empty() && (text.EN == "" || text.VI == "") {
					t.oneTongue[text.In(English)] = true
				}
			}
			return run(c)
		})
	}
	return list
}

// testerOf gives the tester that a receiver is, or is of.
func testerOf(v lua.LValue) *tester {
	switch v := scripting.ObjectOf(v).(type) {
	case *tester:
		return v
	case *peer:
		return v.t
	case *server:
		return v.t
	}
	return nil
}

// paramT is the receiver of t's functions.
var paramT = scripting.Param{Name: "t", Type: "t", Means: "the checker's hand"}

var paramWhy = scripting.Param{Name: "why", Type: "any", Optional: true,
	Means: `one sentence for the learner: "..." or {en="...", vi="..."}`}

// theT makes *tester a variable for Call.Args.
type theT struct{ *tester }

// Convert takes t.
func (x *theT) Convert(v lua.LValue) error {
	t, ok := scripting.ObjectOf(v).(*tester)
	if !ok {
		return scripting.Got(v, "t")
	}
	x.tester = t
	return nil
}

// a method makes a function of t's of what it does.
func method(f func(c *scripting.Call, t *tester) error) func(*scripting.Call) error {
	return func(c *scripting.Call) error {
		if t, ok := scripting.ObjectOf(c.Arg(0)).(*tester); ok {
			return f(c, t)
		}
		return c.Wrong("t", "%s", scripting.Got(c.Arg(0), "t: write t:"+c.F.Name+"(...)"))
	}
}

package exercise

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
)

// randomFuncs give what a learner can't have written into the program.
var randomFuncs = []*scripting.Func{
	(&scripting.Func{
		Recv: testerType, Name: "word", Group: "make things up", Params: []scripting.Param{paramT},
		Returns: "a word of three to nine letters and digits",
		Summary: "makes a word up",
	}).Does(method(func(c *scripting.Call, t *tester) error { return c.Return(lua.LString(t.word())) })),
	(&scripting.Func{
		Recv: testerType, Name: "bytes", Group: "make things up", Params: []scripting.Param{paramT, {Name: "n", Type: "number", Means: "how many"}},
		Returns: "a string with bytes of all values",
		Summary: "makes bytes up, zeros and newlines among them",
	}).Does(func(c *scripting.Call) error {
		var t theT
		n := 0
		if err := c.Args(&t, &n); err != nil {
			return err
		}
		if n < 0 || n > 16<<20 {
			return c.Wrong("n", "got %d, want 0 to %d", n, 16<<20)
		}
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(t.random.Uint32())
		}
		return c.Return(lua.LString(b))
	}),
	(&scripting.Func{
		Recv: testerType, Name: "number", Group: "make things up",
		Params:  []scripting.Param{paramT, {Name: "low", Type: "number", Means: "the least"}, {Name: "high", Type: "number", Means: "the most"}},
		Returns: "a whole number",
		Summary: "makes a number up",
	}).Does(func(c *scripting.Call) error {
		var t theT
		low, high := 0, 0
		if err := c.Args(&t, &low, &high); err != nil {
			return err
		}
		if high < low {
			return c.Wrong("high", "got %d, which is less than %d", high, low)
		}
		return c.Return(lua.LNumber(low + t.random.IntN(high-low+1)))
	}),
}

var syllables = strings.Fields("an bo ca da en gi ho in ka lo me na on pi que ra so tu um vi xo yen")

func (t *tester) word() string {
	s := syllables[t.random.IntN(len(syllables))] + syllables[t.random.IntN(len(syllables))]
	for range t.random.IntN(4) {
		s += string(rune('0' + t.random.IntN(10)))
	}
	return s
}

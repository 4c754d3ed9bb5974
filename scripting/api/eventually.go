package api

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/stack"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// stateNames gives the names of the states.
func stateNames() (names []string) {
	for _, s := range stack.TCPStates() {
		names = append(names, string(s))
	}
	return names
}

// pollEvery is how often a state that is waited for is asked for.
const pollEvery = time.Millisecond

func expectState(c *scripting.Call) error {
	var s *runtime.Socket
	var state string
	var options *lua.LTable
	if err := c.Args(&s, &state, &options); err != nil {
		return err
	}
	within := time.Second
	if _, err := c.Options(options, map[string]any{"within": &within}); err != nil {
		return err
	}
	if states := stateNames(); !slices.Contains(states, state) {
		return c.Wrong("state", "no state called %s. %s", state,
			cmp.Or(syntax.DidYouMean(state, states), "States are "+strings.Join(states, ", ")))
	}
	over := c.Host().Patience(within)
	for {
		now := string(s.State().Name)
		if now == state {
			c.Host().CountMet()
			return nil
		}
		if over() {
			if now == "" {
				now = "an unknown state"
			}
			return &scripting.Expectation{Got: now, Want: state, Why: fmt.Sprintf("%s was waited for %s", c.Host().Name(s), within)}
		}
		if err := c.Caller().Pause(pollEvery); err != nil {
			return err
		}
	}
}

func expectEventually(c *scripting.Call) error {
	within := time.Second
	why := ""
	var fn *lua.LFunction
	if err := c.Args(&fn, &within, &why); err != nil {
		return err
	}
	over := c.Host().Patience(within)
	for {
		results, err := c.Invoke(fn)
		if err != nil {
			return err
		}
		if len(results) > 0 && !lua.LVIsFalse(results[0]) {
			c.Host().CountMet()
			return c.Return(results...)
		}
		if over() {
			return &scripting.Expectation{Got: fmt.Sprintf("nothing true in %s", within), Want: "something true", Why: why}
		}
		if err := c.Caller().Pause(pollEvery); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
	}
}

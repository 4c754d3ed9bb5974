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
	"sockpit/scripting"
	"sockpit/scripting/syntax"
)

// states are the names that the kernel gives (include/net/tcp_states.h);
// UNCONN is a datagram socket without a partner.
var states = []string{"LISTEN", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT",
	"LAST_ACK", "CLOSING", "TIME_WAIT", "CLOSED", "UNCONN"}

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
	if !slices.Contains(states, state) {
		return c.Wrong("state", "no state called %s. %s", state,
			cmp.Or(syntax.DidYouMean(state, states), "States are "+strings.Join(states, ", ")))
	}
	over := c.Host().Patience(within)
	for {
		now := s.State().Name
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

package api

import (
	"strings"
	"testing"
	"time"

	"sockpit/scripting"
	"sockpit/scripting/limit"
)

// TestFaultFunctions: what the function of link:fault gives decides, and one that does
// what it may not ends the run with an error at its line.
func TestFaultFunctions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`if p.syn and p.from == "a" and p.n == 1 then return "drop" end`: "1.0",
		`return`:                "0.0",
		`return 0.5`:            "1.0",
		`return {delay = 0.25}`: "0.5",
		`return "duplicate"`:    "0.0",
		`if p.from == "a" and p.n == 1 then return "corrupt" end`: "1.0",
		`print(p.what, p.src, p.flags)`:                           "0.0",
		`p.payload = "x" return false`:                            "0.0",
		`return "dorp"`:                                           `got "dorp", want "drop"`,
		`return print`:                                            `want "drop"`,
		`return p.x.y`:                                            "p.x is nil",
		`error("no")`:                                             "no",
		`dial(80)`:                                                "can only look at the packet",
		`print(ab.loss)`:                                          "can only look at the packet",
		`print(tostring(ab))`:                                     "can only look at the packet",
		`sleep(1)`:                                                "can only look at the packet",
		`coroutine.yield()`:                                       "yield",
		`while true do end`:                                       "limit",
		`local function f() return f() + 1 end f()`:               "stack overflow",
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			h, _ := newHost(t, scripting.Config{NewStack: VirtualNetwork(false), Limits: limit.Limits{Time: time.Second}})
			o := h.Run("x.lua", twoHosts+`ab:fault{delay = 0}
ab:fault(function(p) `+body+` end)
l = b:listen(80)
c = a:dial("b:80")
error(("%.1f"):format(net.now))`)
			if len(o.Failures) != 1 || !strings.Contains(o.Failures[0].Error(), want) {
				t.Errorf("got %v, want %s", o.Failures, want)
			}
		})
	}
}

// Computing takes no virtual time, and who waits for it so is told.
func TestComputingTakesNoTime(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, scripting.Config{NewStack: VirtualNetwork(false), Limits: limit.Limits{Instructions: 100_000}})
	o := h.Run("x.lua", "while now() < 5 do end")
	if len(o.Failures) != 1 || !strings.Contains(o.Failures[0].Hint, "computing takes no time") {
		t.Errorf("got %v", o.Failures)
	}
}

package scripting

import "errors"

// A SkipError ends a scenario that this machine can't show. It is no failure.
type SkipError struct{ Reason string }

func (e *SkipError) Error() string { return "skipped: " + e.Reason }

// StopCode is what the log calls a call that was ended by it.
func (e *SkipError) StopCode() string { return "SKIPPED" }

var skipFunc = &Func{
	Name: "skip", Group: "state a truth",
	Params:  []Param{{Name: "reason", Type: "string", Means: "what this machine lacks, as a sentence goes on: \"no IPv6 here\""}},
	Summary: "ends the scenario as skipped: neither met nor failed",
	Detail: `For a scenario that needs what some machines do not have. All its tasks end, pcall does not catch it, and sockpit test
counts it apart, with the reason. Ask the machine and not its name: try the call that needs it.`,
	Example: `local _, err = try(setopt, socket("tcp"), "reuseport", true)
if err then skip("this system can't share a port: " .. err.message) end
expect.equal(err, nil)`,
	run: func(c *Call) error {
		var reason string
		if err := c.Args(&reason); err != nil {
			return err
		}
		c.host.stopAll(&SkipError{reason})
		return c.stopped()
	},
}

// skipped gives the reason of a run that ended by skip, and whether it did.
func skipped(f *Failure) (reason string, is bool) {
	var skip *SkipError
	if f == nil || !errors.As(f, &skip) {
		return "", false
	}
	return skip.Reason, true
}

package exercise

import (
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/printable"
)

// A machineNeed is something that not every machine has, which an exercise can ask
// for in its field machine.
type machineNeed struct {
	name    string
	missing func() error           // nil: it is there
	say     func(code string) Text // what is missing, by the code of that error
}

var machineNeeds = []machineNeed{
	{"ipv6", runtime.IPv6, func(code string) Text {
		return Say("this exercise needs IPv6, and this machine has no address ::1 (%s): here it can be neither solved nor failed", code)
	}},
}

func machineNames() (names []string) {
	for _, n := range machineNeeds {
		names = append(names, n.name)
	}
	return names
}

// A LackError says that an exercise can't be judged on this machine.
type LackError struct {
	Text Text
	Err  error // of the stack
}

func (e *LackError) Error() string { return e.Text.EN }

func (e *LackError) Unwrap() error { return e.Err }

// Lacks gives what this machine lacks for the exercise, or nil.
func (e *Exercise) Lacks() *LackError {
	for _, n := range machineNeeds {
		if !slices.Contains(e.Machine, n.name) {
			continue
		}
		if err := n.missing(); err != nil {
			return &LackError{n.say(runtime.Code(err)), err}
		}
	}
	return nil
}

// machine checks that the needs are known.
func (r *reader) machine(e *Exercise) {
	r.strings("machine", &e.Machine)
	for _, name := range e.Machine {
		if !slices.Contains(machineNames(), name) {
			r.fault("machine: got %s, want %s", printable.Quote(name[:min(len(name), maxName)]), strings.Join(machineNames(), ", "))
		}
	}
}

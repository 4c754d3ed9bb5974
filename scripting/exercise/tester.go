package exercise

import (
	"errors"
	"fmt"
	"math/rand/v2"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/wire"
	"sockpit/scripting"
)

// A tester is one run of one check: the t of its function. It belongs to the
// checker's task.
type tester struct {
	ex      *Exercise
	program Program
	live    *scripting.Host // the learner's own world, already made; nil: the program is run
	stage   *scripting.Host // where the program is run for people to look at; nil: in a world of its own
	manner  wire.Manner
	seed    int64
	random  *rand.Rand

	host  *scripting.Host // the checker's
	value lua.LValue      // t
	port  int             // what PORT is
	ports []*port         // held until the end
	given conditions      // of the next run

	proc      *process
	peers     []*peer
	servers   []*server
	ends      ends // of the program's sockets
	mail      mail // datagrams between it and the checker
	clients   int  // dialled so far
	steps     []Step
	oneTongue map[string]bool // sentences that are said in one language only
	before    int64           // number of the learner's next event when the call of the checker began
	marks     []int64         // number of the learner's next event at each step
}

// testerType is the type of t.
var testerType = &scripting.Type{Name: "t", Fields: []scripting.Field{
	testerField("port", "integer", "the number that the learner's program knows as PORT",
		func(t *tester) lua.LValue { return lua.LNumber(t.port) }),
	testerField("manner", "string", "the network that the check runs under: whole, dribble, halves, …",
		func(t *tester) lua.LValue { return lua.LString(t.manner.Name) }),
	testerField("seed", "integer", "of the random words, bytes and numbers of this run",
		func(t *tester) lua.LValue { return lua.LNumber(t.seed) }),
}}

var testerField = scripting.FieldOf[*tester]

// LuaType is that of t.
func (t *tester) LuaType() *scripting.Type { return testerType }

func (t *tester) String() string { return "t, the checker's hand" }

// newPort reserves a port until the check ends.
func (t *tester) newPort() (int, error) {
	p, err := reservePort()
	if err != nil {
		return 0, err
	}
	t.ports = append(t.ports, p)
	return p.number, nil
}

// did records a step of the checker's.
func (t *tester) did(what Text) {
	t.steps = append(t.steps, Step{Did: what})
	t.marks = append(t.marks, t.before)
}

// mark notes where the program's log is before the checker does something: what
// the program does then, it does because of it.
func (t *tester) mark() {
	if t.proc != nil {
		t.before = t.proc.host.Session.Log.Next()
	}
}

// A failing is a Failure on its way out of the check's function.
type failing struct{ *Failure }

func (f *failing) Error() string { return f.Failure.Error() }

// fault makes the check fail: what was expected and came, and why.
func (t *tester) fault(what, why Text) error {
	return t.faultDiff(what, why, nil)
}

func (t *tester) faultDiff(what, why Text, d *Diff) error {
	f := &Failure{What: what, Why: why, Diff: d}
	t.describe(f)
	return &failing{f}
}

// describe adds to a failure in what world it happened.
func (t *tester) describe(f *Failure) {
	f.Manner, f.Seed = t.manner.Name, t.seed
	if t.proc == nil {
		f.Steps = t.steps
		return
	}
	t.catchUp()
	f.World = t.proc.host.World()
	f.Steps = t.narrate(f.World)
	f.Ended = t.proc.ended()
	if f.Program = t.proc.failure(); f.Program != nil {
		f.Line = f.Program.Place.Line
	} else {
		f.Doing, f.Line = t.doing(f.World)
		if f.Program = t.proc.taskFailure(); f.Program != nil {
			f.Line = f.Program.Place.Line
		}
	}
	f.Source = lineOf(t.proc.program, f.Program, f.Line)
}

// close ends the program and the peers.
func (t *tester) close() {
	if t.proc != nil {
		t.proc.stop()
	}
	for _, p := range t.ports {
		p.release()
	}
}

// verdictOf reads how a check's function ended: passed, failed, or broken
// because the check itself has a fault.
func verdictOf(failed *scripting.Failure) (*Failure, error) {
	if failed == nil {
		return nil, nil
	}
	var f *failing
	if errors.As(failed, &f) {
		return f.Failure, nil
	}
	if errors.Is(failed, errNoPort) {
		return nil, errNoPort
	}
	return nil, fmt.Errorf("%s: %s", failed.Place, failed.Message)
}

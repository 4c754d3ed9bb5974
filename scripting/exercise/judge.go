package exercise

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime/lazy"
	"sockpit/runtime/wire"
	"sockpit/scripting"
)

// Options say how checks are run.
type Options struct {
	Manner string          // run under that network only; "" all of the exercise's
	Seed   int64           // of random words; 0: a new one
	Live   *scripting.Host // judge this world of the learner's, instead of running the program in one
	Stage  *scripting.Host // run the program in this world, beside what is typed there, and leave it as it is at the end
}

// A Verdict is how one check went under one network.
type Verdict struct {
	Check  int // number of the check, from 0
	Manner string
	Failed *Failure // nil if it passed
	Broken error    // the check itself has a fault, or could not be run
	Took   time.Duration

	oneTongue map[string]bool // sentences for the learner that have no Vietnamese
	leave     []func()        // what ends the checker, which stays on the stage
}

// End ends the checker of a verdict that was staged.
func (v *Verdict) End() {
	for _, f := range v.leave {
		f()
	}
	v.leave = nil
}

// end calls f when the check is over, or, if it was staged, keeps it for End.
func (v *Verdict) end(f func(), o Options) {
	if o.Stage == nil {
		f()
		return
	}
	v.leave = append(v.leave, f)
}

// Passed reports whether the program passed the check.
func (v *Verdict) Passed() bool { return v.Failed == nil && v.Broken == nil }

// checkTime bounds one run of a check, the checker's own part too.
const checkTime = 60 * time.Second

// errTooLong is the cause of a check that was ended for taking too long.
var errTooLong = errors.New("the check took too long")

// Judge runs one check under one network in a fresh world.
func Judge(ctx context.Context, e *Exercise, p Program, check int, manner string, o Options) Verdict {
	began := time.Now()
	v := Verdict{Check: check, Manner: manner}
	v.oneTongue = map[string]bool{}
	v.Failed, v.Broken = v.judge(ctx, e, p, o)
	if f := v.Failed; f != nil {
		f.Number, f.Of, f.Check = check+1, len(e.Checks), e.Checks[check].Name
	}
	v.Took = time.Since(began)
	return v
}

func (v *Verdict) judge(ctx context.Context, e *Exercise, p Program, o Options) (*Failure, error) {
	if lack := e.Lacks(); lack != nil {
		return nil, lack
	}
	m, ok := wire.FindManner(v.Manner)
	if !ok {
		return nil, fmt.Errorf("no network is called %s", v.Manner)
	}
	l := newLoading(e.File, e.Dir, e.Source, e.within, Functions())
	defer v.end(l.host.Close, o)
	seed := o.Seed
	if seed == 0 {
		seed = rand.Int64N(1_000_000) + 1
	}
	if f := unreadable(l.host, e, p, o); f != nil {
		f.Manner, f.Seed = m.Name, seed
		return f, nil
	}
	if err := l.run(); err != nil {
		return nil, err
	}
	t := &tester{ex: e, program: p, live: o.Live, manner: m, seed: seed, random: rand.New(rand.NewPCG(uint64(seed), 0)), host: l.host, oneTongue: v.oneTongue}
	t.given.globals = map[string]lua.LValue{}
	t.value = l.host.Object(t)
	t.stage = o.Stage
	defer v.end(t.close, o)
	var err error
	if t.port, err = t.newPort(); err != nil {
		return nil, err
	}
	if t.live != nil { // the world was made with a port of its own
		t.port = livePort(t.live, t.port)
	}
	defer endWith(ctx, l.host)()
	timer := time.AfterFunc(checkTime, func() { l.host.Interrupt(errTooLong) })
	defer timer.Stop()
	failed := l.host.Do(runner(l, v.Check, o), t.value)
	if failed != nil && errors.Is(failed, errTooLong) {
		f := &Failure{What: Say("the check took more than %s", checkTime)}
		t.describe(f)
		return f, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	return verdictOf(failed)
}

// Prepare makes a prompt's world that of an exercise: PORT is a port that nobody
// has, and what the exercise begins with is there. Call what it gives when the
// world is not needed any more.
func Prepare(e *Exercise, h *scripting.Host) (end func(), failed *scripting.Failure) {
	p, err := reservePort()
	if err == nil {
		h.SetGlobal("PORT", lua.LNumber(p.number))
	} else {
		p = &port{}
	}
	if e.World != "" {
		failed = h.Source(e.world(), nil, 80).Failed
	}
	return p.release, failed
}

// livePort is what PORT was in the learner's world.
func livePort(h *scripting.Host, otherwise int) int {
	if n, ok := h.Global("PORT").(lua.LNumber); ok {
		return int(n)
	}
	return otherwise
}

// endWith interrupts the host when ctx ends, until the function that it gives is
// called: an interrupt that comes just before something begins is forgotten then.
func endWith(ctx context.Context, h *scripting.Host) (over func()) {
	finished := make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		select {
		case <-finished:
			return
		case <-ctx.Done():
		}
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			h.Interrupt(context.Cause(ctx))
			select {
			case <-finished:
				return
			case <-ticker.C:
			}
		}
	})
	return func() {
		close(finished)
		waiting.Wait()
	}
}

// unreadable says if the program is not Lua at all, before anything else is asked
// of it. The exercise is loaded after it, so that its own lines are the host's.
func unreadable(h *scripting.Host, e *Exercise, p Program, o Options) *Failure {
	if o.Live != nil || e.Kind == Typed {
		return nil
	}
	failed := h.Check(cmp.Or(p.Name, programName), p.Text)
	if failed == nil {
		return nil
	}
	line := failed.Place.Line
	return &Failure{What: Say("your program can't be read: it is not Lua"), Program: failed, Line: line, Source: lineOf(p, failed, line)}
}

// runner gives a function that runs setup(t), if there is one, and the check.
// A live world has its own already.
func runner(l *loading, check int, o Options) *lua.LFunction {
	setup, _ := l.table.RawGetString("setup").(*lua.LFunction)
	checks := l.table.RawGetString("checks").(*lua.LTable)
	f := checks.RawGetInt(check + 1).(*lua.LTable).RawGetInt(2).(*lua.LFunction)
	if setup == nil || o.Live != nil {
		return f
	}
	return &lua.LFunction{IsG: true, Env: f.Env, GFunction: func(L *lua.LState) int {
		for _, fn := range []*lua.LFunction{setup, f} {
			L.Push(fn)
			L.Push(L.Get(1))
			L.Call(1, 0)
		}
		return 0
	}}
}

// A Report is how a program did in all checks of an exercise.
type Report struct {
	Verdicts []Verdict // in order; up to the first that failed
	Failed   *Verdict  // that one, or nil
}

// Passed reports whether all checks passed under all networks.
func (r *Report) Passed() bool { return r.Failed == nil }

// All runs the checks in order, each under all networks of the exercise, until
// one fails. told is called after each run; it may be nil.
func All(ctx context.Context, e *Exercise, p Program, o Options, told func(Verdict)) *Report {
	r := &Report{}
	for i := range e.Checks {
		for _, m := range e.mannersFor(o) {
			v := Judge(ctx, e, p, i, m, o)
			r.Verdicts = append(r.Verdicts, v)
			if told != nil {
				told(v)
			}
			if !v.Passed() {
				r.Failed = &r.Verdicts[len(r.Verdicts)-1]
				return r
			}
		}
	}
	return r
}

func (e *Exercise) mannersFor(o Options) []string {
	switch {
	case o.Live != nil:
		return []string{"whole"} // it was made on a network of its own
	case o.Manner != "":
		return []string{o.Manner}
	}
	return e.Manners
}

// Like finds the known wrong answer that fails as a program did, at the same
// check and in the same way; the empty Text if none does.
func Like(ctx context.Context, e *Exercise, v Verdict) Text {
	if v.Failed == nil || v.Failed.Program != nil {
		return Text{}
	}
	for _, w := range e.Wrong {
		if e.FindCheck(w.Fails) != v.Check {
			continue
		}
		other := Judge(ctx, e, Program{Text: w.Code}, v.Check, v.Manner, Options{Seed: v.Failed.Seed})
		if other.Failed != nil && other.Failed.pattern() == v.Failed.pattern() {
			return w.Name
		}
	}
	return Text{}
}

var digits = lazy.Regexp(`[0-9]+`)

// pattern is what two failures of the same kind have in common: ports and line
// numbers differ from run to run.
func (f *Failure) pattern() string {
	s := f.What.EN + "\n" + f.Why.EN
	if f.Program != nil {
		s += "\n" + f.Program.Message
	}
	if f.Ended {
		s += "\nended"
	}
	return digits().ReplaceAllString(s, "#")
}

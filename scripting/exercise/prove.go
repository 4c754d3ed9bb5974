package exercise

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sockpit/runtime/lazy"
	"sockpit/scripting/syntax"
)

// ProveOptions say how much proof is wanted.
type ProveOptions struct {
	Times    int // how often the solution must pass; 0: 20
	Parallel int // how many checks run at once; 0: 8
}

// An Item is one thing that was proved of an exercise, or was not.
type Item struct {
	OK     bool
	Remark bool // not a fault: something to think of
	What   string
	How    string // how it went
}

// A Proof is what was found of an exercise.
type Proof struct {
	Exercise *Exercise
	Items    []Item
	Runs     int        // of checks
	Lacks    *LackError // why nothing was run; nil: all was
}

// OK reports whether nothing is wrong.
func (p *Proof) OK() bool {
	for _, i := range p.Items {
		if !i.OK && !i.Remark {
			return false
		}
	}
	return true
}

// Prove shows that an exercise is sound: the starter fails, the solution passes
// many times under load, each known wrong answer fails at the check that its
// author named, and the texts are all there. On a machine that lacks what the
// exercise needs, only the texts are looked at.
func Prove(ctx context.Context, e *Exercise, o ProveOptions) *Proof {
	if o.Times <= 0 {
		o.Times = 20
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	p := &prover{Proof: Proof{Exercise: e}, ctx: ctx, slots: make(chan struct{}, o.Parallel), oneTongue: map[string]bool{}}
	if p.Lacks = e.Lacks(); p.Lacks == nil {
		p.starter()
		p.solution(o.Times)
		p.wrongs((o.Times + 3) / 4)
	}
	p.texts()
	p.habits()
	p.Runs = int(p.runs.Load())
	return &p.Proof
}

type prover struct {
	Proof
	ctx   context.Context
	slots chan struct{} // one for each check that runs
	runs  atomic.Int64

	mu        sync.Mutex
	oneTongue map[string]bool // sentences of checks that have no Vietnamese
}

func (p *prover) item(ok bool, what, format string, args ...any) {
	p.Items = append(p.Items, Item{OK: ok, What: what, How: fmt.Sprintf(format, args...)})
}

func (p *prover) remark(format string, args ...any) {
	p.Items = append(p.Items, Item{Remark: true, What: fmt.Sprintf(format, args...)})
}

// all runs all checks, as many exercises' checks at once as there are slots.
func (p *prover) all(text string) *Report {
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	r := All(p.ctx, p.Exercise, Program{Text: text}, Options{}, nil)
	p.runs.Add(int64(len(r.Verdicts)))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range r.Verdicts {
		maps.Copy(p.oneTongue, v.oneTongue)
	}
	return r
}

// notLua reports whether a program failed because it is none: nobody would learn
// from such a wrong answer.
func notLua(f *Failure) bool {
	return f != nil && f.Program != nil && (errors.As(f.Program, new(*syntax.Error)) || strings.HasPrefix(f.Program.Message, "no function called "))
}

func (p *prover) starter() {
	const what = "starter must fail"
	switch r := p.all(p.Exercise.Start); {
	case r.Failed != nil && notLua(r.Failed.Failed):
		p.item(false, what, "it is no program: %s", r.Failed.Failed.Program.Error())
	case r.Passed():
		p.item(false, what, "it passes all checks")
	case r.Failed.Broken != nil:
		p.item(false, what, "%s", r.Failed.Broken)
	default:
		p.item(true, what, "fails at %q: %s", p.nameOf(r.Failed), r.Failed.Failed.Error())
	}
}

func (p *prover) nameOf(v *Verdict) string { return p.Exercise.Checks[v.Check].Name.EN }

// solution runs the solution many times, beside itself.
func (p *prover) solution(times int) {
	const what = "solution must pass"
	reports := make([]*Report, times)
	var all sync.WaitGroup
	for i := range reports {
		all.Go(func() { reports[i] = p.all(p.Exercise.Solution) })
	}
	all.Wait()
	passed, runs := 0, 0
	var bad *Report
	for _, r := range reports {
		runs += len(r.Verdicts)
		if r.Passed() {
			passed++
		} else {
			bad = r
		}
	}
	switch {
	case bad == nil:
		p.item(true, what, "passes %d of %d times under load (%d check runs)", passed, times, runs)
	case bad.Failed.Broken != nil:
		p.item(false, what, "passes %d of %d times; %q: %s", passed, times, p.nameOf(bad.Failed), bad.Failed.Broken)
	default:
		p.item(false, what, "passes %d of %d times; fails at %q, seed %d: %s%s", passed, times, p.nameOf(bad.Failed), bad.Failed.Failed.Seed, bad.Failed.Failed.Error(), ownError(bad.Failed))
	}
}

// ownError says what the program itself failed with.
func ownError(v *Verdict) string {
	if v.Failed == nil || v.Failed.Program == nil {
		return ""
	}
	return " (the program failed: " + v.Failed.Program.Error() + ")"
}

// wrongs runs each known wrong answer several times, for one that passes by
// chance, when a random word or order suits it, would not be seen in one run.
func (p *prover) wrongs(times int) {
	if len(p.Exercise.Wrong) == 0 {
		p.item(false, "wrong answers", "none is given: which mistakes should it catch?")
		return
	}
	items := make([]Item, len(p.Exercise.Wrong)*times)
	var all sync.WaitGroup
	for i := range items {
		all.Go(func() { items[i] = p.wrong(p.Exercise.Wrong[i/times]) })
	}
	all.Wait()
	for runs := range slices.Chunk(items, times) {
		p.Items = append(p.Items, worst(runs))
	}
}

// worst is the first of several runs that shows a fault, or any.
func worst(runs []Item) Item {
	if i := slices.IndexFunc(runs, func(i Item) bool { return !i.OK }); i >= 0 {
		return runs[i]
	}
	return runs[0]
}

func (p *prover) wrong(w Wrong) Item {
	item := Item{What: "wrong: " + w.Name.EN}
	r := p.all(w.Code)
	switch {
	case r.Passed():
		item.How = fmt.Sprintf("it passes all checks; it should fail at %q", w.Fails)
	case r.Failed.Broken != nil:
		item.How = r.Failed.Broken.Error()
	case notLua(r.Failed.Failed):
		item.How = "it is no program: " + r.Failed.Failed.Program.Error()
	case p.nameOf(r.Failed) != w.Fails:
		item.How = fmt.Sprintf("fails at %q, should fail at %q: %s%s", p.nameOf(r.Failed), w.Fails, r.Failed.Failed.Error(), ownError(r.Failed))
	default:
		item.OK, item.How = true, fmt.Sprintf("fails at %q: %s%s", w.Fails, r.Failed.Failed.Error(), ownError(r.Failed))
	}
	return item
}

// texts looks for what is not said, or in one language only.
func (p *prover) texts() {
	e := p.Exercise
	var missing []string
	look := func(what string, t Text, needed bool) {
		switch {
		case t.Empty() && needed:
			missing = append(missing, what)
		case t.Empty():
		case t.EN == "":
			missing = append(missing, what+".en")
		case t.VI == "":
			missing = append(missing, what+".vi")
		case strings.HasPrefix(t.EN, "TODO") || strings.HasPrefix(t.VI, "TODO"):
			missing = append(missing, what+" is still to be written")
		}
	}
	look("title", e.Title, true)
	look("task", e.Task, true)
	look("after", e.After, true)
	for i, h := range e.Hints {
		look(fmt.Sprintf("hint %d", i+1), h, true)
	}
	for i, c := range e.Checks {
		look(fmt.Sprintf("the name of check %d", i+1), c.Name, true)
	}
	for i, w := range e.Wrong {
		look(fmt.Sprintf("the name of wrong answer %d", i+1), w.Name, true)
	}
	if len(e.Hints) == 0 {
		missing = append(missing, "hints")
	}
	for _, why := range slices.Sorted(maps.Keys(p.oneTongue)) {
		missing = append(missing, fmt.Sprintf("the Vietnamese of %q", why))
	}
	if len(missing) > 0 {
		p.item(false, "texts", "missing: %s", strings.Join(missing, ", "))
		return
	}
	p.item(true, "texts", "all there, in English and Vietnamese")
}

var (
	sleeps    = lazy.Regexp(`\bsleep\s*\(`)
	fixedPort = lazy.Regexp(`(?:\b(?:client|refused|dial|listen)\s*\(\s*|127\.0\.0\.\d+:)\d{2,5}\b`)
)

// habits looks for what makes checks fail by chance, and for short whys.
func (p *prover) habits() {
	e := p.Exercise
	clean := true
	for i, c := range e.Checks {
		source := e.CheckSource(i)
		if sleeps().MatchString(source) {
			clean = false
			p.item(false, "checks", "%q sleeps: t:settle() or an expectation waits for what happens", c.Name.EN)
		}
		if fixedPort().MatchString(source) {
			clean = false
			p.item(false, "checks", "%q has a fixed port: t.port and t:port_for(name) give free ones", c.Name.EN)
		}
	}
	if fixedPort().MatchString(e.Solution) {
		clean = false
		p.item(false, "solution", "it has a fixed port: PORT is given")
	}
	if clean {
		p.item(true, "habits", "no fixed port, no sleep in the checks")
	}
	if len(e.Wrong) == 1 {
		p.remark("one wrong answer is given; two catch more: what is believed wrongly?")
	}
}

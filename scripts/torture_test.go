package scripts

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

var fullTorture = flag.Bool("torture", false, "torture every scenario with every error of every call, not with a few")

// fewPerScenario is how many calls of a scenario fail in the short form.
const fewPerScenario = 8

// patience only decides how long a test waits before it says that it failed.
const patience = 30 * time.Second

// TestTorture runs every scenario once for each call that can fail, with that
// call failing (curl's idea). Whatever the script makes of it, the run ends,
// says in plain words what failed and where, and leaves no socket and no file
// behind. TestMain looks for goroutines.
func TestTorture(t *testing.T) {
	var sum tally
	t.Cleanup(func() { t.Log(sum.String()) })
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			whole := torture(t, s, 0, 0, maxRun)
			if !whole.OK() {
				t.Fatalf("fails without a fault: %v", whole.Failures[0])
			}
			cases := tortureCases(whole.stack.calls)
			room := make(chan struct{}, 8)
			var all sync.WaitGroup
			for _, c := range cases {
				room <- struct{}{}
				all.Go(func() {
					sum.add(torture(t, s, c.n, c.which, time.Second+3*whole.Took))
					<-room
				})
			}
			all.Wait()
		})
	}
}

type tortureCase struct{ n, which int }

// tortureCases gives every call with every error it may give, or a few of them
// evenly spread.
func tortureCases(calls []string) []tortureCase {
	var out []tortureCase
	for i, call := range calls {
		for which := range mayGive[call] {
			out = append(out, tortureCase{i + 1, which})
		}
	}
	if *fullTorture || len(out) <= fewPerScenario {
		return out
	}
	few := make([]tortureCase, fewPerScenario)
	for i := range few {
		few[i] = out[(2*i+1)*len(out)/(2*fewPerScenario)]
	}
	return few
}

// A tortured run is one run with what failed in it.
type torturedRun struct {
	scripting.Outcome
	script Script
	stack  *torturer
	within time.Duration
}

// torture runs a scenario with call n failing and reports what must not be.
func torture(t *testing.T, s Script, n, which int, within time.Duration) *torturedRun {
	dir, err := os.MkdirTemp("", "s") // short enough for a Unix socket
	if err != nil {
		t.Fatal(err)
	}
	r := &torturedRun{script: s, within: within, stack: &torturer{n: n, which: which}}
	args := slices.Clone(arguments[s.Name])
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "DIR", dir)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		h := api.New(scripting.Config{
			Session: runtime.Config{Stack: r.stack, Policy: runtime.Policy{Dirs: []string{dir}}},
			Limits:  limit.Limits{Time: within},
			Args:    args,
		})
		r.Outcome = h.Run(s.File, s.Text)
		h.Close()
	}()
	select {
	case <-done:
	case <-time.After(within + patience):
		call, fault := r.stack.failed()
		t.Errorf("call %d, %s: %v: the run does not end", n, call, fault)
		return r
	}
	wrong := r.wrong(dir)
	_ = os.RemoveAll(dir)
	call, fault := r.stack.failed()
	if call == "" && within < maxRun && slices.ContainsFunc(r.Failures, isLate) {
		return torture(t, s, n, which, maxRun) // the machine is busy
	}
	for _, wrong := range wrong {
		t.Errorf("call %d, %s: %v: %s", n, call, fault, wrong)
	}
	return r
}

// wrong lists what must not be after a run.
func (r *torturedRun) wrong(dir string) []string {
	var out []string
	if open := r.stack.open.Load(); open != 0 {
		out = append(out, fmt.Sprintf("%d endpoints are left open", open))
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		out = append(out, fmt.Sprintf("socket files are left: %v, %v", left, err))
	}
	if r.Took > r.within+patience/2 {
		out = append(out, fmt.Sprintf("it took %v with a limit of %v", r.Took, r.within))
	}
	for _, f := range r.Failures {
		out = append(out, r.unplain(f)...)
	}
	call, _ := r.stack.failed()
	if call == "" && !r.OK() && r.stack.n > 0 {
		out = append(out, "fails though nothing was made to fail: "+r.Failures[0].Error())
	}
	return out
}

// internal is text that means nothing to who wrote the script.
var internal = regexp.MustCompile(`nil pointer|%!|runtime error|0x[0-9a-f]|goroutine|panic|inside sockpit|<nil>|\*runtime\.|\*lua\.|interface \{`)

// unplain lists what is wrong with the words of a failure.
func (r *torturedRun) unplain(f *scripting.Failure) []string {
	var out []string
	if f.Message == "" || internal.MatchString(f.Message+f.Hint) {
		out = append(out, fmt.Sprintf("not in plain words: %q, %q", f.Message, f.Hint))
	}
	if ended := isLate(f) && f.Place.Line < 1; !ended && (f.Place.Source != r.script.File || f.Place.Line < 1) { // its time was up as it ended: at no line
		out = append(out, fmt.Sprintf("no line of the script: %v", f))
	}
	if _, fault := r.stack.failed(); fault == nil || !errors.Is(f.Err, fault) {
		return out
	}
	var e *scripting.Error
	if !errors.As(f.Err, &e) || e.Op == "" || e.Code != runtime.Code(e) ||
		!strings.HasPrefix(f.Message, e.Op+": ") || !strings.Contains(f.Message, "("+e.Code+")") {
		out = append(out, fmt.Sprintf("names not both call and code: %v", f))
	}
	return out
}
